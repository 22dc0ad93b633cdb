"""What really stands in a month: yearly benefits in their month only, and resources that are benefits by their own amount."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult
from services.simulator.domain.vocabulary import Resource

_COUNTED = "C'est le montant compté pour ce changement."
_NOT_COUNTED = "Ce changement n'en compte pas, ou le compte avec une autre aide de même nature."

_Rule = Callable[[BenefitResult, date, Household], BenefitResult]


def own_resources(household: Household, month: date) -> int:
    """What the household's persons have in a month besides the benefits of the household, alimony paid taken off; not known: nil."""
    return sum(
        -(series.at(month) or 0) if kind is Resource.ALIMONY_PAID else series.at(month) or 0
        for (_, kind), series in household.resources.items()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """The catalogue as this module reads it. `resources`: benefit → the kind of resource that it is; `firsts`: kind of resource → the benefit that
    stands for all of it, since base and complementary pensions are told together; `yearly`: benefit → the month in which it stands."""

    resources: Mapping[str, Resource]
    firsts: Mapping[Resource, str]
    yearly: Mapping[str, int]

    @classmethod
    def of(cls, benefits: Mapping[str, Benefit]) -> Self:
        """From the catalogue's benefits, in their order."""
        resources = {benefit.id: benefit.resource for benefit in benefits.values() if benefit.resource}
        firsts: dict[Resource, str] = {}
        for benefit, kind in resources.items():
            firsts.setdefault(kind, benefit)
        return cls(resources, firsts, {one.id: one.paid_month for one in benefits.values() if one.paid_month})

    def month(self, month: MonthResult, household: Household) -> MonthResult:
        """The month as the household really has it: no yearly benefit of another month, and no pension that it could have and has not."""
        now, yearly = month.month.month, self.yearly
        kept = [one for one in month.results if yearly.get(one.benefit, now) == now]
        return replace(month, results=self._each(self._had, kept, month.month, household))

    def with_resources(
        self, months: Sequence[MonthResult], household: Household, switch: date
    ) -> tuple[MonthResult, ...]:
        """The months, where from `switch` on a benefit that is a resource (pension, unemployment benefit) has the amount of the household.

        Without this, a pension that the person told would be shown as the estimate, and an allowance that a job ends as still paid.
        """
        return tuple(
            month
            if month.month < switch
            else replace(month, results=self._each(self._said, month.results, month.month, household))
            for month in months
        )

    def _each(
        self, rule: _Rule, results: Sequence[BenefitResult], month: date, household: Household
    ) -> tuple[BenefitResult, ...]:
        """The results, those that are resources by a rule."""
        resources, settled = self.resources, self._on_leave(results, month, household)
        return tuple(
            [
                rule(one, month, household)
                if one.benefit in resources and (one.person, resources[one.benefit]) not in settled
                else one
                for one in results
            ]
        )

    def _on_leave(
        self, results: Sequence[BenefitResult], month: date, household: Household
    ) -> frozenset[tuple[str, Resource]]:
        """The persons whose daily allowance of the month is already that of one benefit, not to be given to the first one of its kind."""
        kind = Resource.DAILY_ALLOWANCE
        paid = {person: series.at(month) for (person, each), series in household.resources.items() if each is kind}
        return frozenset(
            (one.person, kind)
            for one in results
            if self.resources.get(one.benefit) is kind and one.amount_cents and one.amount_cents == paid.get(one.person)
        )

    def _had(self, result: BenefitResult, month: date, household: Household) -> BenefitResult:
        told = (result.person, self.resources[result.benefit]) in household.resources
        if told or result.eligibility in (Eligibility.UNKNOWN, Eligibility.RECEIVED):
            return self._said(result, month, household)
        return replace(result, eligibility=Eligibility.NOT_ELIGIBLE, amount_cents=0)

    def _said(self, result: BenefitResult, month: date, household: Household) -> BenefitResult:
        kind = self.resources[result.benefit]
        series = household.resources.get((result.person, kind))
        if series is None:
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
