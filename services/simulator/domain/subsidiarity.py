"""What one benefit takes off another in the very month in which it is paid.

The RSA tops up what a household has: an AAH, an ASS or an ASPA counts whole from the first month in which it is paid (CASF R262-7, II, 2°). The law as
code counts the average of months that are past: without this, what has just opened would be added to the RSA. Amounts are cents of euro.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility


def with_counted(
    results: Iterable[BenefitResult], counted: Mapping[str, int], household: Household, catalogue: Catalogue
) -> list[BenefitResult]:
    """The results, where each benefit is less by what others bring in the month. `counted`: benefit → what is taken off it already."""
    found = list(results)
    if not any(one.eligibility is Eligibility.ELIGIBLE and catalogue.benefits[one.benefit].counts for one in found):
        return found
    lessened = [_lessened(one, found, counted.get(one.benefit, 0), household, catalogue) for one in found]
    dropped = {
        was.benefit
        for was, now in zip(found, lessened, strict=True)
        if was.eligibility is Eligibility.ELIGIBLE and now.eligibility is Eligibility.NOT_ELIGIBLE
    }
    return [_without(one, dropped, lessened, household, catalogue) for one in lessened] if dropped else lessened


def _lessened(
    result: BenefitResult, found: list[BenefitResult], already: int, household: Household, catalogue: Catalogue
) -> BenefitResult:
    benefit = catalogue.benefits[result.benefit]
    if not benefit.counts or result.eligibility is not Eligibility.ELIGIBLE:
        return result
    brought = _brought(benefit, found, household)
    less = sum(brought.values()) - already
    if less <= 0:
        return result
    left = result.amount_cents - less
    others = tuple(catalogue.benefits[name].name for name in dict.fromkeys(name for name, _ in brought))
    if left < benefit.least_cents:
        reason = wording.replaced(others, result.amount_cents)
        return replace(result, eligibility=Eligibility.NOT_ELIGIBLE, amount_cents=0, reason=reason)
    return replace(result, amount_cents=left, reason=wording.lessened(left, others))


def _brought(benefit: Benefit, found: list[BenefitResult], household: Household) -> dict[tuple[str, str], int]:
    """What each benefit that counts brings, by benefit and person: as it is paid where it is, and else as it opens."""
    brought = {
        (one.benefit, one.person): one.amount_cents
        for one in found
        if one.benefit in benefit.counts and one.eligibility is Eligibility.ELIGIBLE and one.amount_cents
    }
    for right in household.received:
        paid = right.paid.at(household.month) or (right.paid.amounts_cents or (0,))[-1]
        if right.open and right.benefit in benefit.counts and paid:
            brought[right.benefit, right.person] = paid
    return brought


def _without(
    result: BenefitResult, dropped: set[str], found: list[BenefitResult], household: Household, catalogue: Catalogue
) -> BenefitResult:
    """What follows a benefit that was dropped goes with it, where no other one opens it and none was paid."""
    follows = catalogue.benefits[result.benefit].follows
    opened = {one.benefit for one in found if one.eligibility is Eligibility.ELIGIBLE}
    opened |= {right.benefit for right in household.received}
    if result.eligibility is not Eligibility.ELIGIBLE or not follows & dropped or follows & opened:
        return result
    return replace(result, eligibility=Eligibility.NOT_ELIGIBLE, amount_cents=0, reason=wording.NOT_OPEN)
