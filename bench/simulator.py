"""`make bench-simulator`: the simulator beside `openfisca serve`, one worker process each, same households, same 21 outputs, in turns.

DECLARED (B) and COMPLETE (D) say what the peer is told (bench.simulator_cases); ours is told the household in the words of a form, and completes it.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from bench.figures import Figure, median_of_ratios, report
from bench.simulator_cases import Json, complete, declared, households
from bench.simulator_equality import mismatches
from bench.simulator_ours import YEAR, Ours, ours
from bench.simulator_peers import Server, server
from sandbox.suite.ports import free_base_port
from services.simulator.domain.household import Household
from services.simulator.serving import law
from services.simulator.serving.law import LawAtWork

_CLIENTS = 64
_ROUNDS, _PEER_SECONDS, _OUR_SECONDS = 3, 40.0, 10.0
_LATENCY_ROUNDS, _STARTS, _VARIANTS, _WHATIF_ROUNDS = 25, 3, 12, 25
_HOUSEHOLDS = 10_000


async def _per_second(ask: Callable[[int], Awaitable[object]], seconds: float) -> float:
    """Calls answered per second by `_CLIENTS` clients, each asking again as soon as it has its answer."""
    until, done = time.perf_counter() + seconds, 0

    async def client(rank: int) -> None:
        nonlocal done
        while time.perf_counter() < until:
            await ask(rank)
            done += time.perf_counter() < until
            rank += 1

    await asyncio.gather(*(client(rank) for rank in range(_CLIENTS)))
    return done / seconds


async def throughput(us: Ours, peer: Server, cases: list[Household]) -> list[Figure]:
    """Profile B, 64 clients."""
    documents = [declared(case) for case in cases]
    our_rates, their_rates = [], []
    for _ in range(_ROUNDS):
        their_rates.append(await _per_second(lambda rank: peer.calculate(documents[rank % 16]), _PEER_SECONDS))
        our_rates.append(await _per_second(lambda rank: us.ask([cases[rank % 16]]), _OUR_SECONDS))
    how = f"{_CLIENTS} clients, one worker process each, profile B, 21 outputs, {_ROUNDS} rounds in turns of {_PEER_SECONDS:.0f} s and {_OUR_SECONDS:.0f} s"
    ratio = median_of_ratios(our_rates, their_rates)
    return [
        Figure("simulator.throughput_vs_peer", ratio, "ratio", f"median of the ratios round by round; {how}", ">= 100"),
        Figure("simulator.calls_per_s", statistics.median(our_rates), "1/s", f"median; {how}"),
        Figure("simulator.peer_calls_per_s", statistics.median(their_rates), "1/s", f"median; {how}"),
    ]


async def latency(us: Ours, peer: Server, cases: list[Household], work: LawAtWork) -> list[Figure]:
    """One client, profiles B and D."""
    translate, variables = work.translation(cases[0].month).translate, work.law.system.variables
    documents = {
        "b": [declared(case) for case in cases],
        "d": [complete(case, translate([case]), variables) for case in cases],
    }
    found = []
    for profile, target in (("b", "<= 0.35"), ("d", "<= 0.5")):
        mine, theirs = [], []
        for turn in range(_LATENCY_ROUNDS):
            theirs.append(await _timed(peer, documents[profile][turn % 16]))
            mine.append(await us.timed([cases[turn % 16]]))
        how = f"p50 of {_LATENCY_ROUNDS} calls of one client, in turns, profile {profile.upper()}, 21 outputs"
        ours_p50, theirs_p50 = statistics.median(mine), statistics.median(theirs)
        found += [
            Figure(f"simulator.latency_vs_peer_{profile}", ours_p50 / theirs_p50, "ratio", how, target),
            Figure(f"simulator.latency_{profile}_ms", ours_p50 * 1000, "ms", how),
            Figure(f"simulator.peer_latency_{profile}_ms", theirs_p50 * 1000, "ms", how),
        ]
    return found


async def _timed(peer: Server, document: Json) -> float:
    began = time.perf_counter()
    await peer.calculate(document)
    return time.perf_counter() - began


async def cold(month: date, cases: list[Household]) -> Figure:
    """The first call after the process says that it is ready, over a later one."""
    ratios = []
    for _ in range(_STARTS):
        async with ours(month) as us:
            first = await us.timed([cases[0]])
            ratios.append(first / statistics.median([await us.timed([case]) for case in cases[1:]]))
    how = f"first call after the simulator is ready, over the median of the next {len(cases) - 1}; median of {_STARTS} starts"
    return Figure("simulator.cold_vs_warm", statistics.median(ratios), "ratio", how, "<= 1.5")


async def what_if(us: Ours, cases: list[Household]) -> list[Figure]:
    """Twelve variants of a household, one month and twelve, over one single simulation of one month."""
    variants = cases[:_VARIANTS]
    single, several, year = [], [], []
    for turn in range(_WHATIF_ROUNDS):
        single.append(await us.timed([cases[turn % 16]]))
        several.append(await us.timed(variants))
        year.append(await us.timed(variants, YEAR))
    how = f"median of {_WHATIF_ROUNDS} rounds in turns, one client, {_VARIANTS} variants in one call"
    return [
        Figure("simulator.whatif_vs_single", median_of_ratios(several, single), "ratio", how, "<= 1.3"),
        Figure("simulator.year_vs_single", median_of_ratios(year, single), "ratio", f"{how}, {YEAR} months each", "<= 6"),
        Figure("simulator.single_ms", statistics.median(single) * 1000, "ms", how),
        Figure("simulator.year_ms", statistics.median(year) * 1000, "ms", f"{how}, {YEAR} months each"),
    ]  # fmt: skip


async def equality(us: Ours, work: LawAtWork, month: date, count: int) -> Figure:
    """Against stock OpenFisca."""
    differ, compared = await mismatches(us, work, month, count)
    how = (
        f"{compared} values of {count} random households, each in a call of its own, batched with others or alone, outputs in any order, "
        "against stock OpenFisca called directly on the same complete inputs, to the cent"
    )
    return Figure("simulator.mismatches", differ, "values", how, "= 0")


async def measure(count: int) -> list[Figure]:
    """Everything."""
    month = datetime.now(UTC).date().replace(day=1)
    cases, work = households(month), law.make()
    async with ours(month, year=True) as us, server(free_base_port()) as peer:
        for case in cases[:2]:
            # The peer's first calls build its caches: that is not what is measured here.
            await peer.calculate(declared(case))
            await us.ask([case])
        found = await latency(us, peer, cases, work) + await throughput(us, peer, cases)
    async with ours(month, year=True) as us:
        found += await what_if(us, cases)
        found.append(await equality(us, work, month, count))
    return [*found, await cold(month, cases)]


def main() -> int:
    """Measures, prints, and says by the exit code whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=_HOUSEHOLDS)
    return report(asyncio.run(measure(parser.parse_args().households)))


if __name__ == "__main__":
    sys.exit(main())
