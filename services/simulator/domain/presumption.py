"""Complémentaire santé solidaire without a declaration of resources: the holders of some benefits who do not work are presumed to have it, with a
participation. Who may have it for nothing still declares, and the law as code works that out."""

from dataclasses import replace
from datetime import date

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.family_rules import Holder, PresumptionRules
from services.simulator.domain.family_wording import presumed as said
from services.simulator.domain.household import Household, months_after
from services.simulator.domain.past import ADULTS
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import Resource

_EARNED = (Resource.WAGE, Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT)


def holder_of(household: Household, rules: PresumptionRules) -> Holder | None:
    """By which benefit the household is presumed to have the cover in its month; None when by none, or when work is not known to be absent."""
    alone = household.partner is None and not household.partner_unknown and household.union is None
    childless = not household.children and not household.children_unknown
    if not _is_idle(household, rules):
        return None
    paid = {one.benefit for one in household.received if one.open}
    return next(
        (
            one
            for one in rules.holders
            if one.benefit in paid and one.start <= household.month and (not one.alone or (alone and childless))
        ),
        None,
    )


def _is_idle(household: Household, rules: PresumptionRules) -> bool:
    """Whether the adults are known to have earned nothing in the months before."""
    months = [months_after(household.month, -back) for back in range(1, rules.idle_months + 1)]
    return all(
        household.knows(person.key, kind) and not any(_paid(household, (person.key, kind), month) for month in months)
        for person in household.persons
        if person.role in ADULTS
        for kind in _EARNED
    )


def _paid(household: Household, key: tuple[str, Resource], month: date) -> int:
    series = household.resources.get(key)
    return (series.at(month) or 0) if series is not None else 0


def presumed(
    result: BenefitResult, benefit: Benefit, whose: tuple[Household, int], catalogue: Catalogue
) -> BenefitResult:
    """The result, open where the household is presumed to have the cover; `whose`: the household in the month, and what it would pay, in cents."""
    household, cost = whose
    if not benefit.presumed_cost or result.eligibility not in (Eligibility.NOT_ELIGIBLE, Eligibility.ELIGIBLE):
        return result
    holder = holder_of(household, catalogue.presumption)
    if holder is None:
        return result
    why = said(catalogue.benefits[holder.benefit].name, holder.applied)
    return replace(result, eligibility=Eligibility.ELIGIBLE, reason=f"{wording.cost(cost)} {why}")


def presumed_anyway(
    result: BenefitResult, benefit: Benefit, household: Household, catalogue: Catalogue
) -> BenefitResult:
    """The result where doubt was cast on it: resources that are not known do not count for who need not declare them."""
    if not benefit.presumed_cost or result.eligibility is not Eligibility.UNKNOWN or not result.missing:
        return result
    holder = holder_of(household, catalogue.presumption)
    if holder is None:
        return result
    why = said(catalogue.benefits[holder.benefit].name, holder.applied)
    return replace(result, eligibility=Eligibility.ELIGIBLE, missing=(), reason=f"{wording.WITH_PARTICIPATION} {why}")
