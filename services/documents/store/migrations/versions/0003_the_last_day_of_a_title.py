"""The last day of an identity title, which is told to its person before it comes; kept when the content is erased."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE documents ADD COLUMN expiry_date date")
