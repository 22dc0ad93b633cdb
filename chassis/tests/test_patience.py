"""Events and requests that take long, fail for long, or fail for ever: what waits, what is given up, and what holds back nobody."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.situation.v1 import events_pb2
from nats.js.errors import NoStreamResponseError
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.acks import Sending
from chassis.bus import Bus, Event, Incoming, new_event
from chassis.db import Database, DatabaseAway, chassis_tables, new_id, read_session, unit_of_work
from chassis.errors import Unavailable
from chassis.inbox import Consumer, PermanentError
from chassis.tests.conftest import in_background, until
from sandbox.suite import provision
from sandbox.suite.layout import Layout

METADATA = sa.MetaData()
TABLES = chassis_tables(METADATA)


@pytest_asyncio.fixture(autouse=True)
async def tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)


@pytest_asyncio.fixture
async def reader(stack: Layout) -> AsyncIterator[Bus]:
    client = await provision.connect(stack, "provision")
    await client.jetstream().purge_stream("SITUATION")
    yield Bus(client)
    await client.jetstream().purge_stream("SITUATION")
    await client.close()


def event() -> Event:
    message = events_pb2.DeclarationRecorded(declaration_id="d")
    return new_event("mesdroits.situation.v1.declaration.recorded", message, source="situation")


def consumer(database: Database, bus: Bus, handler: Callable[..., Awaitable[None]], **options: Any) -> Consumer:
    durable = f"test-{new_id()}"
    subjects = ["mesdroits.situation.v1.>"]
    return Consumer(database, bus, stream="SITUATION", durable=durable, subjects=subjects, handler=handler, **options)


async def count(database: Database, table: sa.Table) -> int:
    async with read_session(database) as session:
        return int(await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def test_a_handler_longer_than_the_wait_is_not_given_its_event_again(
    database: Database, bus: Bus, reader: Bus
) -> None:
    seen: list[int] = []

    async def slowly(session: AsyncSession, incoming: Incoming) -> None:
        seen.append(incoming.deliveries)
        await asyncio.sleep(2.5)

    async def done() -> bool:
        return await count(database, TABLES.inbox) == 1

    await bus.publish(event())
    async with in_background(consumer(database, reader, slowly, ack_wait=1.0).run()):
        await until(done)
        await asyncio.sleep(0.3)
    assert seen == [1]


async def test_an_event_that_waits_for_its_turn_is_not_given_to_another_replica(
    database: Database, bus: Bus, reader: Bus
) -> None:
    seen: list[int] = []

    async def slowly(session: AsyncSession, incoming: Incoming) -> None:
        seen.append(incoming.deliveries)
        await asyncio.sleep(0.4)

    async def done() -> bool:
        return await count(database, TABLES.inbox) == 5

    await bus.publish_many([event() for _ in range(5)])
    async with in_background(consumer(database, reader, slowly, ack_wait=0.9, concurrency=1).run()):
        await until(done)
    assert seen == [1] * 5


async def test_one_slow_event_does_not_hold_back_those_that_follow(database: Database, bus: Bus, reader: Bus) -> None:
    slow, seen = event(), set[str]()

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        if incoming.event_id == slow.event_id:
            await asyncio.sleep(20)
        seen.add(incoming.event_id)

    async def all_seen() -> bool:
        return len(seen) == 3

    await bus.publish(slow)
    async with in_background(consumer(database, reader, handler).run()):
        for _ in range(3):
            await asyncio.sleep(0.1)
            await bus.publish(event())
        await until(all_seen, within=3)


async def test_what_is_away_is_waited_for_longer_than_any_bug(database: Database, bus: Bus, reader: Bus) -> None:
    attempts: list[int] = []

    async def away_for_long(session: AsyncSession, incoming: Incoming) -> None:
        attempts.append(incoming.deliveries)
        if len(attempts) < 4:
            raise Unavailable

    async def done() -> bool:
        return await count(database, TABLES.inbox) == 1

    await bus.publish(event())
    async with in_background(consumer(database, reader, away_for_long, max_deliver=2).run()):
        await until(done, within=20)
    assert attempts == [1, 2, 3, 4]
    assert await count(database, TABLES.dead_letters) == 0


async def test_a_dead_letter_that_cannot_be_written_comes_again(
    database: Database, bus: Bus, reader: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.inbox._LONGEST_DELAY_BUG", 0.05)
    told: list[str] = []

    async def refuses(session: AsyncSession, incoming: Incoming) -> None:
        raise PermanentError("Pièce inconnue.")

    async def tell(session: AsyncSession, incoming: Incoming, reason: str) -> None:
        told.append(reason)
        if len(told) == 1:
            raise DatabaseAway
        if len(told) == 2:
            raise KeyError("a bug")

    async def buried() -> bool:
        return await count(database, TABLES.dead_letters) == 1

    await bus.publish(event())
    async with in_background(consumer(database, reader, refuses, on_dead=tell).run()) as tasks:
        await until(buried)
        assert not tasks[0].done()
    assert told == ["Pièce inconnue."] * 3


async def test_an_event_under_way_when_the_process_stops_goes_to_another_at_once(
    database: Database, bus: Bus, reader: Bus
) -> None:
    reached, seen = asyncio.Event(), asyncio.Event()

    async def hang(session: AsyncSession, incoming: Incoming) -> None:
        reached.set()
        await asyncio.sleep(30)

    async def finish(session: AsyncSession, incoming: Incoming) -> None:
        seen.set()

    first = consumer(database, reader, hang)
    await bus.publish(event())
    async with in_background(first.run()):
        await reached.wait()
    first._prepare = consumer(database, reader, finish)._prepare
    async with in_background(first.run()):
        await asyncio.wait_for(seen.wait(), 3)


async def test_a_batch_of_rows_that_the_bus_refuses_does_not_hold_back_the_rest(
    database: Database, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    async def refusing(events: list[Event]) -> Sending:
        sending = Sending(len(events), {})
        sent.extend(e.event_id for e in events if e.subject != "nowhere")
        for rank, e in enumerate(events):
            sending.settle(rank, NoStreamResponseError() if e.subject == "nowhere" else None)
        return sending

    monkeypatch.setattr(bus, "send_many", refusing)
    good = event()
    refused = [new_event("nowhere", events_pb2.ControlRecorded(), source="situation") for _ in range(6)]
    async with unit_of_work(database) as session:
        await outbox.add(session, *refused, good)
    relay = outbox.Relay(database, bus, batch=3, poll=5)
    for _ in range(3):
        await relay.relay_once()
    assert sent == [good.event_id]
    assert await count(database, TABLES.outbox) == 6


async def test_a_row_that_a_relay_held_when_it_died_is_handed_over_by_another(database: Database, bus: Bus) -> None:
    told = event()
    async with unit_of_work(database) as session:
        await outbox.add(session, told)

    async def dies(session: AsyncSession, ids: object) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await outbox.Relay(database, bus, on_published=dies).relay_once()
    assert await outbox.Relay(database, bus).relay_once() == (1, 0)
    assert await count(database, TABLES.outbox) == 0
