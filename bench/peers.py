"""What stands beside the suite's figures: raw acknowledged publishes with nats-py, and raw one-row commits with asyncpg."""

import asyncio
import time
from collections.abc import Sequence

from chassis.bus import Bus, Event
from sandbox.suite.database import connect
from sandbox.suite.layout import Layout

_PAYLOAD = bytes(300)
_PEER = "rights"
_SUBJECT = "mesdroits.rights.v1.bench.raw"


async def commits_per_s(layout: Layout, connections: int, seconds: float) -> float:
    """Rows of 300 bytes inserted and committed one by one, over so many connections of one role."""
    opened = [await connect(layout, _PEER) for _ in range(connections)]
    await opened[0].execute("CREATE TABLE IF NOT EXISTS bench_raw (id bigserial PRIMARY KEY, data bytea NOT NULL)")
    until = time.perf_counter() + seconds
    done = [0] * connections

    async def commit(rank: int) -> None:
        while time.perf_counter() < until:
            await opened[rank].execute("INSERT INTO bench_raw (data) VALUES ($1)", _PAYLOAD)
            done[rank] += 1

    began = time.perf_counter()
    await asyncio.gather(*map(commit, range(connections)))
    rate = sum(done) / (time.perf_counter() - began)
    await opened[0].execute("DROP TABLE bench_raw")
    for connection in opened:
        await connection.close()
    return rate


async def sequential_publishes_per_s(bus: Bus, seconds: float) -> float:
    """Messages of 300 bytes, each acknowledged before the next one is sent."""
    began, done = time.perf_counter(), 0
    while time.perf_counter() < began + seconds:
        await bus.jetstream.publish(_SUBJECT, _PAYLOAD)
        done += 1
    return done / (time.perf_counter() - began)


async def concurrent_publishes_per_s(bus: Bus, in_flight: int, seconds: float) -> float:
    """Messages of 300 bytes, each acknowledged before its sender sends the next one; so many senders."""
    rates = await asyncio.gather(*(sequential_publishes_per_s(bus, seconds) for _ in range(in_flight)))
    return sum(rates)


async def publishes_by_senders_per_s(bus: Bus, events: Sequence[Event], senders: int) -> float:
    """These events, by so many senders: each sends its next one when the one before is acknowledged."""
    wires = iter([(event.subject, event.data, event.wire_headers()) for event in events])

    async def send() -> None:
        for subject, data, headers in wires:
            await bus.jetstream.publish(subject, data, headers=headers, timeout=30)

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(senders)))
    return len(events) / (time.perf_counter() - began)


async def publishes_in_bursts_per_s(bus: Bus, events: Sequence[Event], burst: int) -> float:
    """These events, so many at once with nats-py's asynchronous publish, then their acknowledgements."""
    # Told never to wait, since it waits at a price: a task for each message.
    sending = bus.client.jetstream(publish_async_max_pending=burst + 1)
    wires = [(event.subject, event.data, event.wire_headers()) for event in events]
    began = time.perf_counter()
    for first in range(0, len(wires), burst):
        part = wires[first : first + burst]
        await asyncio.gather(*[await sending.publish_async(*wire[:2], headers=wire[2]) for wire in part])
    return len(events) / (time.perf_counter() - began)
