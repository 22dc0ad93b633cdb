"""The only table of the edge."""

import sqlalchemy as sa

metadata = sa.MetaData()

_moment = sa.TIMESTAMP(timezone=True)

# The id that the browser holds is not here: only its SHA-256, so that the table opens no session. `data` is sealed.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("begin_time", _moment, nullable=False),
    sa.Column("seen_time", _moment, nullable=False),
    sa.Column("expire_time", _moment, nullable=False),
    sa.Index("sessions_expire_time", "expire_time"),
)
