"""Who is watched, what was told, and who means whom."""

from alembic import op

from chassis.db import create_chassis_tables

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE watched (
        person_id text NOT NULL,
        sealed_profile bytea,
        profile_time timestamptz,
        unanswered jsonb NOT NULL,
        look_time timestamptz NOT NULL,
        dirty_since timestamptz,
        lease_owner text NOT NULL,
        lease_until timestamptz,
        journal_time timestamptz,
        rules text NOT NULL,
        PRIMARY KEY (person_id)
    )
    """,
    "CREATE INDEX watched_look ON watched (look_time)",
    """
    CREATE TABLE reminders (
        person_id text NOT NULL,
        key text NOT NULL,
        rule text NOT NULL,
        due_date date NOT NULL,
        state text NOT NULL,
        done_by_person boolean NOT NULL,
        told integer NOT NULL,
        message_id text NOT NULL,
        PRIMARY KEY (person_id, key),
        UNIQUE (message_id)
    )
    """,
    """
    CREATE TABLE messages (
        message_id text NOT NULL,
        person_id text NOT NULL,
        kind text NOT NULL,
        organisme text NOT NULL,
        reference text NOT NULL,
        put_version integer NOT NULL,
        rule text NOT NULL,
        template text NOT NULL,
        sealed_content bytea NOT NULL,
        health boolean NOT NULL,
        legal_effect boolean NOT NULL,
        waiting boolean NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        version integer NOT NULL,
        due_date date,
        valid_until_time timestamptz,
        create_time timestamptz NOT NULL,
        read_time timestamptz,
        close_time timestamptz,
        PRIMARY KEY (message_id)
    )
    """,
    "CREATE INDEX messages_create ON messages (create_time)",
    "CREATE INDEX messages_person ON messages (person_id, create_time, message_id)",
    "CREATE UNIQUE INDEX messages_reference ON messages (organisme, reference) WHERE reference <> ''",
    "CREATE INDEX messages_unread_legal ON messages (create_time) "
    "WHERE state = 'OPEN' AND legal_effect AND read_time IS NULL AND NOT waiting",
    "CREATE INDEX messages_valid_until ON messages (valid_until_time) WHERE state = 'OPEN'",
    """
    CREATE TABLE withdrawals (
        organisme text NOT NULL,
        reference text NOT NULL,
        person_id text NOT NULL,
        reason text NOT NULL,
        withdraw_time timestamptz NOT NULL,
        PRIMARY KEY (organisme, reference)
    )
    """,
    "CREATE INDEX withdrawals_person ON withdrawals (person_id)",
    """
    CREATE TABLE announcements (
        message_id text NOT NULL,
        round integer NOT NULL,
        person_id text NOT NULL,
        announce_time timestamptz NOT NULL,
        PRIMARY KEY (message_id, round)
    )
    """,
    "CREATE INDEX announcements_person ON announcements (person_id)",
    "CREATE INDEX announcements_time ON announcements (announce_time)",
    """
    CREATE TABLE directory (
        organisme text NOT NULL,
        pseudonym_digest bytea NOT NULL,
        person_id text NOT NULL,
        PRIMARY KEY (organisme, pseudonym_digest)
    )
    """,
    "CREATE INDEX directory_person ON directory (person_id)",
    """
    CREATE TABLE directory_reads (
        person_id text NOT NULL,
        read_time timestamptz NOT NULL,
        PRIMARY KEY (person_id)
    )
    """,
)


def upgrade() -> None:
    create_chassis_tables(op)
    for statement in _STATEMENTS:
        op.execute(statement)
