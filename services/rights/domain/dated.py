"""Names that were right for a time: CMU-C until 31 October 2019, C2S since. Bounds are inclusive, None is unbounded."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and the days it was the official one, both bounds inclusive; `also` are spellings people use for it."""

    name: str
    start: date | None = None
    end: date | None = None
    also: tuple[str, ...] = ()

    def covers(self, on: date) -> bool:
        """True when the name was in use that day."""
        return within(on, self.start, self.end)


def within(on: date, start: date | None, end: date | None) -> bool:
    """True when `on` lies in [start, end], None being unbounded."""
    return (start is None or start <= on) and (end is None or on <= end)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's end: 31 January + 1 = 28 or 29 February."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def name_on(names: Sequence[DatedName], on: date) -> str:
    """The name in force that day; outside every period, the nearest one (the oldest before, the latest after)."""
    for dated in names:
        if dated.covers(on):
            return dated.name
    past = [dated for dated in names if dated.end is not None and dated.end < on]
    return past[-1].name if past else names[0].name


def first_overlap(names: Iterable[DatedName]) -> tuple[DatedName, DatedName] | None:
    """The first two successive names that claim the same day (or stand out of order), None when the list is sound."""
    ordered = list(names)
    for earlier, later in pairwise(ordered):
        if earlier.end is None or later.start is None or later.start <= earlier.end:
            return earlier, later
    return None
