"""What the order of the declared months does: the RSA and the prime d'activité are fixed for three months, at each quarterly declaration.

The rules give an amount for every month as if it were the first one of a quarter; what is paid is the amount of the last declaration. Somebody
whose declaration falls right after a change sees it at once, somebody else waits for up to two months: three calendars, three totals.
Source: CSS R843-3 and CASF R262-7 (quarterly revision), checked 2026-11-22.
"""

from collections.abc import Sequence

from services.simulator.domain.results import BenefitResult, Eligibility, MonthResult

QUARTERLY = frozenset({"rsa", "prime-activite"})
_QUARTER = 3


def totals_by_calendar(before: Sequence[MonthResult], after: Sequence[MonthResult], first: int) -> tuple[int, int, int]:
    """The quarterly benefits over all the months with the change, one total per calendar, in cents of euro.

    `first`: the index of the first month of the change. Until the first declaration from it on, the amounts are those without the change.
    """
    return (
        _total(before, after, first),
        _total(before, after, first + 1),
        _total(before, after, first + 2),
    )


def _total(before: Sequence[MonthResult], after: Sequence[MonthResult], declared: int) -> int:
    total = 0
    for index, month in enumerate(before):
        since = declared + (index - declared) // _QUARTER * _QUARTER
        # Before the first declaration the calendar has no bearing on what the change does.
        total += _quarterly(after[since] if index >= declared and since >= 0 else month)
    return total


def _quarterly(month: MonthResult) -> int:
    return sum(_paid(result) for result in month.results if result.benefit in QUARTERLY)


def _paid(result: BenefitResult) -> int:
    return result.amount_cents if result.eligibility in (Eligibility.ELIGIBLE, Eligibility.RECEIVED) else 0
