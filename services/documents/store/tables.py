"""The tables of this service's own schema; the role's search path says which schema that is."""

import sqlalchemy as sa

from chassis.db import chassis_tables

metadata = sa.MetaData()
chassis = chassis_tables(metadata)

_moment = sa.TIMESTAMP(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("document_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("state_time", _moment, nullable=False),
    sa.Column("document_date", sa.Date),
    sa.Column("expiry_date", sa.Date),
    # The first chunk's, and never another.
    sa.Column("deposit_time", _moment),
    *(_text(name) for name in ("organisme", "benefit", "expected_piece_id", "claim_id", "organisme_reference")),
    *(_text(name) for name in ("content_id", "content_sha256", "media_type")),
    sa.Column("content_length", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("pages", sa.Integer, nullable=False, server_default="0"),
    # What the checks and the agents said may name the person.
    sa.Column("sealed_verdicts", sa.LargeBinary),
    sa.Column("produced", sa.Boolean, nullable=False, server_default="false"),
    _text("verification_code"),
    sa.Column("purge_time", _moment),
    _text("purge_certificate"),
    # The work under way: which try it is, until when somebody has it, and not before when it is tried again.
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", _moment),
    sa.Column("next_try_time", _moment),
    sa.Column("accept_time", _moment),
    # The trace of the click behind it: the workers go on in it.
    _text("traceparent"),
    # The agent who gave the verdict.
    sa.Column("sealed_reviewer", sa.LargeBinary),
    sa.Index("documents_person", "person_id", "document_id"),
    sa.Index(
        "documents_at_work",
        "state",
        "state_time",
        postgresql_where=sa.text("state IN ('CHECKING', 'ACCEPTED', 'UNDELIVERED', 'IN_REVIEW')"),
    ),
    sa.Index("documents_code", "verification_code", unique=True, postgresql_where=sa.text("verification_code <> ''")),
    sa.Index("documents_purge", "purge_time", postgresql_where=sa.text("purge_time IS NOT NULL")),
    sa.Index("documents_content", "content_id", postgresql_where=sa.text("content_id <> ''")),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("upload_id", sa.Text, primary_key=True),
    sa.Column("document_id", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False, server_default="0"),
    _text("sha256"),
    # Taken away by the person: it counts no more, and what is left of it goes with the deposit.
    sa.Column("remove_time", _moment),
    sa.UniqueConstraint("document_id", "rank", name="uploads_rank"),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("upload_id", sa.Text, primary_key=True),
    sa.Column("start", sa.BigInteger, primary_key=True),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
)

hops = sa.Table(
    "hops",
    metadata,
    sa.Column("hop_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("document_id", sa.Text, nullable=False),
    sa.Column("hop", sa.Text, nullable=False),
    sa.Column("hop_time", _moment, nullable=False),
    _text("receipt"),
    _text("failure"),
    sa.Index("hops_document", "document_id", "hop_id"),
)

# Append-only: each line holds the digest of the one before, so that none can be altered or taken away unseen.
journal = sa.Table(
    "journal",
    metadata,
    sa.Column("line", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document_id", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("line_time", _moment, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Index("journal_document", "document_id", "line"),
)
