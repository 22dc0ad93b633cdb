"""What really stands in a month: yearly benefits in their month only, and resources that are benefits by their own amount."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, MonthResult
from services.simulator.domain.vocabulary import Resource

Benefits = Mapping[str, Benefit]


def own_resources(household: Household, month: date) -> int:
    """What the household's persons have in a month besides the benefits of the household, alimony paid taken off; not known: nil."""
    return sum(
        -(series.at(month) or 0) if kind is Resource.ALIMONY_PAID else series.at(month) or 0
        for (_, kind), series in household.resources.items()
    )


def standing(months: Iterable[MonthResult], benefits: Benefits) -> tuple[MonthResult, ...]:
    """The months without the yearly benefits that are paid in another month."""
    return tuple(
        replace(month, results=tuple(one for one in month.results if _stands(benefits[one.benefit], month.month)))
        for month in months
    )


def _stands(benefit: Benefit, month: date) -> bool:
    return benefit.paid_month in (None, month.month)


def as_resources_say(
    months: Sequence[MonthResult], household: Household, switch: date, benefits: Benefits
) -> tuple[MonthResult, ...]:
    """The months, where a benefit that is a resource (pension, unemployment benefit) has the amount of the household after the change.

    Without this, a pension that the person told would be shown as the estimate, and an allowance that a job ends as still paid.
    """
    firsts: dict[Resource, str] = {}
    for benefit in benefits.values():
        if benefit.resource:
            firsts.setdefault(benefit.resource, benefit.id)
    return tuple(
        month
        if month.month < switch
        else replace(
            month, results=tuple(_said(one, month.month, household, (benefits, firsts)) for one in month.results)
        )
        for month in months
    )


def _said(
    result: BenefitResult, month: date, household: Household, known: tuple[Benefits, Mapping[Resource, str]]
) -> BenefitResult:
    benefits, firsts = known
    kind = benefits[result.benefit].resource
    series = household.resources.get((result.person, kind)) if kind else None
    if kind is None or series is None:
        return result
    # Base and complementary pensions are told together: the first benefit of the kind stands for both.
    amount = (series.at(month) or 0) if firsts[kind] == result.benefit else 0
    if amount == result.amount_cents:
        return result
    state = Eligibility.ELIGIBLE if amount else Eligibility.NOT_ELIGIBLE
    return replace(
        result,
        eligibility=state,
        amount_cents=amount,
        low_cents=None,
        high_cents=None,
        computed_cents=None,
        difference="",
        missing=(),
    )
