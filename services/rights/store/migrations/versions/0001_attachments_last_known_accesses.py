"""Where a person has files, what organismes last said, and which accesses were told."""

from alembic import op

from chassis.db import create_chassis_tables

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE attachments (
        person_id text PRIMARY KEY,
        sealed bytea NOT NULL,
        read_time timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_attachments_read_time ON attachments (read_time)",
    """
    CREATE TABLE last_known (
        person_id text NOT NULL,
        organisme text NOT NULL,
        question text NOT NULL,
        sealed bytea NOT NULL,
        data_time timestamptz NOT NULL,
        fetched_time timestamptz NOT NULL,
        expire_time timestamptz NOT NULL,
        PRIMARY KEY (person_id, organisme, question)
    ) WITH (fillfactor = 70)
    """,
    "CREATE INDEX ix_last_known_expire_time ON last_known (expire_time)",
    """
    CREATE TABLE accesses (
        person_id text NOT NULL,
        organisme text NOT NULL,
        purpose text NOT NULL,
        hour timestamptz NOT NULL,
        PRIMARY KEY (person_id, organisme, purpose, hour)
    )
    """,
    "CREATE INDEX ix_accesses_hour ON accesses (hour)",
)


def upgrade() -> None:
    create_chassis_tables(op)
    for statement in _STATEMENTS:
        op.execute(statement)
