"""How soon a message of an organisme is told to whoever watches: from its PUT on the bus to the live stream, at fifty messages a second.

PostgreSQL, NATS, the trace receiver and notify are the real processes of the suite. The organisme publishes with its own key, in its own account; the
watchers call WatchMessages as the edge does. The target is for the browser: what the edge adds is one line of server-sent events.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop
from mesdroits.notify.v1 import notify_service_pb2 as pb
from mesdroits.notify.v1.notify_service_pb2_grpc import NotifyServiceStub
from mesdroits.organisme.v1 import messages_pb2

from bench.figures import Figure, report
from chassis.auth import Minter
from chassis.bus import new_event
from chassis.clients import Client
from chassis.db import Database, new_id, unit_of_work
from chassis.settings import ProcessSettings
from sandbox.suite.environments import database_url
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.placement import SYSTEM_HOME
from sandbox.suite.ports import free_base_port
from sandbox.suite.provision import connect
from sandbox.suite.suite import Suite
from services.notify.store import consents, directory

_PROCESSES = ("postgres", "nats", "traces", "notify")
_ORGANISME = "cnaf"
_PEOPLE = 50
_PER_SECOND, _SECONDS, _WARM_UP = 50, 20, 100
_ALL = _WARM_UP + _PER_SECOND * _SECONDS
_ARRIVED_SECONDS = 30.0
_TARGET_MS = 250


@dataclass
class Heard:
    """When each message was put, and how long it took, in milliseconds, by its reference (which its text repeats)."""

    put: dict[str, float] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    ready: int = 0
    all_watch: asyncio.Event = field(default_factory=asyncio.Event)
    all_came: asyncio.Event = field(default_factory=asyncio.Event)

    def watches(self) -> None:
        """One more watcher has its first answer."""
        self.ready += 1
        if self.ready == _PEOPLE:
            self.all_watch.set()

    def arrived(self, reference: str) -> None:
        """It is there; the first time counts."""
        self.took.setdefault(reference, (time.perf_counter() - self.put[reference]) * 1000)
        if len(self.took) == _ALL:
            self.all_came.set()


async def main() -> int:
    """Runs it; the exit code is `report`'s."""
    return report([await live_figure()])


async def live_figure() -> Figure:
    """The 99th percentile, each message counted; one that never comes makes it infinite."""
    async with _running() as layout:
        people = [new_id() for _ in range(_PEOPLE)]
        await _introduce(layout, people)
        heard = await _measure(layout, people)
    measured = [heard.took.get(reference, float("inf")) for reference in heard.put if int(reference) >= _WARM_UP]
    value = statistics.quantiles(measured, n=100)[98]
    how = (
        f"{len(measured)} messages at {_PER_SECOND} a second to {_PEOPLE} persons who watch, from before the publication by the organisme to "
        f"the stream of WatchMessages; median {statistics.median(measured):.0f} ms"
    )
    return Figure("notify.live_p99_ms", value, "ms", how, f"<= {_TARGET_MS}")


@asynccontextmanager
async def _running() -> AsyncIterator[Layout]:
    layout = _layout()
    try:
        async with Suite(layout, _PROCESSES):
            yield layout
    finally:
        if (identifier := layout.root / "id").exists():
            shutil.rmtree(SYSTEM_HOME / identifier.read_text(), ignore_errors=True)
        shutil.rmtree(layout.root.parent, ignore_errors=True)


def _layout() -> Layout:
    # Open to the account of PostgreSQL, which is not root.
    folder = Path(tempfile.mkdtemp(prefix="mesdroits-live-"))
    folder.chmod(0o755)
    return Layout(folder / "run", free_base_port())


async def _introduce(layout: Layout, people: list[str]) -> None:
    """They have a file at the organisme, and agreed that it writes to them here."""
    database = Database(database_url(layout, "notify"))
    now = datetime.now(UTC)
    for person_id in people:
        async with unit_of_work(database) as session:
            await directory.replace(session, person_id, {_ORGANISME: _name(person_id)}, now)
            await consents.save(session, person_id, {_ORGANISME: True}, now)
    await database.close()


def _name(person_id: str) -> str:
    return person_id.replace("-", "")


async def _measure(layout: Layout, people: list[str]) -> Heard:
    settings = ProcessSettings(
        service="bff", signing_key_file=layout.signing_key("bff"), trusted_keys_file=trusted_keys(layout)
    )
    edge = Minter.from_settings(settings)
    client = Client(settings, layout.address("notify"), NotifyServiceStub, "notify", edge)
    heard = Heard()

    async def watch(person_id: str) -> None:
        token = edge.mint("notify", person_id=person_id, assurance=2)
        request = pb.WatchMessagesRequest(person_id=person_id)
        stream = client.stream(client.stub.WatchMessages, request, token=token, timeout=300)
        async with aclosing(stream) as responses:
            async for response in responses:
                if response.HasField("message"):
                    heard.arrived(response.message.body)
                else:
                    heard.watches()

    watching = [asyncio.create_task(watch(person_id)) for person_id in people]
    async with asyncio.timeout(_ARRIVED_SECONDS):
        await heard.all_watch.wait()
    await _write(layout, people, heard)
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    await client.close()
    return heard


async def _write(layout: Layout, people: list[str], heard: Heard) -> None:
    """The organisme writes at an even pace, and what is late is waited for."""
    organisme = await connect(layout, _ORGANISME)
    jetstream, began = organisme.jetstream(), time.perf_counter()
    sending: set[asyncio.Task[object]] = set()
    for number in range(_ALL):
        await asyncio.sleep(max(0.0, began + number / _PER_SECOND - time.perf_counter()))
        subject, message = f"organisme.{_ORGANISME}.message.v1.put", _message(people[number % _PEOPLE], str(number))
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
        title="Votre dossier a été mis à jour",
        body=reference,
    )
    message.valid_until_time.FromDatetime(datetime.now(UTC) + timedelta(days=30))
    return message


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
