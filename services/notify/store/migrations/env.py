"""Alembic's entry: everything is in the chassis."""

from chassis.db import run_migrations
from services.notify.store.tables import metadata

run_migrations(metadata)
