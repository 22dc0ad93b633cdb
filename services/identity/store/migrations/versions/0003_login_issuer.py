"""Two issuers, FranceConnect and FranceConnect+: a login is completed, and a session ended, where it was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("login_attempts", sa.Column("issuer", sa.Text(), nullable=False, server_default=""))
    op.add_column("connections", sa.Column("issuer", sa.Text(), nullable=False, server_default=""))
