"""Identity's first schema: persons, logins, certifications, reviews, attachments, pseudonyms, the access journal."""

import sqlalchemy as sa
from alembic import op

from chassis.db import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_chassis_tables(op)
    op.create_table(
        "journal_entries",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("access_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("trace_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_index(op.f("ix_journal_entries_access_time"), "journal_entries", ["access_time"], unique=False)
    op.create_index("journal_newest", "journal_entries", ["person_id", "access_time", "entry_id"], unique=False)
    op.create_table(
        "login_attempts",
        sa.Column("login_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("assurance", sa.SmallInteger(), nullable=False),
        sa.Column("expire_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("finished", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("login_id"),
    )
    op.create_index(op.f("ix_login_attempts_expire_time"), "login_attempts", ["expire_time"], unique=False)
    op.create_table(
        "organisme_keys",
        sa.Column("organisme", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("base_version", sa.Text(), nullable=False),
        sa.Column("created_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisme", "version"),
    )
    op.create_table(
        "persons",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("pivot_digest", sa.LargeBinary(), nullable=False),
        sa.Column("pivot_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_login_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
        sa.UniqueConstraint("pivot_digest"),
    )
    op.create_index(op.f("ix_persons_last_login_time"), "persons", ["last_login_time"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("attachment_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("organisme", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attachment_id"),
    )
    op.create_index(
        "attachments_of_person", "attachments", ["person_id", "organisme", "start_date", "attachment_id"], unique=False
    )
    op.create_table(
        "certifications",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("organisme", sa.Text(), nullable=False),
        sa.Column("nir_digest", sa.LargeBinary(), nullable=True),
        sa.Column("nir_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_time", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("resolved_time", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_index(
        "certified_nir", "certifications", ["nir_digest"], unique=True, postgresql_where=sa.text("state = 'CERTIFIED'")
    )
    op.create_index(op.f("ix_certifications_next_time"), "certifications", ["next_time"], unique=False)
    op.create_table(
        "connections",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("begin_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("end_time", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("assurance", sa.SmallInteger(), nullable=False),
        sa.Column("id_token_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("connection_id"),
    )
    op.create_index("connections_newest", "connections", ["person_id", "begin_time", "connection_id"], unique=False)
    op.create_table(
        "pseudonyms",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("organisme", sa.Text(), nullable=False),
        sa.Column("key_version", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_time", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "organisme"),
    )
    op.create_index(
        "pseudonyms_due", "pseudonyms", ["next_time"], unique=False, postgresql_where=sa.text("next_time IS NOT NULL")
    )
    op.create_index("pseudonyms_to_replace", "pseudonyms", ["organisme", "key_version"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("open_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("close_time", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("review_id"),
    )
    op.create_index("reviews_of_person", "reviews", ["person_id"], unique=False)
    op.create_index(
        "reviews_open", "reviews", ["open_time", "review_id"], unique=False, postgresql_where=sa.text("verdict IS NULL")
    )
    op.create_table(
        "subjects",
        sa.Column("sub_digest", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("sub_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sub_digest"),
    )
    op.create_index("subjects_of_person", "subjects", ["person_id"], unique=False)
