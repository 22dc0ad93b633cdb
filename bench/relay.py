"""The relay alone, on a full outbox, beside raw acknowledged publishes of the same messages.

The situation process is stopped in its tracks meanwhile (SIGSTOP); the bench runs a relay as that service does, with its role, its key and
its step after each publication.
"""

import asyncio
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa
from mesdroits.situation.v1 import events_pb2, ledger_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from bench import peers
from bench.figures import median_of_ratios
from chassis import outbox
from chassis.bus import Bus, Event, new_event
from chassis.db import Database, new_id, read_session, unit_of_work
from chassis.outbox import Relay
from sandbox.suite.environments import database_url
from sandbox.suite.passing import played_settings
from sandbox.suite.suite import Suite
from services.situation.store import ledger

_EVENTS = 20_000
_CHUNK = 1000
_EMPTIED_SECONDS = 60.0
# The relay's own: up to three batches of 500 wait for their acknowledgements together.
_WINDOW = 1500
_SUBJECT = "mesdroits.situation.v1.delivery.advanced"


@dataclass
class Relayed:
    """Events a second, by round."""

    relay: list[float] = field(default_factory=list)
    by_senders: list[float] = field(default_factory=list)
    in_bursts: list[float] = field(default_factory=list)

    @property
    def vs_raw(self) -> float:
        """Beside the faster of nats-py's two ways."""
        return min(median_of_ratios(self.relay, raw) for raw in (self.by_senders, self.in_bursts))

    @property
    def how(self) -> str:
        return (
            f"median of {len(self.relay)} rounds of {_EVENTS} rows: situation's relay emptying its outbox, "
            f"beside the same messages published raw, {_WINDOW} in flight, in the same process and round"
        )


async def relay_beside_raw(suite: Suite, rounds: int) -> Relayed:
    """Both sides, so many times in turn."""
    database = Database(database_url(suite.layout, "situation"))
    # Stopped while it holds rows, it would hold them for ever.
    await _emptied(database)
    await suite.kill("situation", signal.SIGSTOP)
    bus = await Bus.connect(played_settings(suite.layout, "situation"))
    found = Relayed()
    try:
        for _ in range(rounds):
            found.by_senders.append(await peers.publishes_by_senders_per_s(bus, _events(), _WINDOW))
            await _fill(database)
            found.relay.append(await _emptied_per_s(database, bus))
            found.in_bursts.append(await peers.publishes_in_bursts_per_s(bus, _events(), _WINDOW))
            print(
                f"  {found.relay[-1]:8.0f} events/s relayed  {found.by_senders[-1]:8.0f} published raw by {_WINDOW} senders"
                f"  {found.in_bursts[-1]:8.0f} in bursts",
                flush=True,
            )
    finally:
        await bus.close()
        await database.close()
        await suite.kill("situation", signal.SIGCONT)
    return found


def _events() -> list[Event]:
    message = events_pb2.DeliveryAdvanced(
        person_id=new_id(), declaration_id=new_id(), delivery_id=new_id(), organisme="cnaf",
        state=ledger_pb2.DELIVERY_STATE_APPLIED,
    )  # fmt: skip
    return [new_event(_SUBJECT, message, source="situation") for _ in range(_EVENTS)]


async def _fill(database: Database) -> None:
    events = _events()
    for first in range(0, len(events), _CHUNK):
        async with unit_of_work(database) as session:
            await outbox.add(session, *events[first : first + _CHUNK])


async def _emptied_per_s(database: Database, bus: Bus) -> float:
    relay = Relay(database, bus, on_published=_sent)
    began = time.perf_counter()
    running = asyncio.create_task(relay.run())
    try:
        await _emptied(database)
        return _EVENTS / (time.perf_counter() - began)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _emptied(database: Database) -> None:
    async with asyncio.timeout(_EMPTIED_SECONDS):
        while await _left(database):  # noqa: ASYNC110  the table alone tells
            await asyncio.sleep(0.02)


async def _left(database: Database) -> bool:
    async with read_session(database) as session:
        return bool(await session.scalar(sa.text("SELECT EXISTS (SELECT 1 FROM outbox)")))


async def _sent(session: AsyncSession, event_ids: Sequence[str]) -> None:
    """As in the service's wiring."""
    await ledger.mark_sent(session, event_ids, datetime.now(UTC))
