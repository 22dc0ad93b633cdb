"""Dates of the personas: fixed, or counted from today so that a right that is about to end is always about to end.

`2026-03-01` is that day; `J+45` is 45 days from today; `M-14` is the first day of the month 14 months ago, `M+2/fin`
the last day of the month in two months.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_RELATIVE = re.compile(r"^(?:J(?P<days>[+-]\d{1,5})|M(?P<months>[+-]\d{1,4})(?P<last>/fin)?)$")


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day of the calendar."""

    day: date

    def on(self, _: date) -> date:
        return self.day


@dataclass(frozen=True, slots=True)
class DaysFromToday:
    """So many days after today, or before."""

    days: int

    def on(self, today: date) -> date:
        return today + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class MonthsFromToday:
    """The first or the last day of the month that comes so many months after this one, or before."""

    months: int
    last_day: bool = False

    def on(self, today: date) -> date:
        first = add_months(today.replace(day=1), self.months)
        return month_end(first) if self.last_day else first


AnyMoment = FixedDay | DaysFromToday | MonthsFromToday


def parse(value: Any) -> AnyMoment:
    """A moment as YAML writes it. Raises ValueError."""
    if isinstance(value, AnyMoment):
        return value
    text = str(value)
    match = _RELATIVE.match(text)
    if match is None:
        return FixedDay(date.fromisoformat(text))
    if match["days"]:
        return DaysFromToday(int(match["days"]))
    return MonthsFromToday(int(match["months"]), bool(match["last"]))


Moment = Annotated[AnyMoment, BeforeValidator(parse), PlainSerializer(str)]


def add_months(first: date, months: int) -> date:
    """The same day so many months later; the last day of the month when that day does not exist."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of that month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
