"""Alembic's entry for identity's schema."""

from chassis.db import run_migrations
from services.identity.store.tables import metadata

run_migrations(metadata)
