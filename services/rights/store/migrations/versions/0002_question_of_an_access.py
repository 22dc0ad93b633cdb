"""What was read counts as much as where: rights, payments, statements and attestations are accesses of their own.

The default lets the previous release write; a later migration may drop it.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE accesses ADD COLUMN question text NOT NULL DEFAULT ''")
    op.execute(
        "ALTER TABLE accesses DROP CONSTRAINT accesses_pkey,"
        " ADD PRIMARY KEY (person_id, organisme, question, purpose, hour)"
    )
