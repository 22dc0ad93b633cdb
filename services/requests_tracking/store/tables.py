"""The tables of this service's own schema; the role's search path says which schema that is."""

import sqlalchemy as sa

from chassis.db import chassis_tables

metadata = sa.MetaData()
chassis = chassis_tables(metadata)

_moment = sa.TIMESTAMP(timezone=True)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("claim_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("benefit", sa.Text, nullable=False),
    # Empty: a claim made to several regimes, of which each part has its own row.
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("parent_claim_id", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("changed_time", _moment, nullable=False),
    sa.Column("submit_time", _moment),
    sa.Column("organisme_reference", sa.Text, nullable=False),
    sa.Column("effect_date", sa.Date),
    sa.Column("expire_time", _moment),
    sa.Column("reminded", sa.Boolean, nullable=False),
    # The day after which the clock must be looked at.
    sa.Column("clock_date", sa.Date),
    sa.Column("decided", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # What its organisme says around it: the references of what it contests, and of what it is a part of; who decides first, and until when.
    sa.Column("appeals_reference", sa.Text, nullable=False, server_default=""),
    sa.Column("whole_reference", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("handed_date", sa.Date),
    # Until the organisme has them.
    sa.Column("sealed_answers", sa.LargeBinary),
    sa.Index("claims_person", "person_id", "changed_time", "claim_id"),
    sa.Index("claims_parent", "parent_claim_id", postgresql_where=sa.text("parent_claim_id <> ''")),
    sa.Index(
        "claims_reference", "organisme", "organisme_reference", unique=True,
        postgresql_where=sa.text("organisme_reference <> ''"),
    ),
    sa.Index("claims_clock", "clock_date", postgresql_where=sa.text("clock_date IS NOT NULL")),
    sa.Index("claims_expire", "expire_time", postgresql_where=sa.text("expire_time IS NOT NULL")),
)  # fmt: skip

# Append-only: everything that is shown of a claim is folded from these.
steps = sa.Table(
    "steps",
    metadata,
    sa.Column("claim_id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("step_time", _moment, nullable=False),
    sa.Column("known_time", _moment, nullable=False),
    sa.Column("sealed_body", sa.LargeBinary, nullable=False),
)

expected_pieces = sa.Table(
    "expected_pieces",
    metadata,
    sa.Column("expected_piece_id", sa.Text, primary_key=True),
    sa.Column("claim_id", sa.Text, nullable=False),
    sa.Index("expected_pieces_claim", "claim_id"),
)

# What must still be told to an organisme.
errands = sa.Table(
    "errands",
    metadata,
    sa.Column("errand_id", sa.Text, primary_key=True),
    sa.Column("claim_id", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("next_time", _moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    # The trace of the click behind it.
    sa.Column("traceparent", sa.Text, nullable=False),
    sa.Index("errands_next", "next_time", "errand_id"),
    sa.Index("errands_claim", "claim_id"),
)

directory = sa.Table(
    "directory",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("regime", sa.Text, primary_key=True),
    sa.Column("period_start", sa.Date, primary_key=True),
    sa.Column("period_end", sa.Date),
    sa.Column("is_source", sa.Boolean, nullable=False),
    sa.Column("pseudonym", sa.Text, nullable=False),
    sa.Index("directory_pseudonym", "organisme", "pseudonym"),
)

directory_reads = sa.Table(
    "directory_reads",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("read_time", _moment, nullable=False),
)

polls = sa.Table(
    "polls",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("poll_time", _moment, nullable=False),
    # When the access journal was last told.
    sa.Column("journal_time", _moment),
)

# Of decided claims, whosoever they were: nothing here says whose.
past_durations = sa.Table(
    "past_durations",
    metadata,
    sa.Column("duration_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("benefit", sa.Text, nullable=False),
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("decide_date", sa.Date, nullable=False),
    sa.Index("past_durations_benefit", "benefit", "decide_date"),
)
