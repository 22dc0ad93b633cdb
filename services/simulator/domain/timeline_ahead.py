"""What a change brings before its own month: the birth grant falls due in the seventh month of pregnancy, two months before the month of the birth.

Months before a change are those of the household without it. The grant alone is brought over, once: not where that household is to have it anyway,
because it expects a child. Source: CSS L531-2 and D531-2 (décret n° 2021-367), checked 2026-11-22.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.results import BenefitResult, Eligibility, MonthResult

_THERE = frozenset({Eligibility.ELIGIBLE, Eligibility.RECEIVED})
_OPENS = frozenset({Eligibility.ELIGIBLE, Eligibility.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Ahead:
    """A benefit that a change brings in one month, before its own."""

    benefit: str
    month: date


def brought_forward(
    months: Sequence[MonthResult], variant: Sequence[MonthResult], ahead: Ahead | None, switch: date
) -> tuple[MonthResult, ...]:
    """The months with a change from `switch` on, and with what it brings before; `variant`: the household with the change, in all of them."""
    if ahead is None or any(_is_there(month, ahead.benefit) for month in months if month.month < switch):
        return tuple(months)
    return tuple(
        _with(month, other, ahead.benefit) if month.month == ahead.month < switch else month
        for month, other in zip(months, variant, strict=True)
    )


def _is_there(month: MonthResult, benefit: str) -> bool:
    return any(one.benefit == benefit and one.eligibility in _THERE for one in month.results)


def _with(month: MonthResult, other: MonthResult, benefit: str) -> MonthResult:
    found = next((one for one in other.results if one.benefit == benefit and one.eligibility in _OPENS), None)
    if found is None:
        return month
    results: tuple[BenefitResult, ...] = tuple(found if one.benefit == benefit else one for one in month.results)
    return replace(month, results=results, disposable_cents=month.disposable_cents + found.amount_cents)
