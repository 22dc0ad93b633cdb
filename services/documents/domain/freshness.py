"""How old a document may be, counted in calendar months: pure, by parameters that the rulebook holds."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class Manner(StrEnum):
    """What is counted: months since its date, months of pay, the year of the tax notice, or nothing before it is read."""

    MONTHS = "MONTHS"
    PAYSLIP = "PAYSLIP"
    TAX_NOTICE = "TAX_NOTICE"
    EXPIRY = "EXPIRY"


@dataclass(frozen=True, slots=True)
class Freshness:
    """`months`: for MONTHS, the age allowed. `turn_month`, `turn_day`: when the notice of the year replaces the one before.
    `pay_day`: until that day of the month, the last payslip may be missing."""

    manner: Manner
    label: str
    source: str
    months: int = 0
    turn_month: int = 9
    turn_day: int = 15
    pay_day: int = 15


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day: 31 January + 1 month = 28 or 29 February. Raises OverflowError out of the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("out of the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def oldest(rule: Freshness, today: date) -> date | None:
    """The oldest date that a document may bear today; None where its date alone does not say.

    A payslip bears the month that it pays; a tax notice is of the year after the income's.
    """
    if rule.manner is Manner.MONTHS:
        return add_months(today, -rule.months)
    if rule.manner is Manner.PAYSLIP:
        # Until the middle of the month the last payslip is often not there yet: the three before it are taken.
        return add_months(today.replace(day=1), -4 if today.day <= rule.pay_day else -3)
    if rule.manner is Manner.TAX_NOTICE:
        turned = (today.month, today.day) >= (rule.turn_month, rule.turn_day)
        return date(today.year if turned else today.year - 1, 1, 1)
    return None


def fault(rule: Freshness, document_date: date, today: date) -> str:
    """Why the document is too old today, in plain French; "" when it is not, or when its date does not say."""
    limit = oldest(rule, today)
    if limit is None or document_date >= limit:
        return ""
    return f"Il date du {french_date(document_date)}. {rule.label} : aujourd'hui, à partir du {french_date(limit)}."


def french_date(day: date) -> str:
    """« 1er mars 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"
