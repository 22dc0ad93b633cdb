"""The journal tells what was said of a fact. The previous release does not know the column, and leaves it empty."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("journal_entries", sa.Column("verb", sa.Text(), nullable=False, server_default=""))
