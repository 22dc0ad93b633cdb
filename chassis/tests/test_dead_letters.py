"""What was given up is listed, and tried again by the running consumer once somebody has asked; on a real PostgreSQL and a real NATS."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import dead_letters
from chassis.bus import Bus, Incoming
from chassis.db import Database, new_id
from chassis.errors import Unavailable
from chassis.inbox import Consumer, PermanentError
from chassis.tests.conftest import until
from chassis.tests.test_exchange import EFFECTS, TABLES, count, event, reader, record, running, stream, tables

__all__ = ["reader", "stream", "tables"]


class Mended:
    """A handler that refuses until it is mended."""

    def __init__(self, failure: Exception) -> None:
        self.failure: Exception | None = failure

    async def __call__(self, session: AsyncSession, incoming: Incoming) -> None:
        await record(session, incoming)
        if self.failure:
            raise self.failure


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "_REPLAY_SECONDS", 0.05)


@pytest.fixture
def environment(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the service's own processes are given."""
    monkeypatch.setenv("MESDROITS_DATABASE_URL", schema_url)


def consumer(database: Database, bus: Bus, handler: Mended) -> tuple[str, Consumer]:
    durable = f"test-{new_id()}"
    subjects = ["mesdroits.situation.v1.>"]
    return durable, Consumer(
        database, bus, stream="SITUATION", durable=durable, subjects=subjects, handler=handler, max_deliver=1
    )


async def buried(database: Database, number: int) -> None:
    async def enough() -> bool:
        return await count(database, TABLES.dead_letters) == number

    await until(enough)


async def test_one_event_is_replayed_once_and_the_others_wait(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    handler = Mended(PermanentError("Pièce inconnue."))
    durable, running_consumer = consumer(database, reader, handler)
    for _ in range(2):
        await bus.publish(event())
    async with running(running_consumer):
        await buried(database, 2)
        first, second = await dead_letters.listed(database, durable)
        assert {row.reason for row in (first, second)} == {"Pièce inconnue."}
        handler.failure = None
        assert await dead_letters.ask(database, durable, first.event_id) == 1
        await buried(database, 1)
        assert await dead_letters.ask(database, durable) == 1
        await buried(database, 0)
    assert await count(database, EFFECTS) == 2
    assert await count(database, TABLES.inbox) == 2


async def test_what_fails_again_stays_with_its_new_reason_and_is_not_tried_for_ever(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    handler = Mended(PermanentError("Pièce inconnue."))
    durable, running_consumer = consumer(database, reader, handler)
    await bus.publish(event())
    async with running(running_consumer):
        await buried(database, 1)
        handler.failure = KeyError("x")
        await dead_letters.ask(database, durable)

        async def failed_again() -> bool:
            (row,) = await dead_letters.listed(database, durable)
            return row.replay_time is None and row.reason.startswith("Cet échange n'a pas pu être traité")

        await until(failed_again)
    assert await count(database, EFFECTS) == 0


async def test_what_is_away_is_tried_again_until_it_is_back(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    handler = Mended(PermanentError("Pièce inconnue."))
    durable, running_consumer = consumer(database, reader, handler)
    await bus.publish(event())
    async with running(running_consumer):
        await buried(database, 1)
        handler.failure = Unavailable()
        await dead_letters.ask(database, durable)
        await buried(database, 1)
        handler.failure = None
        await buried(database, 0)
    assert await count(database, EFFECTS) == 1


async def test_an_event_that_took_effect_meanwhile_has_no_second_one(
    database: Database, bus: Bus, reader: Bus, stream: None
) -> None:
    handler = Mended(PermanentError("Pièce inconnue."))
    durable, running_consumer = consumer(database, reader, handler)
    await bus.publish(event())
    async with running(running_consumer):
        await buried(database, 1)
        (row,) = await dead_letters.listed(database, durable)
        async with database.sessions() as session, session.begin():
            await session.execute(sa.insert(TABLES.inbox).values(consumer=durable, event_id=row.event_id))
        handler.failure = None
        await dead_letters.ask(database, durable)
        await buried(database, 0)
    assert await count(database, EFFECTS) == 0


async def test_the_command_lists_and_asks(
    database: Database, bus: Bus, reader: Bus, stream: None, environment: None
) -> None:
    assert await dead_letters.main(["list"]) == "no dead letter"
    durable, running_consumer = consumer(database, reader, Mended(PermanentError("Pièce inconnue.")))
    await bus.publish(event())
    async with running(running_consumer):
        await buried(database, 1)
    told = await dead_letters.main(["list", durable])
    assert durable in told
    assert "Pièce inconnue." in told
    event_id = (await dead_letters.listed(database))[0].event_id
    assert await dead_letters.main(["replay", durable, event_id]) == "1 to be replayed"
    assert [one.event_id for one in await dead_letters.asked(database, durable)] == [event_id]
    with pytest.raises(SystemExit):
        await dead_letters.main(["replay"])
