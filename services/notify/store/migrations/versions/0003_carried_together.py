"""Deliveries that leave together, and when a carrier was given each."""

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    "ALTER TABLE deliveries ADD COLUMN send_time timestamptz",
    "ALTER TABLE deliveries ADD COLUMN carrier_id text NOT NULL DEFAULT ''",
    "ALTER TABLE deliveries ADD COLUMN life integer NOT NULL DEFAULT 1",
    "CREATE INDEX deliveries_carrier ON deliveries (carrier_id) WHERE carrier_id <> ''",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
