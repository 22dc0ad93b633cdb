"""How fast, and in how much memory, the engine computes a whole population: `python -m bench.simulated_population`.

Households are drawn with complete inputs, chunk after chunk, and 21 outputs are computed for each. The stock engine computes the first ten thousand
of them in the same run, and both must say the same to the bit.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date

from bench.comparing import differing
from bench.figures import Figure, report
from bench.households import draw, outputs
from bench.stock_engine import Stock
from services.simulator.engine.batch import Batch
from services.simulator.engine.compute import Engine
from services.simulator.engine.law import load
from services.simulator.engine.population import CHUNK, stream
from services.simulator.legislation.adjust import adjustment
from services.simulator.legislation.loader import load_overrides

_MONTH = date(2026, 10, 1)
# INSEE, 2022: ménages of mainland France and overseas, rounded up.
_FRANCE = 31_000_000


class Clock:
    """What the engine itself takes of a stream: drawing the households is none of its business."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def seconds(self, households: int) -> float:
        """Processor seconds of the engine over that many households."""
        drawing, before = [0.0], time.process_time()
        done = 0
        for _ in stream(self._engine, _drawn(households, drawing), outputs(_MONTH)):
            done = min(done + CHUNK, households)
            _show(done, households)
        return time.process_time() - before - drawing[0]


def _drawn(households: int, drawing: list[float]) -> Iterator[Batch]:
    for start in range(0, households, CHUNK):
        before = time.process_time()
        batch = draw(start, min(CHUNK, households - start), _MONTH)
        drawing[0] += time.process_time() - before
        yield batch


def _show(done: int, total: int) -> None:
    filled = 40 * done // total
    end = "\n" if done == total else ""
    print(
        f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:>9,} / {total:,} {_peak():5.0f} MiB",
        end=end,
        file=sys.stderr,
        flush=True,
    )


def _peak() -> float:
    """The most memory that this process ever held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _against_stock(engine: Engine, households: int = 10_000) -> list[Figure]:
    batch, wanted = draw(1, households, _MONTH), outputs(_MONTH)
    ours, theirs, wrong = [], [], 0
    with Stock() as stock:
        for one in (draw(0, 10, _MONTH), batch, batch):
            before = time.perf_counter()
            computed = engine.compute(one, wanted)
            ours.append(time.perf_counter() - before)
            answer, seconds = stock.ask(one, wanted)
            theirs.append(seconds)
            wrong += sum(differing(computed, answer).values())
    how = f"{households} households, {len(wanted)} outputs, the same arrays given to both, to the bit"
    ratio = min(theirs[1:]) / min(ours[1:])
    return [
        Figure("population.mismatches", wrong, "values", how, "= 0"),
        Figure("population.throughput_vs_stock", ratio, "ratio", f"best of 2 each, in turn; {how}", ">= 1"),
    ]


def main() -> int:
    """Measures and prints every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=1_000_000, help="households of the largest stream")
    largest = options.parse_args().largest
    engine = Engine(load(adjustment(load_overrides())))
    figures = _against_stock(engine)
    sizes = [largest // 100, largest // 10, largest]
    seconds, peaks = [], []
    clock = Clock(engine)
    for size in sizes:
        seconds.append(clock.seconds(size))
        peaks.append(_peak())
    # The machine is shared, and may have slowed down since: the tenth is taken before and after the whole.
    seconds[-2] = (seconds[-2] + clock.seconds(sizes[-2])) / 2
    rate = largest / seconds[-1]
    how = f"{largest:,} households of complete inputs in chunks of {CHUNK:,}, 21 outputs, one process; processor time of the engine alone"
    return report(
        [
            *figures,
            Figure("population.households_per_s_per_core", rate, "households/s", how, ">= 10000"),
            Figure(
                "population.peak_mib",
                peaks[-1],
                "MiB",
                f"largest resident memory over all, {peaks[-2]:.0f} after a tenth",
                "<= 1024",
            ),
            Figure(
                "population.growth_1m_over_100k",
                seconds[-1] / seconds[-2],
                "ratio",
                f"{sizes[-1]:,} over {sizes[-2]:,}",
                "<= 11",
            ),
            Figure(
                "population.growth_100k_over_10k",
                seconds[-2] / seconds[-3],
                "ratio",
                f"{sizes[-2]:,} over {sizes[-3]:,}",
                "<= 11",
            ),
            Figure(
                "population.france_core_minutes",
                _FRANCE / rate / 60,
                "minutes",
                f"{_FRANCE:,} households at that rate, one month",
            ),
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
