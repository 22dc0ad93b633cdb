"""The tables of this service's own schema. Columns `sealed` are encrypted at rest."""

import sqlalchemy as sa

from chassis.db import chassis_tables

metadata = sa.MetaData()
CHASSIS = chassis_tables(metadata)

_TIME = sa.TIMESTAMP(timezone=True)

# One row per person: it is read whole, and replaced whole.
attachments = sa.Table(
    "attachments", metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("read_time", _TIME, nullable=False, index=True),
)  # fmt: skip

last_known = sa.Table(
    "last_known", metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("data_time", _TIME, nullable=False),
    sa.Column("fetched_time", _TIME, nullable=False),
    sa.Column("expire_time", _TIME, nullable=False, index=True),
    # Rewritten at each view: room in its page keeps the change near.
    postgresql_with={"fillfactor": "70"},
)  # fmt: skip

# One row per access told to the journal: a reload within the hour is the same access.
accesses = sa.Table(
    "accesses", metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    # Empty in the rows of the release that did not tell the questions apart: they hide nothing.
    sa.Column("question", sa.Text, primary_key=True, server_default=""),
    sa.Column("purpose", sa.Text, primary_key=True),
    sa.Column("hour", _TIME, primary_key=True, index=True),
)  # fmt: skip
