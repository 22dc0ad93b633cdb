"""What the order of the declared months does: the RSA and the prime d'activité are fixed for three months, at each quarterly declaration.

The rules give an amount for every month as if it were the first one of a quarter. For a right that a change opens, the quarters are known: they begin
with the month in which it opens, provided that it is asked for at once. For a right that is there already they are not: the months stay as the rules
give them, and three calendars give three totals. Source: CSS R843-3 and CASF R262-7 (amount fixed for the quarter), checked 2026-11-22.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.simulator.domain.results import Eligibility, MonthResult
from services.simulator.domain.timeline import Timeline

_MINIMUM = "rsa"
QUARTERLY = (_MINIMUM, "prime-activite")
_QUARTER = 3
_PAID = (Eligibility.ELIGIBLE, Eligibility.RECEIVED)
# What an RSA opens in its own month, and what it changes in the next one: a month of RSA leaves the earnings of the year out of a housing aid (CCH
# R822-17, read at lexbase.fr on 2026-11-22).
_OPENED_WITH_IT = frozenset({"c2s", "c2s-participation", "prime-noel", "rsa-majore"})
_MOVED_AFTER_IT = frozenset({"apl", "alf", "als"})
_AS_PAID = "Elle dépend de ce que le RSA est payé ou non le mois d'avant : le RSA étant fixé pour trois mois, le montant du mois précédent est repris."
_NOTHING_IN_PLACE = "Avec plus de ressources qu'avant, ce changement n'ouvre pas le RSA."

Months = tuple[MonthResult, ...]


def fixed_by_quarter(before: Sequence[MonthResult], after: Sequence[MonthResult], switch: date) -> tuple[Months, bool]:
    """The months with the change, where a right that it opens keeps its amount until the next declaration; and whether it opens one."""
    months, opens = tuple(after), False
    for benefit in QUARTERLY:
        opening = _opening(before, months, switch, benefit)
        if opening is not None:
            fixed, opens = _fixed(months, opening, benefit), True
            months = _housed(months, fixed) if benefit == _MINIMUM else fixed
    return months, opens


def without_windfall(before: Timeline, own_cents: Sequence[int], months: Sequence[MonthResult]) -> Months:
    """The months with the change, `months`, without an RSA that opens while the household has more of its own than without it.

    The law as code leaves an unemployment benefit that ends out of the resources, even where a wage takes its place; the text does so only for who
    has nothing in its place (CASF R262-13). What followed from that RSA goes with it: there, the months are as without the change. `before`: the months
    as they stand without the change; `own_cents`: what the household has of its own with it.
    """
    richer = [more > less for more, less in zip(own_cents, before.own_cents, strict=True)]
    found, windfall = [], False
    for month, was, rises in zip(months, before.months, richer, strict=True):
        kept = _as_before(month, was, _MOVED_AFTER_IT) if windfall else month
        windfall = bool(rises and _amount(month, _MINIMUM) and not _amount(was, _MINIMUM))
        found.append(_as_before(_closed(kept), was, _OPENED_WITH_IT) if windfall else kept)
    return tuple(found)


def _as_before(month: MonthResult, was: MonthResult, benefits: frozenset[str]) -> MonthResult:
    """The month, with the results of these benefits as they were."""
    held = {one.benefit: one for one in was.results if one.benefit in benefits}
    results = tuple(held.get(one.benefit, one) for one in month.results)
    shift = sum(_amount(was, benefit) - _amount(month, benefit) for benefit in held)
    return replace(month, results=results, disposable_cents=month.disposable_cents + shift)


def _closed(month: MonthResult) -> MonthResult:
    results = tuple(
        replace(one, eligibility=Eligibility.NOT_ELIGIBLE, amount_cents=0, reason=_NOTHING_IN_PLACE)
        if one.benefit == _MINIMUM
        else one
        for one in month.results
    )
    return replace(month, results=results, disposable_cents=month.disposable_cents - _amount(month, _MINIMUM))


def totals_by_calendar(before: Sequence[MonthResult], after: Sequence[MonthResult], switch: date) -> tuple[int, ...]:
    """The quarterly benefits that are there before the change, over all the months with it: one total per calendar, in cents of euro."""
    first = next((rank for rank, month in enumerate(before) if month.month >= switch), None)
    if first is None:
        return (0,)
    there = [benefit for benefit in QUARTERLY if _amount(before[first], benefit)]
    return tuple(sum(_declared(before, after, first + wait, benefit) for benefit in there) for wait in range(_QUARTER))


def _opening(before: Sequence[MonthResult], after: Sequence[MonthResult], switch: date, benefit: str) -> int | None:
    for rank, month in enumerate(after):
        previous = after[rank - 1] if rank else before[0]
        # Who has the RSA declares for both at once.
        had = _amount(previous, benefit) or _amount(previous, _MINIMUM)
        if month.month >= switch and _amount(month, benefit) and not had:
            return rank
    return None


def _fixed(months: Months, opening: int, benefit: str) -> Months:
    return tuple(
        month if rank <= opening else _with(month, benefit, months[_review(opening, rank)])
        for rank, month in enumerate(months)
    )


def _housed(by_month: Months, fixed: Months) -> Months:
    """The fixed months, where a housing aid follows the RSA that is paid: by the month, it followed an RSA that is not.

    Between two declarations the RSA is open or not as it was at the first: a month whose aid would not follow has that of the month before.
    """
    found = list(fixed[:1])
    for rank in range(1, len(fixed)):
        paid, computed = (bool(_amount(months[rank - 1], _MINIMUM)) for months in (fixed, by_month))
        month = fixed[rank]
        found.append(month if paid == computed else _moved_back(month, found[-1]))
    return tuple(found)


def _moved_back(month: MonthResult, before: MonthResult) -> MonthResult:
    held = _as_before(month, before, _MOVED_AFTER_IT)
    said = (
        replace(one, reason=_AS_PAID) if one.benefit in _MOVED_AFTER_IT and one.amount_cents else one
        for one in held.results
    )
    return replace(held, results=tuple(said))


def _review(declared: int, rank: int) -> int:
    return declared + (rank - declared) // _QUARTER * _QUARTER


def _with(month: MonthResult, benefit: str, review: MonthResult) -> MonthResult:
    fixed = next((one for one in review.results if one.benefit == benefit), None)
    results = tuple(fixed if fixed and one.benefit == benefit else one for one in month.results)
    shift = _amount(review, benefit) - _amount(month, benefit)
    return replace(month, results=results, disposable_cents=month.disposable_cents + shift)


def _declared(before: Sequence[MonthResult], after: Sequence[MonthResult], declared: int, benefit: str) -> int:
    """Until the first declaration after the change, the amounts are those without it."""
    return sum(
        _amount(after[_review(declared, rank)] if rank >= declared else month, benefit)
        for rank, month in enumerate(before)
    )


def _amount(month: MonthResult, benefit: str) -> int:
    return sum([one.amount_cents for one in month.results if one.benefit == benefit and one.eligibility in _PAID])
