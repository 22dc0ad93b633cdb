"""Calendar arithmetic: the delays of the law in months and days, and the calendar day of the person (Paris)."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delay:
    """A delay of a text: `months`, then `days` (CPC art. 641: months are counted first).

    `clear_days`: « jours francs », neither the first nor the last day counts. `until_month_end`: it runs to the last day of
    the month reached (« le dernier jour du troisième mois civil »).
    """

    months: int = 0
    days: int = 0
    clear_days: bool = False
    until_month_end: bool = False

    def end(self, start: date) -> date:
        """The last day of the delay that an event of the day `start` sets running."""
        reached = add_months(start, self.months) + timedelta(days=self.days + self.clear_days)
        return last_of_month(reached) if self.until_month_end else reached


def add_months(day: date, months: int) -> date:
    """The same day of another month or, where it has none, its last one (CPC art. 641): 31 January + 1 month = 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < 1:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def day_of(instant: datetime) -> date:
    """The calendar day in Paris, by which delays are counted."""
    return instant.astimezone(PARIS).date()


def morning_after(day: date) -> datetime:
    """The first instant, in Paris, once `day` is over."""
    return datetime.combine(day + timedelta(days=1), time(), PARIS).astimezone(UTC)


def french_date(day: date) -> str:
    """« 1er mars 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"
