"""A file may be taken away from a deposit under way; its row stays, so that whatever is left of it is erased with the deposit."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE uploads ADD COLUMN remove_time timestamptz")
