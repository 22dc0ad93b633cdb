"""One statement, one round trip."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database


@asynccontextmanager
async def single_read(database: Database) -> AsyncIterator[AsyncSession]:
    """A session to read with one statement, outside a transaction: a person waits, and BEGIN and ROLLBACK would triple the round trips."""
    async with database.sessions(bind=database.engine.execution_options(isolation_level="AUTOCOMMIT")) as session:
        yield session
