"""Childcare, parental leave and birth leaves as results: what our models of them give for a person and a month, once their conditions hold."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from services.simulator.domain import family_wording as words
from services.simulator.domain import wording
from services.simulator.domain.birth_leave import ALLOWANCES, EMPLOYED, BirthLeave, birth_leave, daily_allowance
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.childcare import care_aids, childcare_missing, in_structures, income_of
from services.simulator.domain.household import Household, Person
from services.simulator.domain.parental import lacks_quarters, last_month, parental_missing, parental_right
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import LeaveKind, Resource

_WAGE = Resource.WAGE
# Per cent around a daily amount read from wages: bonuses, gaps, the rates of contributions.
_BAND = 8
# What is told of a benefit in the household's own month, for a person.
Estimate: TypeAlias = Callable[[Benefit, Household, Person, Catalogue], BenefitResult]


def of_family(benefit: Benefit, household: Household, person: Person, catalogue: Catalogue) -> BenefitResult:
    """The estimate of one of these benefits; `household`: as told, in the month that is computed."""
    return _ESTIMATES[benefit.id](benefit, household, person, catalogue)


def on_birth_leave(household: Household, person: Person, catalogue: Catalogue) -> bool:
    """Whether a birth leave takes days of the household's month."""
    leave = birth_leave(household, person, catalogue.birth_leave)
    return leave is not None and leave.days_in(household.month) > 0


def _childcare(benefit: Benefit, household: Household, person: Person, catalogue: Catalogue) -> BenefitResult:
    rules = catalogue.childcare
    if rules.at(household.month) is None:
        return _made(benefit, person, Eligibility.UNKNOWN, words.CARE_BEFORE)
    if missing := childcare_missing(household, rules):
        return _made(benefit, person, Eligibility.UNKNOWN, words.CARE_UNKNOWN, missing=missing)
    aids = care_aids(household, rules)
    amount, income = sum(aid.amount_cents for aid in aids), income_of(household, rules)
    if in_structures(household, rules):
        return _made(benefit, person, Eligibility.UNKNOWN, words.CARE_STRUCTURE)
    if not amount:
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.CARE_TOO_RICH if aids else words.CARE_NONE)
    sure = income is not None and income.noticed and income.year == household.month.year - 2
    spread = 0 if sure else amount * _BAND // 100
    return _made(benefit, person, Eligibility.ELIGIBLE, words.CARE_EXACT, amount, spread=spread)


def _parental(benefit: Benefit, household: Household, person: Person, catalogue: Catalogue) -> BenefitResult:
    rules = catalogue.parental
    if lacks_quarters(person, rules):
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.QUARTERS)
    if missing := parental_missing(household, person):
        named = tuple(f"{person.key}.{field}" for field in missing)
        return _made(benefit, person, Eligibility.UNKNOWN, words.LEAVE_UNKNOWN, missing=named)
    right, last = parental_right(household, person, rules), last_month(household, person, rules)
    if right is None:
        over = last is not None and household.month > last
        reason = words.parental_over(last) if over and last else wording.NOT_OPEN
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, reason)
    if not right.amount_cents:
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.TOGETHER)
    return _made(benefit, person, Eligibility.ELIGIBLE, words.PARENTAL, right.amount_cents)


def _maternity(benefit: Benefit, household: Household, person: Person, catalogue: Catalogue) -> BenefitResult:
    if person.activity not in EMPLOYED:
        return _made(benefit, person, Eligibility.UNKNOWN, words.other_regime(person.activity))
    leave = birth_leave(household, person, catalogue.birth_leave)
    if leave is None and person.leave is None and person.expecting:
        missing = (f"{person.key}.expected_birth_date",)
        return _made(benefit, person, Eligibility.UNKNOWN, wording.UNKNOWN, missing=missing)
    if leave is None or leave.kind is not LeaveKind.MATERNITY:
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.NO_LEAVE)
    return _in_leave(benefit, leave, (household, person), catalogue)


def _paternity(benefit: Benefit, household: Household, person: Person, catalogue: Catalogue) -> BenefitResult:
    told = person.leave.kind if person.leave else None
    if told is LeaveKind.MATERNITY or person.expecting or person.expected_birth_date is not None:
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.MOTHER_ONLY)
    if told in (LeaveKind.NONE, LeaveKind.PARENTAL):
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.NO_LEAVE)
    if person.activity not in EMPLOYED:
        return _made(benefit, person, Eligibility.UNKNOWN, words.other_regime(person.activity))
    leave = birth_leave(household, person, catalogue.birth_leave)
    if leave is not None:
        return _in_leave(benefit, leave, (household, person), catalogue)
    missing = (f"{person.key}.leave.{'start_date' if told is LeaveKind.PATERNITY else 'kind'}",)
    daily = daily_allowance(household, person, household.month, catalogue.birth_leave)
    days = catalogue.birth_leave.paternity_days
    reason = words.leave_worth(daily.net_cents, days) if daily else words.LEAVE_UNKNOWN
    return _made(benefit, person, Eligibility.UNKNOWN, reason, missing=missing)


def _in_leave(
    benefit: Benefit, leave: BirthLeave, whose: tuple[Household, Person], catalogue: Catalogue
) -> BenefitResult:
    """Before, during or after a leave of an employee."""
    household, person = whose
    if leave.end < household.month:
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.leave_over(leave.end))
    daily = daily_allowance(household, person, leave.start, catalogue.birth_leave)
    if daily is None:
        known = household.knows(person.key, _WAGE)
        missing = () if known else (f"{person.key}.resources.{_WAGE.name}",)
        state = Eligibility.NOT_ELIGIBLE if known else Eligibility.UNKNOWN
        return _made(benefit, person, state, words.NO_WAGE if known else wording.UNKNOWN, missing=missing)
    amount = leave.days_in(household.month) * daily.net_cents
    if not amount:
        return _made(benefit, person, Eligibility.NOT_ELIGIBLE, words.leave_ahead(leave.start, daily.net_cents))
    return _made(benefit, person, Eligibility.ELIGIBLE, words.ALLOWANCE, amount, spread=amount * _BAND // 100)


def _made(
    benefit: Benefit, person: Person, state: Eligibility, reason: str, amount: int = 0,
    *, spread: int = 0, missing: tuple[str, ...] = (),
) -> BenefitResult:  # fmt: skip
    low, high = (amount - spread, amount + spread) if spread else (None, None)
    return BenefitResult(
        benefit.id, state, amount, benefit.periodicity, benefit.method,
        person=person.key if benefit.individual else "", missing=missing, reason=reason, low_cents=low, high_cents=high,
    )  # fmt: skip


_ESTIMATES: Mapping[str, Estimate] = {
    "cmg": _childcare,
    "prepare": _parental,
    ALLOWANCES[LeaveKind.MATERNITY]: _maternity,
    ALLOWANCES[LeaveKind.PATERNITY]: _paternity,
}
