"""Waiting until nothing is under way any more, and making every stream begin again."""

import asyncio
import sqlite3
import time
from dataclasses import dataclass

from nats.js import JetStreamContext
from nats.js.api import ConsumerInfo, DeliverPolicy

from sandbox.suite import database, provision
from sandbox.suite.layout import Layout
from sandbox.suite.permissions import STREAMS
from tests.faults.counting import ANSWERED

_POLL_SECONDS = 0.5
_OUTBOXES = ("identity", "situation", "rights", "documents", "requests_tracking", "notify")


class NotAtRest(Exception):
    """Something was still under way at the end of the time given; the message says what."""


@dataclass(frozen=True)
class Replayed:
    """`events`: how many deliveries the bus made again."""

    durables: int
    events: int
    seconds: float


async def wait_until_at_rest(layout: Layout, durables: set[tuple[str, str]], seconds: float) -> float:
    """Waits until outboxes are empty, these durables (stream, name) have nothing left, and every delivery is answered. The seconds it took."""
    began = time.monotonic()
    while under_way := [*await _tables(layout), *_organismes(layout), *await _unread(layout, durables)]:
        if time.monotonic() > began + seconds:
            raise NotAtRest("; ".join(under_way))
        await asyncio.sleep(_POLL_SECONDS)
    return time.monotonic() - began


async def durables_of(layout: Layout) -> set[tuple[str, str]]:
    """Every durable of every stream: (stream, name)."""
    return set(await _consumers(layout))


async def replay(layout: Layout, seconds: float) -> Replayed:
    """Forgets every durable, makes them anew so that all is delivered from the first event, and waits for the end of it."""
    began, known = time.monotonic(), await durables_of(layout)
    client = await provision.connect(layout, "provision")
    try:
        for stream, durable in known:
            await client.jetstream().delete_consumer(stream, durable)
    finally:
        await client.close()
    # The organismes' durables are the suite's to make; each service makes its own.
    await provision.provision(layout)
    await wait_until_at_rest(layout, known, seconds)
    again = (await _consumers(layout)).values()
    if late := [info.name for info in again if info.config.deliver_policy != DeliverPolicy.ALL]:
        raise NotAtRest(f"not delivered from the first event: {', '.join(late)}")
    return Replayed(
        len(known), sum(info.delivered.consumer_seq for info in again if info.delivered), time.monotonic() - began
    )


async def _tables(layout: Layout) -> list[str]:
    server = await database.connect(layout, "postgres")
    try:
        left = {service: await server.fetchval(f"SELECT count(*) FROM {service}.outbox") for service in _OUTBOXES}  # noqa: S608  a constant
        open_ = await server.fetchval(
            "SELECT count(*) FROM situation.deliveries WHERE state != ALL($1)", list(ANSWERED)
        )
    finally:
        await server.close()
    waiting = [f"{count} events in the outbox of {service}" for service, count in left.items() if count]
    return [*waiting, f"{open_} deliveries without an answer"] if open_ else waiting


def _organismes(layout: Layout) -> list[str]:
    books = sqlite3.connect(f"file:{layout.root / 'organismes.db'}?mode=ro", uri=True)
    try:
        [work] = books.execute("SELECT count(*) FROM work").fetchone()
        [unsent] = books.execute("SELECT count(*) FROM outbox WHERE sent IS NULL").fetchone()
    finally:
        books.close()
    return [f"{work} tasks and {unsent} words of the organismes unsent"] if work or unsent else []


async def _unread(layout: Layout, durables: set[tuple[str, str]]) -> list[str]:
    found = await _consumers(layout)
    absent = [f"durable {name} of {stream} absent" for stream, name in sorted(durables - found.keys())]
    behind = {key: (info.num_pending or 0) + (info.num_ack_pending or 0) for key, info in found.items()}
    return [*absent, *(f"{count} events before {name}" for (_, name), count in sorted(behind.items()) if count)]


async def _consumers(layout: Layout) -> dict[tuple[str, str], ConsumerInfo]:
    client = await provision.connect(layout, "provision")
    try:
        jetstream = client.jetstream()
        return {(stream, info.name): info for stream in STREAMS for info in await _of_stream(jetstream, stream)}
    finally:
        await client.close()


async def _of_stream(jetstream: JetStreamContext, stream: str) -> list[ConsumerInfo]:
    return [info for info in await jetstream.consumers_info(stream) if info.config.durable_name]
