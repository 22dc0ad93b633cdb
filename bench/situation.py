"""`make bench-situation`: a change told once, to the last receipt: how many a second, how soon, and beside what raw parts can do.

The situation service, the ten played organismes, NATS, PostgreSQL and the trace receiver are the real processes of the suite; identity is
played by the bench, since nobody logs in. Six hundred synthetic people have files at four organismes. Only declarations are measured: each
person's preview, without which nothing can be declared, was asked for before.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvloop

from bench import peers
from bench.declaring import News, Portal
from bench.figures import Figure, median_of_ratios, report
from bench.population import BenchLayout, Person, introduce, people, played_identity, write_personas
from bench.relay import Relayed, relay_beside_raw
from chassis.bus import Bus
from sandbox.suite.passing import passing, played_settings
from sandbox.suite.provision import connect
from sandbox.suite.suite import Suite

# One declaration each in a steady round.
_PEOPLE = 600
_ROUNDS = 3
_RELAY_ROUNDS = 5
_IN_FLIGHT = 32
# The situation service's own pool.
_CONNECTIONS = 10
_RAW_SECONDS = 2.0
_STEADY_PER_S = 20
_STEADY_SECONDS = 30
_APPLY_DELAY_MS = 0
_PROCESSES = ("postgres", "nats", "traces", "organismes", "situation")


@dataclass
class Rates:
    """What each round gave: rates are per second."""

    declarations: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    sequential: list[float] = field(default_factory=list)
    in_flight: list[float] = field(default_factory=list)
    # Milliseconds, not rates: one list for each round.
    delays: list[list[float]] = field(default_factory=list)


@dataclass
class Bench:
    """A suite that runs, its people, and the two ends of a declaration."""

    suite: Suite
    everybody: list[Person]
    portal: Portal
    news: News
    raw: Bus

    async def declare_all(self) -> float:
        """Declarations a second, from the first call until the last receipt is recorded."""
        await self.portal.preview(self.everybody)
        waiting, declared = iter(self.everybody), dict[str, Person]()
        began = time.perf_counter()

        async def worker() -> None:
            for person in waiting:
                declared[await self.portal.declare(person)] = person

        await asyncio.gather(*(worker() for _ in range(_IN_FLIGHT)))
        ended = await self.news.all_applied(list(declared))
        # An APPLIED may overtake its RECEIVED: the last receipt is the last of the stream, not the last that moved something.
        ended = max(ended, await self._receipts_drained())
        declaration, person = declared.popitem()
        assert await self.portal.is_applied(person, declaration), "the service does not say what it published"
        return len(self.everybody) / (ended - began)

    async def _receipts_drained(self) -> float:
        client = await connect(self.suite.layout, "provision")
        try:
            while True:
                asked = time.perf_counter()
                state = await client.jetstream().consumer_info("RECEIPTS", "situation-receipts")
                if not state.num_pending and not state.num_ack_pending:
                    return asked
                await asyncio.sleep(0.02)
        finally:
            await client.close()

    async def steady(self) -> list[float]:
        """Milliseconds from each call to its last receipt, at a constant rate that does not wait for the answers."""
        await self.portal.preview(self.everybody)
        began = time.perf_counter()
        tasks = []
        for number in range(_STEADY_PER_S * _STEADY_SECONDS):
            due = began + number / _STEADY_PER_S
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self._timed(self.everybody[number], due)))
        declared = await asyncio.gather(*tasks)
        await self.news.all_applied([declaration for declaration, _ in declared])
        return [(self.news.applied_at[declaration] - due) * 1000 for declaration, due in declared]

    async def _timed(self, person: Person, due: float) -> tuple[str, float]:
        return await self.portal.declare(person), due

    async def round(self, rates: Rates) -> None:
        """Both sides of the ratios, within the same seconds."""
        layout = self.suite.layout
        rates.commits.append(await peers.commits_per_s(layout, _CONNECTIONS, _RAW_SECONDS))
        rates.sequential.append(await peers.sequential_publishes_per_s(self.raw, _RAW_SECONDS))
        rates.in_flight.append(await peers.concurrent_publishes_per_s(self.raw, _IN_FLIGHT, _RAW_SECONDS))
        rates.declarations.append(await self.declare_all())
        print(
            f"  {rates.declarations[-1]:8.0f} declarations/s  {rates.commits[-1]:8.0f} commits/s"
            f"  {rates.sequential[-1]:8.0f} publishes/s one by one  {rates.in_flight[-1]:8.0f} with {_IN_FLIGHT} in flight",
            flush=True,
        )
        rates.delays.append(await self.steady())
        middle, last = _percentile(rates.delays[-1], 50), _percentile(rates.delays[-1], 99)
        print(
            f"  at {_STEADY_PER_S} declarations/s, last receipt after {middle:.0f} ms (p50), {last:.0f} ms (p99)",
            flush=True,
        )


@asynccontextmanager
async def running() -> AsyncIterator[Bench]:
    """Everything started, everybody known everywhere; nothing is left afterwards."""
    everybody = people(_PEOPLE)
    with passing(BenchLayout) as layout:
        write_personas(layout.personas, everybody, apply_delay_ms=_APPLY_DELAY_MS)
        async with Suite(layout, _PROCESSES) as suite, played_identity(layout):
            await introduce(layout, everybody)
            portal, news = Portal(layout), News()
            hearing, raw = await connect(layout, "provision"), await Bus.connect(played_settings(layout, "rights"))
            await news.listen(hearing)
            yield Bench(suite, everybody, portal, news, raw)
            await portal.close()
            await hearing.close()
            await raw.close()


async def measure() -> int:
    """Everything; the exit code."""
    rates = Rates()
    print(f"Machine: {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} before the start", flush=True)
    async with running() as bench:
        # What is done for the first time (statements prepared, connections opened) is not measured.
        await bench.declare_all()
        for _ in range(_ROUNDS):
            await bench.round(rates)
        relayed = await relay_beside_raw(bench.suite, _RELAY_ROUNDS)
    return report([*_rate_figures(rates), *_delay_figures(rates.delays), *_relay_figures(relayed)])


def _rate_figures(rates: Rates) -> list[Figure]:
    of = f"median of {_ROUNDS} rounds of {_PEOPLE} declarations to 4 recipients, {_IN_FLIGHT} in flight, apply delay {_APPLY_DELAY_MS} ms"
    raw = f"median of {_ROUNDS}, same run"
    median = statistics.median
    return [
        Figure("situation.declarations_per_s", median(rates.declarations), "1/s", f"{of}, until every receipt is back"),
        Figure("nats.raw_publishes_per_s", median(rates.sequential), "1/s", f"{raw}, 300 bytes, one by one"),
        Figure(
            "nats.raw_publishes_in_flight_per_s",
            median(rates.in_flight),
            "1/s",
            f"{raw}, 300 bytes, {_IN_FLIGHT} in flight",
        ),
        Figure(
            "postgres.raw_commits_per_s",
            median(rates.commits),
            "1/s",
            f"{raw}, one row of 300 bytes each, {_CONNECTIONS} connections",
        ),
        Figure(
            "situation.vs_raw_commit",
            median_of_ratios(rates.declarations, rates.commits),
            "ratio",
            f"median of {_ROUNDS}, both sides of a ratio in the same round",
        ),
    ]


def _delay_figures(delays: list[list[float]]) -> list[Figure]:
    how = (
        f"{_STEADY_PER_S} declarations/s for {_STEADY_SECONDS} s to 4 recipients, apply delay {_APPLY_DELAY_MS} ms, median of "
        f"{len(delays)} such rounds: from the time of the call to delivery.advanced APPLIED of the last recipient, heard on the bus"
    )
    middle, last = (statistics.median(_percentile(found, rank) for found in delays) for rank in (50, 99))
    return [
        Figure("situation.receipt_p50_ms", middle, "ms", how, "<= 100"),
        Figure("situation.receipt_p99_ms", last, "ms", how, "<= 300"),
    ]


def _percentile(values: list[float], rank: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[rank - 1]


def _relay_figures(relayed: Relayed) -> list[Figure]:
    return [
        Figure("situation.relay_events_per_s", statistics.median(relayed.relay), "1/s", relayed.how),
        Figure("situation.relay_vs_raw", relayed.vs_raw, "ratio", relayed.how, ">= 0.5"),
    ]


if __name__ == "__main__":
    sys.exit(uvloop.run(measure()))
