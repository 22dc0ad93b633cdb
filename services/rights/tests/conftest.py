"""A world per test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from chassis.db import Database
from sandbox.suite.layout import Layout
from services.rights.store.tables import metadata
from services.rights.tests.world import World, a_world


@pytest_asyncio.fixture
async def tables(database: Database) -> Database:
    """A schema with this service's tables."""
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    return database


@pytest_asyncio.fixture
async def world(stack: Layout, tables: Database) -> AsyncIterator[World]:
    """Ten organismes that answer at once."""
    async with a_world(stack, tables) as made:
        yield made


@pytest_asyncio.fixture
async def fragile(stack: Layout, tables: Database) -> AsyncIterator[World]:
    """The same, with a breaker that opens at the second failure, for half a second."""
    async with a_world(stack, tables, breaker_failures=2, breaker_open_seconds=0.5) as made:
        yield made
