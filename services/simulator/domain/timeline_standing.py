"""What really stands in a month: yearly benefits in their month only, and resources that are benefits by their own amount."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, MonthResult
from services.simulator.domain.vocabulary import Resource

_COUNTED = "C'est le montant compté pour ce changement."
_NOT_COUNTED = "Ce changement n'en compte pas, ou le compte avec une autre aide de même nature."

Benefits = Mapping[str, Benefit]
_Known = tuple[Benefits, Mapping[Resource, str]]


def own_resources(household: Household, month: date) -> int:
    """What the household's persons have in a month besides the benefits of the household, alimony paid taken off; not known: nil."""
    return sum(
        -(series.at(month) or 0) if kind is Resource.ALIMONY_PAID else series.at(month) or 0
        for (_, kind), series in household.resources.items()
    )


def firsts_of(benefits: Benefits) -> Mapping[Resource, str]:
    """Kind of resource → the benefit that stands for all of it: base and complementary pensions are told together."""
    firsts: dict[Resource, str] = {}
    for benefit in benefits.values():
        if benefit.resource:
            firsts.setdefault(benefit.resource, benefit.id)
    return firsts


def standing(month: MonthResult, household: Household, benefits: Benefits) -> MonthResult:
    """The month as the household really has it: no yearly benefit of another month, and no pension that it could have and has not."""
    kept = (one for one in month.results if benefits[one.benefit].paid_month in (None, month.month.month))
    firsts = firsts_of(benefits)
    return replace(month, results=tuple(_had(one, month.month, household, (benefits, firsts)) for one in kept))


def as_resources_say(
    months: Sequence[MonthResult], household: Household, switch: date, benefits: Benefits
) -> tuple[MonthResult, ...]:
    """The months, where a benefit that is a resource (pension, unemployment benefit) has the amount of the household after the change.

    Without this, a pension that the person told would be shown as the estimate, and an allowance that a job ends as still paid.
    """
    known = benefits, firsts_of(benefits)
    return tuple(
        month
        if month.month < switch
        else replace(month, results=tuple(_said(one, month.month, household, known) for one in month.results))
        for month in months
    )


def _had(result: BenefitResult, month: date, household: Household, known: _Known) -> BenefitResult:
    kind = known[0][result.benefit].resource
    told = kind is None or (result.person, kind) in household.resources
    if told or result.eligibility in (Eligibility.UNKNOWN, Eligibility.RECEIVED):
        return _said(result, month, household, known)
    return replace(result, eligibility=Eligibility.NOT_ELIGIBLE, amount_cents=0)


def _said(result: BenefitResult, month: date, household: Household, known: _Known) -> BenefitResult:
    benefits, firsts = known
    kind = benefits[result.benefit].resource
    series = household.resources.get((result.person, kind)) if kind else None
    if kind is None or series is None:
        return result
    amount = (series.at(month) or 0) if firsts[kind] == result.benefit else 0
    if amount == result.amount_cents:
        return result
    return replace(
        result,
        eligibility=Eligibility.ELIGIBLE if amount else Eligibility.NOT_ELIGIBLE,
        amount_cents=amount,
        low_cents=None,
        high_cents=None,
        computed_cents=None,
        difference="",
        missing=(),
        reason=_COUNTED if amount else _NOT_COUNTED,
    )
