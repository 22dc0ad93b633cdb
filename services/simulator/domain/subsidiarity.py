"""What one benefit takes off another in the very month in which it is paid.

The RSA tops up what a household has: an AAH, an ASS or an ASPA counts whole from the first month in which it is paid (CASF R262-7, II, 2°). The law as
code counts the average of months that are past: without this, what has just opened would be added to the RSA. Amounts are cents of euro.

The AAH tops up a person's ASI, of which the law as code takes off the last month's, and ASPA, of which it takes off nothing (CSS L821-1: the total
never exceeds the AAH).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.household import Household, months_after
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.unemployment import age_on

# From that age an incapacity of half opens the ASPA (CSS R815-1), and who has an AAH has one.
_ASPA, _ASPA_FROM = "aspa", 62
# What the prime d'activité counts of the months of its own quarter alone, the fourth to the second before: never of the month in which it opens (CSS
# R843-1, III, 2°, read at juriblio.fr on 2026-11-22). Beside one that has just opened, the bonus is right, and will not stay.
_BONUS, _COUNTED_LATER = "prime-activite", frozenset({"aah", "majoration-vie-autonome", "asi", "ass", "aspa"})


def with_counted(
    results: Iterable[BenefitResult],
    counted: Mapping[str, int],
    household: Household,
    catalogue: Catalogue,
    first: date,
) -> list[BenefitResult]:
    """The results, where each benefit is less by what others bring in the month. `counted`: benefit → what is taken off it already; `first`: the first
    month that is computed, before which nothing is paid but what is told."""
    given = list(results)
    found = [_before_others(one, household, catalogue, given) for one in given]
    if not any(one.eligibility is Eligibility.ELIGIBLE and _looks_at_others(one, catalogue) for one in found):
        return found
    lessened = [_lessened(one, found, counted.get(one.benefit, 0), (household, first), catalogue) for one in found]
    dropped = {
        was.benefit
        for was, now in zip(found, lessened, strict=True)
        if was.eligibility is Eligibility.ELIGIBLE and now.eligibility is Eligibility.NOT_ELIGIBLE
    }
    return [_without(one, dropped, lessened, household, catalogue) for one in lessened] if dropped else lessened


def _before_others(
    result: BenefitResult, household: Household, catalogue: Catalogue, found: list[BenefitResult]
) -> BenefitResult:
    """The bonus, told with what will count in it later: an amount that lasts a few months must not pass for one that stays."""
    if result.benefit != _BONUS or result.eligibility is not Eligibility.ELIGIBLE:
        return result
    known = {right.benefit for right in household.received}
    opened = (one.benefit for one in found if one.eligibility is Eligibility.ELIGIBLE and one.amount_cents)
    later = [catalogue.benefits[one].name for one in dict.fromkeys(opened) if one in _COUNTED_LATER - known]
    return replace(result, reason=f"{result.reason} {wording.counted_later(later)}") if later else result


def _looks_at_others(result: BenefitResult, catalogue: Catalogue) -> bool:
    benefit = catalogue.benefits[result.benefit]
    return bool(benefit.counts or benefit.tops_up)


def _lessened(
    result: BenefitResult, found: list[BenefitResult], already: int, whose: tuple[Household, date], catalogue: Catalogue
) -> BenefitResult:
    benefit = catalogue.benefits[result.benefit]
    if result.eligibility is not Eligibility.ELIGIBLE or not _looks_at_others(result, catalogue):
        return result
    brought = (
        _topped_up(benefit, found, whose, result.person) if benefit.tops_up else _brought(benefit, found, whose[0])
    )
    less = sum(brought.values()) - already
    if less <= 0:
        return result
    left = result.amount_cents - less
    least = max(1, benefit.least_cents)
    others = tuple(catalogue.benefits[name].name for name in dict.fromkeys(name for name, _ in brought))
    if left < least:
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


def _topped_up(
    benefit: Benefit, found: list[BenefitResult], whose: tuple[Household, date], person: str
) -> dict[tuple[str, str], int]:
    """What the person has of each benefit that this one tops up, and that is not taken off already because it was there last month."""
    household, first = whose
    last = months_after(household.month, -1)
    mine = (right for right in household.received if right.person in ("", person))
    paid = {right.benefit for right in mine if right.paid.at(last) or right.open}
    old = age_on(household.person(person).birth_date, household.month) >= _ASPA_FROM
    return {
        (one.benefit, one.person): one.amount_cents
        for one in found
        if one.benefit in benefit.tops_up
        and one.eligibility is Eligibility.ELIGIBLE
        and (old if one.benefit == _ASPA else last < first and one.person == person and one.benefit not in paid)
    }


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
