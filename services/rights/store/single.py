"""One statement, one round trip."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database, read_session


@asynccontextmanager
async def single_read(database: Database) -> AsyncIterator[AsyncSession]:
    """A session to read with one statement, outside a transaction: a person waits, and BEGIN and ROLLBACK would triple the round trips.

    Raises DatabaseAway.
    """
    async with read_session(database) as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield session
