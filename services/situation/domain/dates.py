"""Calendar arithmetic: periods with both ends included, and windows counted in months around a day."""

import calendar
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days from `start` to `end`, both included; no `end`: no end is known."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """True when the day lies in the period."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: "Period") -> bool:
        """True when a day lies in both."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)


@dataclass(frozen=True, slots=True)
class Window:
    """Days that are allowed around today, in months before and after."""

    months_before: int
    months_after: int

    def bounds(self, today: date) -> tuple[date, date]:
        """First and last day allowed."""
        return add_months(today, -self.months_before), add_months(today, self.months_after)

    def fault(self, day: date, today: date) -> str | None:
        """Why the day is refused, in plain French; None when it is allowed."""
        first, last = self.bounds(today)
        if first <= day <= last:
            return None
        if day > last and self.months_after == 0:
            return "Indiquez une date qui n'est pas dans le futur."
        return f"Indiquez une date entre le {french_date(first)} et le {french_date(last)}."


def add_months(day: date, months: int) -> date:
    """The same day of another month, or the last one of that month: 31 January + 1 month = 28 or 29 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < 1:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def french_date(day: date) -> str:
    """« 1er mars 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def french_month(day: date) -> str:
    """« mars 2026 »."""
    return f"{_MONTHS[day.month - 1]} {day.year}"
