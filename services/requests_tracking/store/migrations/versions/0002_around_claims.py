"""What organismes say around a claim: what it contests, what it is a part of, who decides first, and until when."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # The previous release inserts without them.
    for name in ("appeals_reference", "whole_reference", "decided_by"):
        op.execute(f"ALTER TABLE claims ADD COLUMN {name} text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE claims ADD COLUMN handed_date date")
