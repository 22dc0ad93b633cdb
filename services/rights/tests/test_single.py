"""A read of one statement: no transaction around it, and a database that is away has its name."""

import pytest
import sqlalchemy as sa

from chassis.db import Database, DatabaseAway
from services.rights.store.single import single_read


async def test_a_single_read_opens_no_transaction(database: Database) -> None:
    async with single_read(database) as session:
        await session.scalar(sa.text("SELECT 1"))
        driver = (await (await session.connection()).get_raw_connection()).driver_connection
        assert driver is not None
        assert not driver.is_in_transaction()


async def test_a_pool_without_a_free_connection_is_a_database_that_is_away(
    schema_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = Database(schema_url, pool_size=1)
    monkeypatch.setattr(narrow.engine.pool, "_timeout", 0.1)
    async with single_read(narrow):
        with pytest.raises(DatabaseAway):
            async with single_read(narrow):
                raise AssertionError("two callers on one connection")
    await narrow.close()


async def test_a_connection_that_drops_is_a_database_that_is_away(database: Database) -> None:
    with pytest.raises(DatabaseAway):
        async with single_read(database) as session:
            await session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
