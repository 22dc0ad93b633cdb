"""Outbox, bus, inbox and idempotency on a real PostgreSQL and a real NATS."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.situation.v1 import events_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.bus import Bus, Event, Incoming, new_event
from chassis.db import ChassisTables, Database, chassis_tables, new_id, unit_of_work
from chassis.errors import Unavailable
from chassis.inbox import Consumer, PermanentError
from chassis.tests.conftest import until
from sandbox.suite import provision
from sandbox.suite.layout import Layout

METADATA = sa.MetaData()
TABLES: ChassisTables = chassis_tables(METADATA)
EFFECTS = sa.Table("effects", METADATA, sa.Column("name", sa.Text))


@pytest_asyncio.fixture(autouse=True)
async def tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)


@pytest_asyncio.fixture
async def stream(stack: Layout) -> AsyncIterator[None]:
    """Empty streams, before and after."""
    client = await provision.connect(stack, "provision")
    await client.jetstream().purge_stream("SITUATION")
    yield
    await client.jetstream().purge_stream("SITUATION")
    await client.close()


def event(name: str = "e") -> Event:
    message = events_pb2.DeclarationRecorded(declaration_id=name)
    return new_event("mesdroits.situation.v1.declaration.recorded", message, source="situation")


async def count(database: Database, table: sa.Table) -> int:
    async with database.sessions() as session:
        return int((await session.execute(sa.select(sa.func.count()).select_from(table))).scalar_one())


@contextlib.asynccontextmanager
async def running(part: outbox.Relay | Consumer) -> AsyncIterator[None]:
    task = asyncio.create_task(part.run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def consumer(database: Database, bus: Bus, handler: Callable[..., Awaitable[None]], **options: object) -> Consumer:
    # The edge may read the stream of situation; its consumer's name is this test's own.
    return Consumer(
        database, bus, stream="SITUATION", durable=f"test-{new_id()}", subjects=["mesdroits.situation.v1.>"],
        handler=handler, **options,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest_asyncio.fixture
async def reader(stack: Layout) -> AsyncIterator[Bus]:
    client = await provision.connect(stack, "provision")
    yield Bus(client)
    await client.close()


async def record(session: AsyncSession, incoming: Incoming) -> None:
    await session.execute(sa.insert(EFFECTS).values(name=incoming.event_id))


async def test_an_event_written_in_a_transaction_leaves_after_its_commit(
    database: Database, bus: Bus, stream: None
) -> None:
    published: list[str] = []

    async def note(_: AsyncSession, ids: object) -> None:
        published.extend(ids)  # type: ignore[arg-type]

    async def published_any() -> bool:
        return bool(published)

    sent = event()
    relay = outbox.Relay(database, bus, poll=5, on_published=note)
    async with running(relay):
        await asyncio.sleep(0.1)
        async with unit_of_work(database) as session:
            await outbox.add(session, sent)
        # Long before the next poll: the commit woke the relay.
        await until(published_any, within=2)
    assert published == [sent.event_id]
    assert await count(database, TABLES.outbox) == 0


async def test_an_event_of_a_transaction_rolled_back_never_leaves(database: Database, bus: Bus, stream: None) -> None:
    async def fails() -> None:
        async with unit_of_work(database) as session:
            await outbox.add(session, event())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    assert await outbox.Relay(database, bus).relay_once() == (0, 0)


async def test_an_event_that_the_bus_refuses_stays_and_does_not_hold_back_the_others(
    database: Database, bus: Bus, stream: None
) -> None:
    nowhere = new_event("nowhere.v1.x", events_pb2.ControlRecorded(), source="situation")
    good = event()
    async with unit_of_work(database) as session:
        await outbox.add(session, nowhere, good)
    assert await outbox.Relay(database, bus).relay_once() == (2, 1)
    assert await count(database, TABLES.outbox) == 1


async def test_two_relays_never_hand_over_the_same_row(database: Database, bus: Bus, reader: Bus, stream: None) -> None:
    async with unit_of_work(database) as session:
        await outbox.add(session, *(event(str(n)) for n in range(100)))
    relays = [outbox.Relay(database, bus, batch=10) for _ in range(2)]
    taken = await asyncio.gather(*(relay.relay_once() for relay in relays for _ in range(5)))
    assert sum(rows for rows, _ in taken) == 100
    assert (await reader.jetstream.stream_info("SITUATION")).state.messages == 100


async def test_an_event_delivered_twice_has_one_effect(database: Database, bus: Bus, reader: Bus, stream: None) -> None:
    twice = event()
    await bus.publish(twice)
    # Another message id on the wire, the same event: what a publisher does after a lost acknowledgement and two minutes.
    await bus.jetstream.publish(twice.subject, twice.data, headers=twice.wire_headers() | {"Nats-Msg-Id": new_id()})
    seen: list[int] = []

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        seen.append(incoming.deliveries)
        await record(session, incoming)

    last = event("last")
    await bus.publish(last)
    async with running(consumer(database, reader, handler)):

        async def both() -> bool:
            return await count(database, TABLES.inbox) == 2

        await until(both)
        await asyncio.sleep(0.1)
    assert await count(database, EFFECTS) == 2


async def test_an_effect_and_its_inbox_row_stand_or_fall_together(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    attempts: list[int] = []

    async def fails_once(session: AsyncSession, incoming: Incoming) -> None:
        await record(session, incoming)
        attempts.append(incoming.deliveries)
        if len(attempts) == 1:
            raise Unavailable

    await bus.publish(event())
    async with running(consumer(database, reader, fails_once)):

        async def done() -> bool:
            return await count(database, TABLES.inbox) == 1

        await until(done)
    assert attempts == [1, 2]
    assert await count(database, EFFECTS) == 1


async def test_an_event_that_can_never_be_handled_becomes_a_dead_letter_that_somebody_sees(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    seen: list[str] = []

    async def refuses(session: AsyncSession, incoming: Incoming) -> None:
        raise PermanentError("Pièce inconnue.")

    async def tell(session: AsyncSession, incoming: Incoming, reason: str) -> None:
        seen.append(reason)

    await bus.publish(event())
    async with running(consumer(database, reader, refuses, on_dead=tell)):

        async def buried() -> bool:
            return await count(database, TABLES.dead_letters) == 1

        await until(buried)
    assert seen == ["Pièce inconnue."]
    assert await count(database, TABLES.inbox) == 0


async def test_a_bug_is_tried_again_then_buried_after_the_last_delivery(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    attempts: list[int] = []

    async def broken(session: AsyncSession, incoming: Incoming) -> None:
        attempts.append(incoming.deliveries)
        raise KeyError("x")

    await bus.publish(event())
    async with running(consumer(database, reader, broken, max_deliver=2)):

        async def buried() -> bool:
            return await count(database, TABLES.dead_letters) == 1

        await until(buried)
    assert attempts == [1, 2]


async def test_the_trace_crosses_the_queue(database: Database, bus: Bus, reader: Bus, stream: None) -> None:
    telemetry.start("situation", None)
    traces: list[str] = []

    async def look(session: AsyncSession, incoming: Incoming) -> None:
        traces.append(telemetry.current_trace_id())

    async def seen() -> bool:
        return bool(traces)

    with telemetry.span("click"):
        expected = telemetry.current_trace_id()
        sent = event()
    async with unit_of_work(database) as session:
        await outbox.add(session, sent)
    async with running(outbox.Relay(database, bus)), running(consumer(database, reader, look)):
        await until(seen)
    telemetry.shutdown()
    assert traces == [expected]
