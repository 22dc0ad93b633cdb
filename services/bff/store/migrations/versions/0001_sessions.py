"""Sessions of browsers and mobile applications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The one table, and the index by which what is over is found."""
    moment = sa.TIMESTAMP(timezone=True)
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("begin_time", moment, nullable=False),
        sa.Column("seen_time", moment, nullable=False),
        sa.Column("expire_time", moment, nullable=False),
    )
    op.create_index("sessions_expire_time", "sessions", ["expire_time"])
