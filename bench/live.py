"""How soon a message of an organisme is told to whoever watches: from its PUT on the bus to the event in the browser, at fifty messages a second.

The whole suite runs, with its default settings, and is left to learn what it learns behind its first answers. The browsers are demonstration personas logged in through FranceConnect, each with the portal's line of
server-sent events open; the organisme publishes with its own key, in its own account. A browser draws one line more than what is measured here.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import uvloop
import yaml
from mesdroits.organisme.v1 import messages_pb2

from bench.calm import calm
from bench.figures import Figure, report
from chassis.bus import new_event
from chassis.db import Database, read_session, unit_of_work
from sandbox.suite.environments import database_url
from sandbox.suite.layout import Layout
from sandbox.suite.passing import passing
from sandbox.suite.provision import connect
from sandbox.suite.suite import Suite
from services.notify.store import consents, directory
from services.notify.store.tables import directory as known
from tests.e2e.edge import Edge

_ORGANISME = "cnaf"
_PERSONAS = (
    "couple-trois-enfants", "demandeur-emploi", "mere-isolee", "etudiante", "allocataire-aah", "veuve", "retraite-trois-regimes",
    "enseignante-mgen",
)  # fmt: skip
_PER_SECOND, _SECONDS, _WARM_UP = 50, 20, 100
_ALL = _WARM_UP + _PER_SECOND * _SECONDS
_ARRIVED_SECONDS = 30.0
# A suite at rest is never quite still: heartbeats, polls.
_CALM_SHARE = 0.25
_TARGET_MS = 250


@dataclass
class Heard:
    """When each message was put, and how long it took, in milliseconds, by its reference (which its title repeats)."""

    put: dict[str, float] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    ready: int = 0
    all_watch: asyncio.Event = field(default_factory=asyncio.Event)
    all_came: asyncio.Event = field(default_factory=asyncio.Event)

    def watches(self) -> None:
        """One more browser has its first answer."""
        self.ready += 1
        if self.ready == len(_PERSONAS):
            self.all_watch.set()

    def arrived(self, reference: str) -> None:
        """It is there; the first time counts. A calendar's own message is none of ours."""
        if reference not in self.put:
            return
        self.took.setdefault(reference, (time.perf_counter() - self.put[reference]) * 1000)
        if len(self.took) == _ALL:
            self.all_came.set()


async def main() -> int:
    """Runs it; the exit code is `report`'s."""
    return report([await live_figure()])


async def live_figure() -> Figure:
    """The 99th percentile, each message counted; one that never comes makes it infinite."""
    async with _running() as layout:
        heard = await _measure(layout)
    measured = [heard.took.get(reference, float("inf")) for reference in heard.put if int(reference) >= _WARM_UP]
    value = statistics.quantiles(measured, n=100)[98]
    how = (
        f"{len(measured)} messages at {_PER_SECOND} a second to {len(_PERSONAS)} persons whose portal is open, one replica of notify and of the edge, "
        f"from before the publication by the organisme to the event in the browser; median {statistics.median(measured):.0f} ms"
    )
    return Figure("notify.live_p99_ms", value, "ms", how, f"<= {_TARGET_MS}")


@asynccontextmanager
async def _running() -> AsyncIterator[Layout]:
    with passing(Layout) as layout:
        async with Suite(layout):
            yield layout


async def _measure(layout: Layout) -> Heard:
    heard = Heard()
    async with AsyncExitStack() as browsers:
        edges = []
        for persona in _PERSONAS:
            edges.append(edge := await browsers.enter_async_context(Edge.open(layout.public_url)))
            await _enter(edge, layout, persona)
        people = await _introduced(layout)
        watching = [asyncio.create_task(_watch(edge, heard)) for edge in edges]
        async with asyncio.timeout(_ARRIVED_SECONDS):
            await heard.all_watch.wait()
        # After its start, the simulator learns the months to come.
        await calm(os.getpid(), share=_CALM_SHARE)
        await _write(layout, people, heard)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    return heard


async def _enter(edge: Edge, layout: Layout, persona: str) -> None:
    await edge.log_in(persona)
    civil = yaml.safe_load((layout.personas / f"{persona}.yaml").read_text(encoding="utf-8"))
    await edge.post("/api/v1/nir", {"nir": civil["nir"]})


async def _introduced(layout: Layout) -> Sequence[str]:
    """Who logged in. They agree that the organisme writes to them here, under a name that this bench knows."""
    database = Database(database_url(layout, "notify"))
    people: Sequence[str] = []
    async with asyncio.timeout(_ARRIVED_SECONDS):
        while len(people) < len(_PERSONAS):
            await asyncio.sleep(0.2)
            async with read_session(database) as session:
                people = (await session.execute(sa.select(known.c.person_id).distinct())).scalars().all()
    now = datetime.now(UTC)
    for person_id in people:
        async with unit_of_work(database) as session:
            await directory.replace(session, person_id, {_ORGANISME: _name(person_id)}, now)
            await consents.save(session, person_id, {_ORGANISME: True}, now)
    await database.close()
    return people


def _name(person_id: str) -> str:
    return person_id.replace("-", "")


async def _watch(edge: Edge, heard: Heard) -> None:
    first = True
    async for data in edge.events("/api/v1/messages/events"):
        if first:
            heard.watches()
            first = False
        if message := json.loads(data)["message"]:
            heard.arrived(message["title"])


async def _write(layout: Layout, people: Sequence[str], heard: Heard) -> None:
    """The organisme writes at an even pace, and what is late is waited for."""
    organisme = await connect(layout, _ORGANISME)
    jetstream, began = organisme.jetstream(), time.perf_counter()
    sending: set[asyncio.Task[object]] = set()
    for number in range(_ALL):
        await asyncio.sleep(max(0.0, began + number / _PER_SECOND - time.perf_counter()))
        subject, message = f"organisme.{_ORGANISME}.message.v1.put", _message(people[number % len(people)], str(number))
        event = new_event(subject, message, source=_ORGANISME)
        heard.put[str(number)] = time.perf_counter()
        task: asyncio.Task[object] = asyncio.create_task(
            jetstream.publish(subject, event.data, headers=event.wire_headers())
        )
        sending.add(task)
        task.add_done_callback(sending.discard)
    with suppress(TimeoutError):
        async with asyncio.timeout(_ARRIVED_SECONDS):
            await heard.all_came.wait()
    await organisme.close()


def _message(person_id: str, reference: str) -> messages_pb2.MessagePut:
    message = messages_pb2.MessagePut(
        reference=reference,
        version=1,
        pseudonym=_name(person_id),
        title=reference,
        body="Votre dossier a été mis à jour.",
    )
    message.valid_until_time.FromDatetime(datetime.now(UTC) + timedelta(days=30))
    return message


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
