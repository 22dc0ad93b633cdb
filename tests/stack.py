"""Real parts for tests: one PostgreSQL and one NATS server for the whole run, and a fresh schema for whoever asks."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from chassis.bus import Bus
from chassis.db import Database, new_id
from sandbox.suite.database import DATABASE, connect
from sandbox.suite.layout import Layout
from sandbox.suite.passing import passing, played_settings
from sandbox.suite.suite import Suite


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """PostgreSQL and NATS under their process manager, which starts again what a test kills."""
    with passing(Layout) as layout:
        suite = Suite(layout, only=["postgres", "nats"])
        asyncio.run(suite.start())
        yield suite
        asyncio.run(suite.stop())


@pytest.fixture(scope="session")
def stack(suite: Suite) -> Layout:
    """PostgreSQL and NATS, with every role, schema, user and stream of the suite, and no table yet."""
    return suite.layout


@pytest_asyncio.fixture
async def schema_url(stack: Layout) -> AsyncIterator[str]:
    """The address of an empty schema with a role of its own, dropped afterwards."""
    name = f"test_{new_id().replace('-', '')[-12:]}"
    server = await connect(stack, "postgres")
    await server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    await server.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {name}")
    await server.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
    await server.execute(f"ALTER ROLE {name} IN DATABASE {DATABASE} SET search_path = {name}")
    await server.close()
    yield f"postgresql+asyncpg://{name}:{name}@{stack.address('postgres')}/{DATABASE}?ssl=disable"
    # Another connection: the test may have killed the server.
    server = await connect(stack, "postgres")
    await server.execute(f"DROP SCHEMA {name} CASCADE")
    await server.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
    await server.close()


@pytest_asyncio.fixture
async def database(schema_url: str) -> AsyncIterator[Database]:
    """A database on an empty schema."""
    opened = Database(schema_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def bus(stack: Layout) -> AsyncIterator[Bus]:
    """A connection to NATS in the name of the situation service."""
    opened = await Bus.connect(played_settings(stack, "situation"))
    yield opened
    await opened.close()
