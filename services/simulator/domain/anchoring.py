"""What is really paid comes before what is computed: a benefit already received keeps its amount, and the gap is said, never recomputed in silence.

In later months, and with a change, the amount paid moves by what our rules say that the change makes it move, from the first month of the household as
it is. Amounts are cents of euro.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.eligibility import Key
from services.simulator.domain.household import Household, Received
from services.simulator.domain.paid_resources import is_told, told
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.vocabulary import Resource
from services.simulator.domain.wages import WageRates

# Below one euro, rounding explains the gap.
_SAME_CENTS = 100
_COUNTED = frozenset({Eligibility.ELIGIBLE, Eligibility.RECEIVED})


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is paid of a benefit, and what our rules gave in the first month of the household as it is; None: they could not tell. `last`: the last
    month of which a payment is known."""

    paid_cents: int
    computed_cents: int | None
    last: date


def anchors_of(household: Household, computed: Iterable[BenefitResult], catalogue: Catalogue) -> Mapping[Key, Anchor]:
    """The benefits that are received, from what is known of the first month."""
    found: dict[Key, Anchor] = {}
    results = tuple(computed)
    eligible = {(result.benefit, result.person) for result in results if result.eligibility is Eligibility.ELIGIBLE}
    for result in results:
        benefit = catalogue.benefits[result.benefit]
        paid = _paid_as_right(household, benefit, result.person)
        if paid is not None and not _is_the_one(benefit, result.person, eligible, catalogue):
            continue
        if paid is not None and not is_told(benefit, household, result.person):
            sure = result.eligibility is not Eligibility.UNKNOWN and benefit.method is Method.LAW_AS_CODE
            cents = _last_paid(paid, household.month)
            found[result.benefit, result.person] = Anchor(
                cents, result.amount_cents if sure else None, paid.paid.last_month
            )
    return found


def _paid_as_right(household: Household, benefit: Benefit, person: str) -> Received | None:
    rights = (r for r in household.received if r.open and r.benefit == benefit.received_as and r.person in ("", person))
    return next(rights, None)


def _is_the_one(benefit: Benefit, person: str, eligible: set[Key], catalogue: Catalogue) -> bool:
    """Of two benefits that the rights view knows as one, the one that our rules open; the one that bears the name when they open none."""
    if benefit.id != benefit.received_as:
        return (benefit.id, person) in eligible
    twins = (
        each.id for each in catalogue.benefits.values() if each.received_as == benefit.id and each.id != benefit.id
    )
    return not any((twin, person) in eligible for twin in twins)


def _last_paid(received: Received, month: date) -> int:
    now = received.paid.at(month)
    if now is not None:
        return now
    if month < received.paid.first_month or not received.paid.amounts_cents:
        return 0
    return received.paid.amounts_cents[-1]


def anchored(
    result: BenefitResult, anchor: Anchor | None, whose: tuple[Household, date], catalogue: Catalogue
) -> BenefitResult:
    """The result of a month, held to what is really paid; `whose`: the household of the result, and the month. What it no longer receives is not
    anchored."""
    household, month = whose
    benefit = catalogue.benefits[result.benefit]
    if is_told(benefit, household, result.person):
        return told(result, household, month, catalogue)
    if anchor is None or not _still_received(household, benefit, result.person):
        return result
    if benefit.periodicity is Periodicity.COVER:
        return replace(
            result, eligibility=Eligibility.RECEIVED, method=Method.PAID, reason=wording.PAID_COVER, missing=()
        )
    if anchor.computed_cents is None or result.eligibility is Eligibility.UNKNOWN:
        return _as_paid(result, (anchor.paid_cents, None), (month, anchor.last))
    return _moved(result, anchor, month, benefit)


def _moved(result: BenefitResult, anchor: Anchor, month: date, benefit: Benefit) -> BenefitResult:
    """What is paid, moved by what the rules say between the first month as it is and this result."""
    paid, before, computed = anchor.paid_cents, anchor.computed_cents, result.amount_cents
    when = month, anchor.last
    if computed == before:
        gap = abs(paid - computed) >= _SAME_CENTS
        return _as_paid(result, (paid, computed), when, wording.gap(paid, computed, benefit.looks) if gap else "")
    if not computed:
        return replace(result, reason=wording.STOPPED)
    moved = max(0, paid + computed - before) if before else computed
    return replace(
        _as_paid(result, (moved, computed), when),
        method=Method.ESTIMATE,
        reason=wording.MOVED,
        difference=wording.MOVED,
    )


def _still_received(household: Household, benefit: Benefit, person: str) -> bool:
    return any(r.open and r.benefit == benefit.received_as and r.person in ("", person) for r in household.received)


def _as_paid(
    result: BenefitResult, cents: tuple[int, int | None], when: tuple[date, date], difference: str = ""
) -> BenefitResult:
    """As paid; `cents`: paid, and computed if it was; `when`: the month, and the last one of which a payment is known."""
    (paid, computed), (month, last) = cents, when
    known = wording.PAID if month <= last else wording.carried_over(last)
    return replace(
        result, eligibility=Eligibility.RECEIVED, amount_cents=paid, method=Method.PAID, computed_cents=computed,
        difference=difference, missing=(), low_cents=None, high_cents=None,
        reason=known if paid else wording.PAID_NOTHING,
    )  # fmt: skip


def month_of(month: date, results: tuple[BenefitResult, ...], wired: Household, catalogue: Catalogue) -> MonthResult:
    """The month, and all that the household has in it: resources net of contributions, before tax, and benefits."""
    benefits = sum(
        _counted(result, catalogue.benefits[result.benefit], month) for result in results if result.amount_cents
    )
    return MonthResult(month, results, _resources(wired, month, catalogue.wages) + benefits)


def _counted(result: BenefitResult, benefit: Benefit, month: date) -> int:
    """A benefit that is a resource is counted with the resources; a part, with its whole; a yearly one, in its month."""
    if result.eligibility not in _COUNTED or benefit.resource is not None or benefit.within:
        return 0
    return result.amount_cents if benefit.paid_month in (None, month.month) else 0


def _resources(household: Household, month: date, rates: WageRates) -> int:
    total = 0
    for (_, kind), series in household.resources.items():
        amount = series.at(month) or 0
        if kind is Resource.ALIMONY_PAID:
            total -= amount
        else:
            total += rates.net_of(amount, series.basis) if kind is Resource.WAGE else amount
    return total
