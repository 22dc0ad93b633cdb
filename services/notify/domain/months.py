"""Calendar arithmetic: months before days (CPC art. 641), clamped at month ends and at the ends of the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAMES = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_FIRST, _LAST = 12, date.max.year * 12 + 11


def month_index(day: date) -> int:
    """Months since the year 0: what months are counted with."""
    return day.year * 12 + day.month - 1


def first_of(index: int) -> date:
    """The first day of a month."""
    return date(index // 12, index % 12 + 1, 1)


def last_of(index: int) -> date:
    """The last day of a month."""
    year, month = divmod(index, 12)
    return date(year, month + 1, _length(year, month))


def _length(year: int, month: int) -> int:
    leap = month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _LENGTHS[month]


def add_months(day: date, months: int) -> date:
    """The same day of another month or, where it has none, its last one: 31 January + 1 month = 28 or 29 February."""
    index = month_index(day) + months
    if index < _FIRST:
        return date.min
    if index > _LAST:
        return date.max
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _length(year, month)))


def add_days(day: date, days: int) -> date:
    """So many days later, or earlier."""
    number = day.toordinal() + days
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before a day: `months`, then `days`."""

    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The day that is so long before."""
        reached = add_months(day, -self.months) if self.months else day
        return add_days(reached, -self.days) if self.days else reached


def nth_weekday(year: int, month: int, weekday: int, rank: int) -> date:
    """The `rank`-th Monday (0), Tuesday (1)… of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (rank - 1))


def french_date(day: date) -> str:
    """« 1er mars 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_NAMES[day.month - 1]} {day.year}"


def french_months(months: tuple[date, ...]) -> str:
    """« février, mars et avril 2025 », « décembre 2024, janvier et février 2025 »."""
    said = [
        _NAMES[month.month - 1]
        + ("" if rank + 1 < len(months) and months[rank + 1].year == month.year else f" {month.year}")
        for rank, month in enumerate(months)
    ]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"
