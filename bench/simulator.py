"""`make bench-simulator`: the simulator beside `openfisca serve`, one worker process each, same households, in turns.

DECLARED (B) and COMPLETE (D) say what the peer is told (bench.simulator_cases); ours is told the household in the words of a form, and completes it.
The peer is asked for 21 outputs; ours answers with every benefit of its catalogue, questions included, over gRPC with the edge's token.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from functools import partial

from bench.figures import Figure, median_of_ratios, report_as_measured
from bench.simulator_cases import complete, declared, households
from bench.simulator_equality import mismatches
from bench.simulator_hostile import hangs
from bench.simulator_ours import YEAR, Ours, ours, timed
from bench.simulator_peers import Server, server
from sandbox.suite.ports import free_base_port
from services.simulator.domain.household import Household
from services.simulator.serving import law
from services.simulator.serving.law import LawAtWork

_CLIENTS = 64
# The peer answers one or two calls a second: its clients ask once a round.
_ROUNDS, _PEER_ASKS, _OUR_ASKS = 3, 1, 30
_LATENCY_ROUNDS, _STARTS, _VARIANTS, _WHATIF_ROUNDS = 25, 3, 12, 25
_HOUSEHOLDS, _HOSTILE = 10_000, 2_000


async def _per_second(ask: Callable[[int], Awaitable[object]], each: int) -> float:
    """Calls answered per second by `_CLIENTS` clients, of which each asks `each` times, again as soon as it has its answer."""

    async def client(first: int) -> None:
        for rank in range(each):
            await ask(first + rank)

    began = time.perf_counter()
    await asyncio.gather(*(client(rank) for rank in range(_CLIENTS)))
    return _CLIENTS * each / (time.perf_counter() - began)


async def throughput(us: Ours, peer: Server, cases: list[Household]) -> list[Figure]:
    """Profile B, 64 clients."""
    documents = [declared(case) for case in cases]
    our_rates, their_rates = [], []
    for _ in range(_ROUNDS):
        their_rates.append(await _per_second(lambda rank: peer.calculate(documents[rank % 16]), _PEER_ASKS))
        our_rates.append(await _per_second(lambda rank: us.simulate(cases[rank % 16]), _OUR_ASKS))
    how = f"{_CLIENTS} clients, one worker process each, profile B, {_ROUNDS} rounds in turns, {_PEER_ASKS} call and {_OUR_ASKS} calls of each client"
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
            theirs += await timed([partial(peer.calculate, documents[profile][turn % 16])])
            mine += await timed([partial(us.simulate, cases[turn % 16])])
        how = f"p50 of {_LATENCY_ROUNDS} calls of one client, in turns, profile {profile.upper()}"
        ours_p50, theirs_p50 = statistics.median(mine), statistics.median(theirs)
        found += [
            Figure(f"simulator.latency_vs_peer_{profile}", ours_p50 / theirs_p50, "ratio", how, target),
            Figure(f"simulator.latency_{profile}_ms", ours_p50 * 1000, "ms", how),
            Figure(f"simulator.peer_latency_{profile}_ms", theirs_p50 * 1000, "ms", how),
        ]
    return found


async def cold(cases: list[Household]) -> Figure:
    """The first call after the process says that it is ready, over a later one."""
    ratios = []
    for _ in range(_STARTS):
        async with ours(free_base_port()) as us:
            first = await timed([partial(us.simulate, cases[0])])
            await us.settled()
            later = await timed([partial(us.simulate, case) for case in cases[1:]])
        ratios.append(first[0] / statistics.median(later))
    how = f"first call after the simulator says that it is ready, over the median of {len(cases) - 1} once it has nothing left to warm; median of {_STARTS} starts"
    return Figure("simulator.cold_vs_warm", statistics.median(ratios), "ratio", how, "<= 1.5")


async def what_if(us: Ours, cases: list[Household]) -> list[Figure]:
    """Twelve variants of a household beside itself, one month and twelve, over one simulation of one month."""
    single, several, year = [], [], []
    for turn in range(_WHATIF_ROUNDS):
        case = cases[turn % 16]
        single += await timed([partial(us.simulate, case)])
        several += await timed([partial(us.compare, case, _VARIANTS, 1)])
        year += await timed([partial(us.compare, case, _VARIANTS, YEAR)])
    how = f"median of {_WHATIF_ROUNDS} rounds in turns, one client; Compare of {_VARIANTS} changes over Simulate"
    return [
        Figure("simulator.whatif_vs_single", median_of_ratios(several, single), "ratio", f"{how}, 1 month", "<= 1.3"),
        Figure("simulator.year_vs_single", median_of_ratios(year, single), "ratio", f"{how}, {YEAR} months", "<= 6"),
        Figure("simulator.single_ms", statistics.median(single) * 1000, "ms", f"median of {_WHATIF_ROUNDS} Simulate"),
        Figure("simulator.whatif_ms", statistics.median(several) * 1000, "ms", f"median of {_WHATIF_ROUNDS} Compare, 1 month"),
        Figure("simulator.year_ms", statistics.median(year) * 1000, "ms", f"median of {_WHATIF_ROUNDS} Compare, {YEAR} months"),
    ]  # fmt: skip


async def equality(us: Ours, work: LawAtWork, month: date, count: int) -> Figure:
    """Against stock OpenFisca."""
    differ, compared = await mismatches(us, work, month, count)
    how = (
        f"{compared} results of {count} random households, each in a call of its own over gRPC, batched with others or alone, against the same "
        "use case on stock OpenFisca called directly on the same complete inputs, outputs in any order; to the cent"
    )
    return Figure("simulator.mismatches", differ, "results", how, "= 0")


async def hostile(us: Ours, month: date) -> Figure:
    """Spoilt requests."""
    bad, refused = await hangs(us, month, _HOSTILE)
    how = f"{_HOSTILE} spoilt requests, 8 at a time: {refused} refused by name, the others answered; a hang is 1 s beyond the engine's budget, a failure counts as one"
    return Figure("simulator.hostile_hangs", bad, "calls", how, "= 0")


async def measure(count: int) -> AsyncIterator[Figure]:
    """Everything, the shortest first."""
    month = datetime.now(UTC).date().replace(day=1)
    cases, work = households(month), law.make()
    async with ours(free_base_port()) as us:
        await us.settled()
        for figure in await what_if(us, cases):
            yield figure
        yield await hostile(us, month)
        async with server(free_base_port()) as peer:
            for case in cases[:2]:
                # The peer's first calls build its caches: that is not what is measured here.
                await peer.calculate(declared(case))
            for figure in await latency(us, peer, cases, work):
                yield figure
            for figure in await throughput(us, peer, cases):
                yield figure
        yield await equality(us, work, month, count)
    yield await cold(cases)


def main() -> int:
    """Measures, prints, and says by the exit code whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=_HOUSEHOLDS)
    return asyncio.run(report_as_measured(measure(parser.parse_args().households)))


if __name__ == "__main__":
    sys.exit(main())
