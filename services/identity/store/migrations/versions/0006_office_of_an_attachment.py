"""The office that has a file, where the person writes to. The previous release does not know the column, and leaves it empty."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("attachments", sa.Column("office", sa.Text(), nullable=False, server_default=""))
