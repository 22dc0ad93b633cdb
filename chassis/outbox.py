"""The outbox: events are rows of the use case's own transaction, and a relay hands them to the bus until each is acknowledged."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import sqlalchemy as sa
from opentelemetry.metrics import CallbackOptions, Observation
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.bus import Bus, Event
from chassis.db import TRANSIENT, Database, after_commit, chassis_tables, unit_of_work

_log = logging.getLogger(__name__)
_OUTBOX = chassis_tables(sa.MetaData()).outbox
_relays: set["Relay"] = set()
_MEASURE_SECONDS = 5.0
# One reads the next batch while another sends its own, and a third waits for its acknowledgements and writes them down.
_LANES = 3
# Of a row refused while others passed; and of rows refused together, which says more about the bus than about them.
_REST_ALONE_SECONDS, _REST_TOGETHER_SECONDS = 60.0, 2.0
_FORGOTTEN_SECONDS = 600.0

OnPublished = Callable[[AsyncSession, Sequence[str]], Awaitable[None]]


async def add(session: AsyncSession, *events: Event) -> None:
    """Writes events in the transaction under way. They leave after the commit, in this order, at least once."""
    rows = [
        {"event_id": e.event_id, "subject": e.subject, "data": e.data, "headers": e.wire_headers()} for e in events
    ]  # fmt: skip
    if rows:
        await session.execute(sa.insert(_OUTBOX), rows)
        after_commit(session, wake_relays)


def wake_relays() -> None:
    """Tells the relays of this process that there is something to hand over."""
    for relay in _relays:
        relay.wake()


class Relay:
    """Hands rows to the bus. Several may run at once, in any number of processes: each takes rows that no other holds.

    A row is deleted when its acknowledgement is in, in the same transaction as `on_published`. A row that the bus refuses stays, and is tried
    again after a rest that grows, so that no number of them holds back the others.
    """

    def __init__(
        self,
        database: Database,
        bus: Bus,
        *,
        batch: int = 500,
        poll: float = 0.5,
        on_published: OnPublished | None = None,
    ) -> None:
        self._database, self._bus, self._batch, self._poll = database, bus, batch, poll
        self._on_published = on_published
        self._awake, self._reading, self._sending = asyncio.Event(), asyncio.Lock(), asyncio.Lock()
        self._resting: dict[int, _Rest] = {}
        self._pending, self._oldest, self._measured = 0, 0.0, 0.0
        meter = telemetry.meter()
        meter.create_observable_gauge("outbox_pending", [self._observe_pending], unit="{event}")
        meter.create_observable_gauge("outbox_oldest_age_seconds", [self._observe_oldest], unit="s")

    def wake(self) -> None:
        """Looks at the outbox now rather than at the next poll."""
        self._awake.set()

    async def run(self) -> None:
        """Relays until cancelled. A database or a bus that is away is waited for."""
        _relays.add(self)
        lanes = [asyncio.create_task(self._lane()) for _ in range(_LANES)]
        try:
            await asyncio.gather(*lanes)
        finally:
            _relays.discard(self)
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    async def _lane(self) -> None:
        while True:
            self._bus.check()
            away = not self._bus.client.is_connected
            try:
                if not away:
                    await self._relay(waiting=True)
                if time.monotonic() - self._measured > _MEASURE_SECONDS:
                    await self._measure()
            except TRANSIENT as failure:
                _log.warning("outbox relay waits", extra={"reason": type(failure).__name__})
                away = True
            if away:
                await asyncio.sleep(self._poll)

    async def relay_once(self) -> tuple[int, int]:
        """One batch: how many rows were taken, and how many of them the bus did not acknowledge."""
        return await self._relay(waiting=False)

    async def _relay(self, *, waiting: bool) -> tuple[int, int]:
        async with unit_of_work(self._database) as session:
            rows = await self._in_turn(session, waiting=waiting)
            if not rows:
                return 0, 0
            try:
                # The next lane asks for its rows before the loop is busy with sending these.
                await asyncio.sleep(0)
                sending = await self._bus.send_many([_Stored(row) for row in rows])
            finally:
                self._sending.release()
            failures = await sending.outcomes()
            done = [row for row, failure in zip(rows, failures, strict=True) if failure is None]
            await self._settle(session, done)
        for row, failure in zip(rows, failures, strict=True):
            self._note(row, failure, _REST_ALONE_SECONDS if done else _REST_TOGETHER_SECONDS)
        return len(rows), len(rows) - len(done)

    async def _in_turn(self, session: AsyncSession, *, waiting: bool) -> Sequence[sa.Row[Any]]:
        """The next batch, and the right to send it: batches leave in the order in which they were read."""
        async with self._reading:
            if waiting:
                await self._until_work()
            rows = await self._take(session)
            if rows:
                await self._sending.acquire()
            return rows

    async def _until_work(self) -> None:
        if not self._awake.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll):
                    await self._awake.wait()
        self._awake.clear()

    async def _take(self, session: AsyncSession) -> Sequence[sa.Row[Any]]:
        take = sa.select(_OUTBOX).order_by(_OUTBOX.c.position).limit(self._batch).with_for_update(skip_locked=True)
        if resting := self._still_resting():
            take = take.where(_OUTBOX.c.position.not_in(resting))
        rows = (await session.execute(take)).all()
        if len(rows) == self._batch:
            self._awake.set()
        return rows

    def _still_resting(self) -> list[int]:
        now = time.monotonic()
        # Another relay may have handed over a row that this one let rest.
        self._resting = {at: rest for at, rest in self._resting.items() if rest.until > now - _FORGOTTEN_SECONDS}
        return [position for position, rest in self._resting.items() if rest.until > now]

    def _note(self, row: sa.Row[Any], failure: Exception | None, longest: float) -> None:
        before = self._resting.pop(row.position, None)
        if failure is None:
            return
        if self._bus.client.is_connected:
            seconds = min(longest, before.seconds * 2 if before else self._poll)
            self._resting[row.position] = _Rest(time.monotonic() + seconds, seconds)
        _log.warning("event not acknowledged", extra={"event_id": row.event_id, "reason": type(failure).__name__})

    async def _settle(self, session: AsyncSession, done: Sequence[sa.Row[Any]]) -> None:
        if not done:
            return
        # One array rather than hundreds of parameters: the statement is always the same, and is prepared once.
        positions = sa.literal([row.position for row in done], sa.ARRAY(sa.BigInteger))
        await session.execute(sa.delete(_OUTBOX).where(_OUTBOX.c.position == sa.any_(positions)))
        if self._on_published:
            await self._on_published(session, [row.event_id for row in done])

    async def _measure(self) -> None:
        self._measured = time.monotonic()
        async with unit_of_work(self._database) as session:
            age = sa.func.extract("epoch", sa.func.now() - sa.func.min(_OUTBOX.c.created_time))
            self._pending, oldest = (await session.execute(sa.select(sa.func.count(), age).select_from(_OUTBOX))).one()
            self._oldest = float(oldest or 0)

    def _observe_pending(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(self._pending)]

    def _observe_oldest(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(self._oldest)]


class _Rest(NamedTuple):
    until: float
    seconds: float


class _Stored(Event):
    """An event read back from the outbox: its headers are the ones it was written with."""

    def __init__(self, row: sa.Row[Any]) -> None:
        super().__init__(row.event_id, row.subject, row.data, "", row.created_time, "", row.headers)

    def wire_headers(self) -> dict[str, str]:
        return dict(self.headers)
