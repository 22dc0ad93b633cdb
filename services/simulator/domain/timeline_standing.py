"""What really stands in a month: yearly benefits in their month only, and resources that are benefits by their own amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult
from services.simulator.domain.vocabulary import Resource

_COUNTED = "C'est le montant compté pour ce changement."
_NOT_COUNTED = "Ce changement n'en compte pas, ou le compte avec une autre aide de même nature."


def own_resources(household: Household, month: date) -> int:
    """What the household's persons have in a month besides the benefits of the household, alimony paid taken off; not known: nil."""
    return sum(
        -(series.at(month) or 0) if kind is Resource.ALIMONY_PAID else series.at(month) or 0
        for (_, kind), series in household.resources.items()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """The catalogue as this module reads it. `firsts`: kind of resource → the benefit that stands for all of it, since base and complementary
    pensions are told together."""

    benefits: Mapping[str, Benefit]
    firsts: Mapping[Resource, str]

    @classmethod
    def of(cls, benefits: Mapping[str, Benefit]) -> Self:
        """From the catalogue's benefits, in their order."""
        firsts: dict[Resource, str] = {}
        for benefit in benefits.values():
            if benefit.resource:
                firsts.setdefault(benefit.resource, benefit.id)
        return cls(benefits, firsts)

    def month(self, month: MonthResult, household: Household) -> MonthResult:
        """The month as the household really has it: no yearly benefit of another month, and no pension that it could have and has not."""
        kept = (one for one in month.results if self.benefits[one.benefit].paid_month in (None, month.month.month))
        return replace(month, results=tuple(self._had(one, month.month, household) for one in kept))

    def with_resources(
        self, months: Sequence[MonthResult], household: Household, switch: date
    ) -> tuple[MonthResult, ...]:
        """The months, where from `switch` on a benefit that is a resource (pension, unemployment benefit) has the amount of the household.

        Without this, a pension that the person told would be shown as the estimate, and an allowance that a job ends as still paid.
        """
        return tuple(
            month
            if month.month < switch
            else replace(month, results=tuple(self._said(one, month.month, household) for one in month.results))
            for month in months
        )

    def _had(self, result: BenefitResult, month: date, household: Household) -> BenefitResult:
        kind = self.benefits[result.benefit].resource
        told = kind is None or (result.person, kind) in household.resources
        if told or result.eligibility in (Eligibility.UNKNOWN, Eligibility.RECEIVED):
            return self._said(result, month, household)
        return replace(result, eligibility=Eligibility.NOT_ELIGIBLE, amount_cents=0)

    def _said(self, result: BenefitResult, month: date, household: Household) -> BenefitResult:
        kind = self.benefits[result.benefit].resource
        series = household.resources.get((result.person, kind)) if kind else None
        if kind is None or series is None:
            return result
        whole = series.at(month) or 0
        if result.method is Method.PAID and 0 < result.amount_cents < whole:
            # What payments tell apart stays apart.
            return result
        amount = whole if self.firsts[kind] == result.benefit else 0
        return result if amount == result.amount_cents else _with_amount(result, amount)


def _with_amount(result: BenefitResult, amount: int) -> BenefitResult:
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
