"""Events that were given up: kept whole, listed, and tried again by the service that runs once somebody has asked for it.

    python -m chassis.dead_letters list [CONSUMER]
    python -m chassis.dead_letters replay CONSUMER [EVENT_ID]

With the service's own MESDROITS_DATABASE_URL, like its migrations. `replay` returns at once: the consumer takes what was asked within seconds,
under its inbox, so that an event that took effect meanwhile has no second one. What fails again stays, with its new reason.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn

import sqlalchemy as sa
from google.protobuf.message import DecodeError
from opentelemetry.metrics import CallbackOptions, Observation
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.bus import Incoming
from chassis.db import TRANSIENT, Database, chassis_tables, read_session, unit_of_work
from chassis.errors import Exhausted, TimedOut, Unavailable
from chassis.settings import DatabaseSettings

_TABLE = chassis_tables(sa.MetaData()).dead_letters
_log = logging.getLogger(__name__)
_MOST = 100
_REPLAY_SECONDS = 5.0
_UNREADABLE = "Cet échange est illisible. Notre équipe en est avertie."
_GIVEN_UP = "Cet échange n'a pas pu être traité. Notre équipe en est avertie."


class PermanentError(Exception):
    """This event can never be handled; its reason is French, and may be shown to the person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def reason_of(failure: Exception) -> str:
    """Why an event was given up, in French."""
    if isinstance(failure, PermanentError):
        return failure.reason
    return _UNREADABLE if isinstance(failure, DecodeError) else _GIVEN_UP


class Replays:
    """Tries again, for one consumer, what somebody asked for. `again` says why it failed, None when the event has had its effect, and raises
    what is away; the effect happens once, however often it is called."""

    def __init__(self, database: Database, consumer: str, again: Callable[[Incoming], Awaitable[str | None]]) -> None:
        self._database, self._consumer, self._again, self._waiting = database, consumer, again, 0
        meter = telemetry.meter()
        meter.create_observable_gauge("inbox_dead_letters_waiting", [self._observe_waiting], unit="{event}")

    async def run(self) -> NoReturn:
        """Looks every few seconds, until cancelled. What is away is waited for: the event is still asked for."""
        while True:
            try:
                self._waiting = await waiting(self._database, self._consumer)
                for event in await asked(self._database, self._consumer) if self._waiting else ():
                    await self._replay(event)
            except (Unavailable, TimedOut, Exhausted, *TRANSIENT) as away:
                _log.warning("dead letters wait", extra={"consumer": self._consumer, "reason": type(away).__name__})
            await asyncio.sleep(_REPLAY_SECONDS)

    async def _replay(self, event: Incoming) -> None:
        with telemetry.span(
            f"replay {self._consumer}", telemetry.SpanKind.CONSUMER, parent=event.traceparent, links=[event.traceparent],
            attributes={"messaging.destination.name": event.subject},
        ) as span:  # fmt: skip
            reason = await self._again(event)
            if reason is None:
                await forget(self._database, self._consumer, event.event_id)
            else:
                telemetry.fail(span, "PERMANENT")
                await bury_again(self._database, self._consumer, event.event_id, reason)

    def _observe_waiting(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(self._waiting, {"consumer": self._consumer})]


async def bury(session: AsyncSession, consumer: str, event: Incoming, reason: str) -> bool:
    """Keeps an event that was given up; False when it was kept already."""
    row = {
        "consumer": consumer, "event_id": event.event_id, "subject": event.subject,
        "data": event.data, "headers": dict(event.headers), "reason": reason,
    }  # fmt: skip
    written = await session.execute(insert(_TABLE).values(row).on_conflict_do_nothing())
    return bool(written.rowcount)  # type: ignore[attr-defined]


async def asked(database: Database, consumer: str) -> list[Incoming]:
    """The events of a consumer that are to be tried again, the first asked for first; a hundred at most."""
    wanted = sa.select(_TABLE).where(_TABLE.c.consumer == consumer, _TABLE.c.replay_time.is_not(None))
    async with read_session(database) as session:
        rows = await session.execute(wanted.order_by(_TABLE.c.replay_time, _TABLE.c.event_id).limit(_MOST))
        return [_incoming(row) for row in rows]


async def forget(database: Database, consumer: str, event_id: str) -> None:
    """The event took effect."""
    async with unit_of_work(database) as session:
        await session.execute(sa.delete(_TABLE).where(*_one(consumer, event_id)))


async def bury_again(database: Database, consumer: str, event_id: str, reason: str) -> None:
    """The event failed again: it waits for somebody, with its new reason."""
    changed = {"replay_time": None, "reason": reason, "dead_time": sa.func.now()}
    async with unit_of_work(database) as session:
        await session.execute(sa.update(_TABLE).where(*_one(consumer, event_id)).values(changed))


async def waiting(database: Database, consumer: str) -> int:
    """How many events of a consumer wait for somebody."""
    wanted = sa.select(sa.func.count()).where(_TABLE.c.consumer == consumer)
    async with read_session(database) as session:
        return int((await session.execute(wanted)).scalar_one())


async def listed(database: Database, consumer: str | None = None) -> Sequence[Any]:
    """Every event that was given up, oldest first, without its data: a person's, perhaps."""
    columns = (_TABLE.c.dead_time, _TABLE.c.consumer, _TABLE.c.event_id, _TABLE.c.subject, _TABLE.c.reason)
    wanted = sa.select(*columns, _TABLE.c.replay_time).order_by(_TABLE.c.dead_time)
    async with read_session(database) as session:
        return (await session.execute(wanted.where(_TABLE.c.consumer == consumer) if consumer else wanted)).all()


async def ask(database: Database, consumer: str, event_id: str | None = None) -> int:
    """Asks that one event of a consumer, or all of them, be tried again; how many that is."""
    which = _one(consumer, event_id) if event_id else (_TABLE.c.consumer == consumer,)
    async with unit_of_work(database) as session:
        done = await session.execute(sa.update(_TABLE).where(*which).values(replay_time=sa.func.now()))
        return int(done.rowcount)  # type: ignore[attr-defined]


def _one(consumer: str, event_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _TABLE.c.consumer == consumer, _TABLE.c.event_id == event_id


def _incoming(row: sa.Row[Any]) -> Incoming:
    headers: dict[str, str] = row.headers
    return Incoming(
        event_id=row.event_id, subject=row.subject, data=row.data, source=headers.get("ce-source", ""), time=row.dead_time,
        traceparent=headers.get("traceparent", ""), headers=headers, deliveries=1,
    )  # fmt: skip


async def main(arguments: Sequence[str]) -> str:
    """What the command line says. Raises SystemExit for one that it does not know."""
    database = Database(DatabaseSettings().database_url.get_secret_value(), pool_size=1)
    try:
        match arguments:
            case ["list", *consumer] if len(consumer) < 2:
                rows = await listed(database, *consumer)
                return "\n".join(" ".join(str(value) for value in row[:-1]) for row in rows) or "no dead letter"
            case ["replay", consumer, *event_id] if len(event_id) < 2:
                return f"{await ask(database, consumer, *event_id)} to be replayed"
    finally:
        await database.close()
    sys.exit("usage: python -m chassis.dead_letters list [CONSUMER] | replay CONSUMER [EVENT_ID]")


if __name__ == "__main__":
    print(asyncio.run(main(sys.argv[1:])))  # noqa: T201  the command's answer
