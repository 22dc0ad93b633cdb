"""NATS and PostgreSQL killed with -9 while they are used: callers are told to come again, and nobody is wedged when they are back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.situation.v1 import events_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.bus import Bus, BusLost, Event, Incoming, new_event
from chassis.db import Database, DatabaseAway, chassis_tables, new_id, read_session, unit_of_work
from chassis.errors import Unavailable
from chassis.inbox import Consumer
from chassis.tests.conftest import in_background, until
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from sandbox.suite.suite import Suite

METADATA = sa.MetaData()
TABLES = chassis_tables(METADATA)
EFFECTS = sa.Table("effects", METADATA, sa.Column("name", sa.Text))


@pytest_asyncio.fixture
async def tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)


@pytest_asyncio.fixture
async def reader(stack: Layout) -> AsyncIterator[Bus]:
    """A connection that may read any stream."""
    settings = played_settings(stack, "situation").model_copy(
        update={"service": "provision", "nats_seed_file": stack.nats_seed("provision")}
    )
    opened = await Bus.connect(settings, inbox_prefix="_INBOX_provision")
    await opened.jetstream.purge_stream("SITUATION")
    yield opened
    await opened.jetstream.purge_stream("SITUATION")
    await opened.close()


def event() -> Event:
    message = events_pb2.DeclarationRecorded(declaration_id="d")
    return new_event("mesdroits.situation.v1.declaration.recorded", message, source="situation")


async def one(database: Database) -> int:
    async with read_session(database) as session:
        return int(await session.scalar(sa.text("SELECT 1")) or 0)


async def names(database: Database) -> list[str]:
    async with read_session(database) as session:
        return list(await session.scalars(sa.select(EFFECTS.c.name)))


async def test_after_a_restart_of_the_database_no_call_pays_for_a_dead_connection(
    suite: Suite, database: Database
) -> None:
    await asyncio.gather(*(one(database) for _ in range(10)))
    await suite.kill("postgres")
    await suite.wait_ready("postgres")
    assert await asyncio.gather(*(one(database) for _ in range(10))) == [1] * 10


async def test_a_database_that_is_away_is_unavailable_in_every_way(suite: Suite, database: Database) -> None:
    seen: set[type[BaseException]] = set()

    async def ask() -> None:
        while True:
            try:
                await one(database)
                async with unit_of_work(database) as session:
                    await session.execute(sa.text("SELECT pg_sleep(0.01)"))
            except (Unavailable, TimeoutError) as away:
                seen.add(type(away))
                await asyncio.sleep(0.01)

    async with in_background(*(ask() for _ in range(4))) as tasks:
        await asyncio.sleep(0.1)
        await suite.kill("postgres")
        await suite.wait_ready("postgres")
        await asyncio.sleep(0.2)
        assert [task.exception() for task in tasks if task.done()] == []
    assert seen == {DatabaseAway}
    assert await one(database) == 1


@pytest.mark.parametrize(
    ("statement", "away"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$", True),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53300'; END $$", True),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '55P03'; END $$", True),
        ("SELECT nothing", False),
        ("SELECT 1/0", False),
    ],
)
async def test_what_may_pass_later_is_told_from_what_never_will(database: Database, statement: str, away: bool) -> None:
    with pytest.raises(Unavailable if away else sa.exc.DBAPIError):
        async with unit_of_work(database) as session:
            await session.execute(sa.text(statement))


async def test_a_value_of_the_wrong_type_is_a_bug_and_not_an_outage(database: Database, tables: None) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused:
        async with unit_of_work(database) as session:
            await session.execute(sa.insert(EFFECTS).values(name=3))
    assert not isinstance(refused.value, Unavailable)


async def test_an_error_of_the_database_never_quotes_what_was_told(database: Database, tables: None) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused:
        async with unit_of_work(database) as session:
            await session.execute(sa.text("SELECT CAST(:told AS text), nothing"), {"told": "12 rue des Lilas"})
    assert "Lilas" not in str(refused.value)


async def test_a_pool_without_a_free_connection_says_so(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = Database(schema_url, pool_size=1)
    monkeypatch.setattr(narrow.engine.pool, "_timeout", 0.1)
    async with read_session(narrow) as holder:
        await holder.execute(sa.text("SELECT 1"))
        with pytest.raises(Unavailable):
            await one(narrow)
    await narrow.close()


async def test_what_could_not_be_published_is_said_at_once_when_the_connection_drops(
    suite: Suite, bus: Bus, reader: Bus
) -> None:
    await bus.publish(event())
    began = asyncio.get_running_loop().time()
    outcomes, _ = await asyncio.gather(bus.publish_many([event() for _ in range(3000)]), suite.kill("nats"))
    assert asyncio.get_running_loop().time() - began < 4
    assert {type(outcome) for outcome in outcomes} <= {type(None), ConnectionError}
    with pytest.raises(Unavailable):
        await bus.publish(event())
    await suite.wait_ready("nats")

    async def published() -> bool:
        with contextlib.suppress(Unavailable):
            await bus.publish(event())
            return True
        return False

    await until(published)
    assert not bus._acks


async def test_a_connection_closed_for_good_ends_its_consumer_and_its_relay(
    stack: Layout, database: Database, tables: None
) -> None:
    lost = await Bus.connect(played_settings(stack, "situation"))
    relay = outbox.Relay(database, lost, poll=0.05)
    consumer = Consumer(
        database, lost, stream="SITUATION", durable="situation-x", subjects=["mesdroits.situation.v1.>"], handler=record
    )
    await lost.client.close()
    for run in (relay.run(), consumer.run()):
        with pytest.raises(BusLost):
            await asyncio.wait_for(run, 5)


async def record(session: AsyncSession, incoming: Incoming) -> None:
    await session.execute(sa.insert(EFFECTS).values(name=incoming.event_id))


async def send(database: Database, pace: float, sent: list[str]) -> None:
    while True:
        told = event()
        try:
            async with unit_of_work(database) as session:
                await outbox.add(session, told)
        except Unavailable:
            await asyncio.sleep(0.05)
        else:
            sent.append(told.event_id)
        await asyncio.sleep(pace)


async def nap(kill: Callable[[], Awaitable[object]], ready: Callable[[], Awaitable[object]]) -> None:
    await asyncio.sleep(0.7)
    await kill()
    await ready()


async def test_killing_both_under_load_loses_nothing_and_applies_nothing_twice(
    suite: Suite, database: Database, bus: Bus, reader: Bus, tables: None
) -> None:
    sent: list[str] = []
    options: dict[str, Any] = {"stream": "SITUATION", "subjects": ["mesdroits.situation.v1.>"], "ack_wait": 3.0}
    durable = f"test-{new_id()}"
    consumers = [Consumer(database, reader, durable=durable, handler=record, **options) for _ in range(2)]
    relays = [outbox.Relay(database, bus, poll=0.05) for _ in range(2)]
    runs = [*(consumer.run() for consumer in consumers), *(relay.run() for relay in relays)]
    async with in_background(*runs) as parts:
        async with in_background(*(send(database, 0.005, sent) for _ in range(3))) as senders:
            for name in ("nats", "postgres", "nats", "postgres"):
                await nap(lambda name=name: suite.kill(name), lambda name=name: suite.wait_ready(name))  # type: ignore[misc]
            await asyncio.sleep(0.5)
            assert [task.exception() for task in (*senders, *parts) if task.done()] == []

        async def all_applied() -> bool:
            return set(sent) <= set(await names(database))

        await until(all_applied, within=40)
        assert [task.exception() for task in parts if task.done()] == []
    applied = await names(database)
    assert len(sent) > 100
    assert len(applied) == len(set(applied))
