"""A dead letter can be asked to be tried again. The previous release does not know the column, and leaves it empty."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # A schema made anew has it already, with the chassis's tables.
    op.execute("ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS replay_time timestamptz")
