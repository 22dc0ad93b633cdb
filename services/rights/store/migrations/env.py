"""Alembic's entry for the schema of rights."""

from chassis.db import run_migrations
from services.rights.store.tables import metadata

run_migrations(metadata)
