"""Alembic's entry for the schema of the edge."""

from chassis.db import run_migrations
from services.bff.store.tables import metadata

run_migrations(metadata)
