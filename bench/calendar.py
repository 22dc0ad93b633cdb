"""How many persons' calendars a core works out, and in how much memory: `python -m bench.calendar`.

Persons are drawn from a seed, chunk after chunk, with the rights, children, papers and claims of a population that uses the portal; each is looked
at as a sweep does: every item of the coming eighteen months, and the day to look again. Drawing them is none of the calendar's business: its time
is taken apart.
"""

import argparse
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date

from bench.calendar_population import draw
from bench.figures import Figure, report
from services.notify.calendar.loader import load
from services.notify.domain.calendar import outlook
from services.notify.domain.months import add_days
from services.notify.domain.rulebook import Rulebook

CHUNK = 5_000
_TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Streamed:
    """Processor seconds of the calendar alone, the items that it gave, the persons whom tomorrow's sweep would look at."""

    seconds: float
    items: int
    tomorrow: int


def stream(rulebook: Rulebook, persons: int) -> Streamed:
    """So many persons, of which no more than a chunk stands in memory."""
    seconds, items, tomorrow, next_day = 0.0, 0, 0, add_days(_TODAY, 1)
    for start in range(0, persons, CHUNK):
        profiles = draw(start, min(CHUNK, persons - start), _TODAY)
        before = time.process_time()
        for profile in profiles:
            looked = outlook(profile, rulebook, _TODAY)
            items += len(looked.items)
            tomorrow += looked.next_look == next_day
        seconds += time.process_time() - before
        _show(min(start + CHUNK, persons), persons)
    return Streamed(seconds, items, tomorrow)


def _show(done: int, total: int) -> None:
    filled = 40 * done // total
    end = "\n" if done == total else ""
    bar = f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:>9,} / {total:,} {_peak():5.0f} MiB"
    print(bar, end=end, file=sys.stderr, flush=True)


def _peak() -> float:
    """The most memory that this process ever held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(largest: int) -> list[Figure]:
    """A hundredth, a tenth and the whole, one after the other."""
    rulebook, sizes = load(), [largest // 100, largest // 10, largest]
    # What is worked out once for everybody is not the first size's alone.
    stream(rulebook, sizes[0])
    small = [stream(rulebook, sizes[0]).seconds for _ in range(3)]
    tenth = stream(rulebook, sizes[1])
    small += [stream(rulebook, sizes[0]).seconds for _ in range(3)]
    peak = _peak()
    whole = stream(rulebook, sizes[2])
    # The machine is shared, and may have slowed down since: what is smaller is taken before and after.
    around = (tenth.seconds + stream(rulebook, sizes[1]).seconds) / 2
    how = (
        f"{largest:,} drawn persons in chunks of {CHUNK:,}, {whole.items / largest:.1f} items each; one process; "
        "processor time of the calendar alone"
    )
    share = f"persons whose calendar changes on the next day, among {largest:,}: whom a daily sweep looks at"
    return [
        Figure("calendar.persons_per_s_per_core", largest / whole.seconds, "persons/s", how),
        Figure("calendar.items_per_s_per_core", whole.items / whole.seconds, "items/s", how),
        _growth("1m_over_100k", whole.seconds / around, sizes[1:]),
        _growth("100k_over_10k", tenth.seconds / statistics.median(small), sizes[:2]),
        Figure(
            "calendar.peak_mib", _peak(), "MiB", f"largest resident memory over all, {peak:.0f} after a tenth", "<= 256"
        ),
        Figure("calendar.looked_at_in_a_day", whole.tomorrow / largest, "ratio", share),
    ]


def _growth(what: str, ratio: float, sizes: list[int]) -> Figure:
    return Figure(f"calendar.growth_{what}", ratio, "ratio", f"{sizes[1]:,} persons over {sizes[0]:,}", "<= 11")


def main() -> int:
    """Measures and prints every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=1_000_000, help="persons of the largest stream")
    return report(measure(options.parse_args().largest))


if __name__ == "__main__":
    raise SystemExit(main())
