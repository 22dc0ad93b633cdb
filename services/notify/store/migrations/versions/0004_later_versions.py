"""What an organisme writes anew while it may not write, and what a carrier gave up although the address exists."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    "ALTER TABLE messages ADD COLUMN sealed_later bytea",
    "CREATE INDEX deliveries_unreached ON deliveries (status_time, delivery_id) "
    "WHERE status = 'TEMPORARY_FAILURE' AND not_before_time IS NULL",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
