"""A `sub` is kept with its issuer, and two persons may have one civil status: homonyms born on one presumed day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("subjects", sa.Column("issuer", sa.Text(), nullable=False, server_default=""))
    op.drop_constraint("persons_pivot_digest_key", "persons", type_="unique")
    op.create_index(op.f("ix_persons_pivot_digest"), "persons", ["pivot_digest"], unique=False)
