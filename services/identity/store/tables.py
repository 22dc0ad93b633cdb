"""The tables of identity. Columns `*_sealed` are encrypted at rest, columns `*_digest` are keyed: neither says anything without the keys."""

import sqlalchemy as sa

from chassis.db import chassis_tables

metadata = sa.MetaData()
CHASSIS = chassis_tables(metadata)

_TIME = sa.TIMESTAMP(timezone=True)


def _person(*, key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "person_id", sa.Text, sa.ForeignKey("persons.person_id", ondelete="CASCADE"), nullable=False, primary_key=key
    )


persons = sa.Table(
    "persons", metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("pivot_digest", sa.LargeBinary, nullable=False, index=True),
    sa.Column("pivot_sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_time", _TIME, nullable=False),
    sa.Column("last_login_time", _TIME, nullable=False, index=True),
)  # fmt: skip

subjects = sa.Table(
    "subjects", metadata,
    sa.Column("sub_digest", sa.LargeBinary, primary_key=True),
    _person(),
    sa.Column("sub_sealed", sa.LargeBinary, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Index("subjects_of_person", "person_id"),
)  # fmt: skip

login_attempts = sa.Table(
    "login_attempts", metadata,
    sa.Column("login_id", sa.Text, primary_key=True),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    sa.Column("assurance", sa.SmallInteger, nullable=False),
    sa.Column("expire_time", _TIME, nullable=False, index=True),
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Column("claimed_by", sa.Text),
    sa.Column("finished", sa.Boolean, nullable=False, server_default=sa.false()),
)  # fmt: skip

connections = sa.Table(
    "connections", metadata,
    sa.Column("connection_id", sa.Text, primary_key=True),
    _person(),
    sa.Column("begin_time", _TIME, nullable=False),
    sa.Column("end_time", _TIME),
    sa.Column("assurance", sa.SmallInteger, nullable=False),
    sa.Column("id_token_sealed", sa.LargeBinary),
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Index("connections_newest", "person_id", "begin_time", "connection_id"),
)  # fmt: skip

certifications = sa.Table(
    "certifications", metadata,
    _person(key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("state_time", _TIME, nullable=False),
    sa.Column("explanation", sa.Text, nullable=False),
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("nir_digest", sa.LargeBinary),
    sa.Column("nir_sealed", sa.LargeBinary),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("confirmed", sa.Boolean, nullable=False),
    sa.Column("review_id", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_time", _TIME, index=True),
    sa.Column("resolved_time", _TIME),
    # One person holds a certified NIR; before that, a number declared by one takes nothing from another.
    sa.Index("certified_nir", "nir_digest", unique=True, postgresql_where=sa.text("state = 'CERTIFIED'")),
)  # fmt: skip

reviews = sa.Table(
    "reviews", metadata,
    sa.Column("review_id", sa.Text, primary_key=True),
    _person(),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("message_sealed", sa.LargeBinary, nullable=False),
    sa.Column("open_time", _TIME, nullable=False),
    sa.Column("verdict", sa.Text),
    sa.Column("explanation", sa.Text, nullable=False),
    sa.Column("close_time", _TIME),
    sa.Index("reviews_of_person", "person_id"),
    sa.Index("reviews_open", "open_time", "review_id", postgresql_where=sa.text("verdict IS NULL")),
)  # fmt: skip

attachments = sa.Table(
    "attachments", metadata,
    sa.Column("attachment_id", sa.Text, primary_key=True),
    _person(),
    sa.Column("organisme", sa.Text, nullable=False),
    sa.Column("quality", sa.Text, nullable=False),
    sa.Column("regime", sa.Text, nullable=False),
    sa.Column("start_date", sa.Date, nullable=False),
    sa.Column("end_date", sa.Date),
    sa.Column("office", sa.Text, nullable=False, server_default=""),
    sa.Index("attachments_of_person", "person_id", "organisme", "start_date", "attachment_id"),
)  # fmt: skip

pseudonyms = sa.Table(
    "pseudonyms", metadata,
    _person(key=True),
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("key_version", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_time", _TIME),
    sa.Index("pseudonyms_to_replace", "organisme", "key_version"),
    sa.Index("pseudonyms_due", "next_time", postgresql_where=sa.text("next_time IS NOT NULL")),
)  # fmt: skip

organisme_keys = sa.Table(
    "organisme_keys", metadata,
    sa.Column("organisme", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("base_version", sa.Text, nullable=False),
    sa.Column("created_time", _TIME, nullable=False),
)  # fmt: skip

# No foreign key: an access may be told after the person was erased; its own retention ends it.
journal_entries = sa.Table(
    "journal_entries", metadata,
    sa.Column("entry_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False),
    sa.Column("access_time", _TIME, nullable=False, index=True),
    sa.Column("trace_id", sa.Text, nullable=False),
    sa.Column("verb", sa.Text, nullable=False, server_default=""),
    sa.Index("journal_newest", "person_id", "access_time", "entry_id"),
)  # fmt: skip
