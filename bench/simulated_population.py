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


def _streamed(engine: Engine, largest: int) -> list[Figure]:
    """A hundredth, a tenth and the whole, one after the other."""
    clock, sizes = Clock(engine), [largest // 100, largest // 10, largest]
    seconds, peaks = [], []
    for size in sizes:
        seconds.append(clock.seconds(size))
        peaks.append(_peak())
    # The machine is shared, and may have slowed down since: the tenth is taken before and after the whole.
    seconds[1] = (seconds[1] + clock.seconds(sizes[1])) / 2
    rate = largest / seconds[2]
    how = f"{largest:,} households of complete inputs in chunks of {CHUNK:,}, 21 outputs, one process; processor time of the engine alone"
    memory = f"largest resident memory over all, {peaks[1]:.0f} after a tenth"
    france = f"{_FRANCE:,} households at that rate, one month"
    return [
        Figure("population.households_per_s_per_core", rate, "households/s", how, ">= 10000"),
        Figure("population.peak_mib", peaks[2], "MiB", memory, "<= 1024"),
        _growth("1m_over_100k", seconds[2] / seconds[1], sizes[1:]),
        _growth("100k_over_10k", seconds[1] / seconds[0], sizes[:2]),
        Figure("population.france_core_minutes", _FRANCE / rate / 60, "minutes", france),
    ]


def _growth(what: str, ratio: float, sizes: list[int]) -> Figure:
    return Figure(f"population.growth_{what}", ratio, "ratio", f"{sizes[1]:,} households over {sizes[0]:,}", "<= 11")


def main() -> int:
    """Measures and prints every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=1_000_000, help="households of the largest stream")
    largest = options.parse_args().largest
    engine = Engine(load(adjustment(load_overrides())))
    return report([*_against_stock(engine), *_streamed(engine, largest)])


if __name__ == "__main__":
    raise SystemExit(main())
