"""Benefits that are told as resources: unemployment benefit, pensions, daily allowances. The household's own series says what is paid, month by month."""

from dataclasses import replace
from datetime import date

from services.simulator.domain import wording
from services.simulator.domain.birth_leave import ALLOWANCES, birth_leave
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, Method
from services.simulator.domain.vocabulary import Resource


def is_told(benefit: Benefit, household: Household, person: str) -> bool:
    """Whether a resource of the household says what is paid of a benefit: nothing else then does."""
    return benefit.resource is not None and (person, benefit.resource) in household.resources


def told(result: BenefitResult, household: Household, month: date, catalogue: Catalogue) -> BenefitResult:
    """The result as the resource says it; as it is worked out where the resource is nil in that month, or is that of another right."""
    benefit = catalogue.benefits[result.benefit]
    series = household.resources.get((result.person, benefit.resource)) if benefit.resource else None
    amount = series.at(month) if series else None
    if not amount or _is_of_another(benefit, household, result.person):
        return result
    shares = _shares(benefit, household, result.person, catalogue)
    whole = {_holder(benefit, household.changed(month=month), result.person, catalogue): amount}
    mine = (shares if sum(shares.values()) == amount else whole).get(benefit.id, 0)
    if not mine and benefit.resource is Resource.DAILY_ALLOWANCE:
        # Allowances of another leave say nothing of this one.
        return result
    return replace(
        result, eligibility=Eligibility.RECEIVED, amount_cents=mine, method=Method.PAID,
        missing=(), low_cents=None, high_cents=None,
        reason=_reason(benefit, household, (result.person, month), mine) if mine else wording.PAID_NOTHING,
    )  # fmt: skip


def _holder(benefit: Benefit, household: Household, person: str, catalogue: Catalogue) -> str:
    """The benefit that stands for all that only the person tells of a kind of resource: the first one of the kind, as pensions are told together; of
    daily allowances, those of the leave that the person is on."""
    kind = benefit.resource
    first = next(each.id for each in catalogue.benefits.values() if each.resource is kind)
    if kind is not Resource.DAILY_ALLOWANCE:
        return first
    leave = birth_leave(household, household.person(person), catalogue.birth_leave)
    return ALLOWANCES[leave.kind] if leave is not None and leave.days_in(household.month) else first


def _reason(benefit: Benefit, household: Household, whose: tuple[str, date], cents: int) -> str:
    """Whether the amount was really paid, is carried over from the last payment, or is only told."""
    person, month = whose
    rights = (r for r in household.received if r.open and r.benefit == benefit.received_as and r.person in ("", person))
    for right in rights:
        if right.paid.at(min(month, right.paid.last_month)) == cents:
            return wording.PAID if month <= right.paid.last_month else wording.carried_over(right.paid.last_month)
    return wording.AS_TOLD


def _shares(benefit: Benefit, household: Household, person: str, catalogue: Catalogue) -> dict[str, int]:
    """What payments tell of each benefit of a kind of resource, as last paid."""
    alike = {each.id for each in catalogue.benefits.values() if each.resource is benefit.resource}
    return {
        right.benefit: right.paid.amounts_cents[-1]
        for right in household.received
        if right.open and right.benefit in alike and right.person in ("", person) and right.paid.amounts_cents
    }


def _is_of_another(benefit: Benefit, household: Household, person: str) -> bool:
    """Whether the rights view knows that what is told is another right, told as the same resource, and not this one."""
    rights = {right.benefit for right in household.received if right.open and right.person in ("", person)}
    return benefit.received_as not in rights and not rights.isdisjoint(benefit.told_like)
