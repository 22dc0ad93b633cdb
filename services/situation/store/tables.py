"""The tables of this service's own schema; the role's search path says which schema that is."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from chassis.db import chassis_tables

metadata = sa.MetaData()
chassis = chassis_tables(metadata)

_moment = sa.TIMESTAMP(timezone=True)

fact_versions = sa.Table(
    "fact_versions",
    metadata,
    sa.Column("version_id", sa.Text, primary_key=True),
    sa.Column("fact_id", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("sealed_content", sa.LargeBinary),
    sa.Column("valid_start", sa.Date, nullable=False),
    sa.Column("valid_end", sa.Date),
    sa.Column("known_time", _moment, nullable=False),
    sa.Column("previous_version_id", sa.Text),
    # Two changes of one version at the same moment: the second one meets this.
    sa.UniqueConstraint("fact_id", "number", name="fact_versions_number"),
    sa.Index("fact_versions_person", "person_id", "fact_id", "number"),
)

declarations = sa.Table(
    "declarations",
    metadata,
    sa.Column("declaration_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("version_id", sa.Text, nullable=False),
    sa.Column("declare_time", _moment, nullable=False),
    sa.Column("trace_id", sa.Text, nullable=False),
    # Read with the declaration, and never alone: [{organisme, reason, explanation}].
    sa.Column("exclusions", JSONB, nullable=False),
    sa.Index("declarations_person", "person_id", "declaration_id"),
    sa.Index("declarations_version", "version_id"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("delivery_id", sa.Text, primary_key=True),
    sa.Column("declaration_id", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("version_id", sa.Text, nullable=False),
    sa.Column("fact_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("fields", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("basis_reference", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("state_time", _moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("received_time", _moment),
    # Set while the delivery is dead. An index on `state` itself would be rewritten at each step of each delivery.
    sa.Column("dead_time", _moment),
    sa.Index("deliveries_declaration", "declaration_id"),
    sa.Index("deliveries_event", "event_id", unique=True),
    sa.Index("deliveries_fact", "fact_id", "organisme"),
    sa.Index("deliveries_dead", "dead_time", "delivery_id", postgresql_where=sa.text("dead_time IS NOT NULL")),
    # A row changes at least three times in its life: room in its page keeps these changes out of the indexes.
    postgresql_with={"fillfactor": "80"},
)

delivery_steps = sa.Table(
    "delivery_steps",
    metadata,
    sa.Column("step_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("delivery_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("step_time", _moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Index("delivery_steps_delivery", "delivery_id"),
)

directory = sa.Table(
    "directory",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("quality", sa.Text, primary_key=True),
    sa.Column("period_start", sa.Date, primary_key=True),
    sa.Column("period_end", sa.Date),
    sa.Column("pseudonym", sa.Text, nullable=False),
)

directory_reads = sa.Table(
    "directory_reads",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("read_time", _moment, nullable=False),
)

controls = sa.Table(
    "controls",
    metadata,
    sa.Column("control_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("fact_id", sa.Text, nullable=False),
    sa.Column("version_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("scope", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("control_time", _moment, nullable=False),
    sa.Column("expiry_date", sa.Date, nullable=False),
    sa.Index("controls_person", "person_id", "control_id"),
    sa.Index("controls_version", "version_id"),
)
