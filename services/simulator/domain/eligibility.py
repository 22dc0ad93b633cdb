"""What the rules give for one month: values of the law as code, conditions, and our own estimates, turned into results.

Nothing here knows what is doubtful (`domain.doubt`) or really paid (`domain.anchoring`): it says what follows from the household as it is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from services.simulator.domain import facts, wording
from services.simulator.domain.catalogue import Benefit, Catalogue, Mayotte
from services.simulator.domain.estimates import estimated
from services.simulator.domain.estimates_family import of_family
from services.simulator.domain.facts_told import Missing
from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.presumption import presumed
from services.simulator.domain.results import BenefitResult, Eligibility, Method, Periodicity, Values
from services.simulator.domain.subsidiarity import with_counted
from services.simulator.domain.vocabulary import Role

Key = tuple[str, str]
# A benefit, and the person it is for.
Line = tuple[Benefit, Person]
# The birth grant is due two months before the month of the birth (CSS D531-2).
_AT_BIRTH, _GRANTED_BEFORE = "prime-naissance", 2


@dataclass(frozen=True, slots=True)
class Situation:
    """A household in a month: as it is told, with our own estimates as resources, and what the law as code gives. `present`: as told, in that month."""

    told: Household
    wired: Household
    month: date
    values: Values
    present: Household


def cents(euros: float) -> int:
    """Cents of euro, half a cent rounded up; through the shortest decimal, so that 0.145 is not 0.144999."""
    if not euros:
        return 0
    return int((Decimal(repr(round(euros, 6))) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def results_of(situation: Situation, benefits: Sequence[Benefit], catalogue: Catalogue) -> tuple[BenefitResult, ...]:
    """The results of these benefits, in their order; what one benefit owes to another is settled here."""
    lines = lines_of(benefits, situation.told)
    found = (result_of(benefit, situation, person, catalogue) for benefit, person in lines)
    return settled(found, situation, catalogue)


def lines_of(benefits: Sequence[Benefit], household: Household) -> list[Line]:
    """Whose each benefit may be; one of the household is the applicant's."""
    whose: dict[frozenset[Role] | None, tuple[Person, ...]] = {None: (household.applicant,)}
    for benefit in benefits:
        if benefit.individual and benefit.roles not in whose:
            whose[benefit.roles] = tuple(person for person in household.persons if person.role in benefit.roles)
    return [
        (benefit, person) for benefit in benefits for person in whose[benefit.roles if benefit.individual else None]
    ]


def result_of(benefit: Benefit, situation: Situation, person: Person, catalogue: Catalogue) -> BenefitResult | None:
    """One benefit of one person, by itself; None: nothing worth a line."""
    result = _result(benefit, situation, person, catalogue)
    if benefit.mayotte and situation.told.in_mayotte:
        result = _in_mayotte(benefit, result)
    # A line of nothing per child would only be noise.
    return None if person.role is Role.CHILD and result.eligibility is Eligibility.NOT_ELIGIBLE else result


def _in_mayotte(benefit: Benefit, result: BenefitResult) -> BenefitResult:
    """Amounts that are not those of Mayotte are not told. What its lower amounts are for opens nowhere else than where higher ones do."""
    closed = benefit.mayotte is Mayotte.AMOUNTS or result.reason in (wording.SEEKERS_ONLY, wording.SICK_ONLY)
    if closed and result.eligibility is Eligibility.NOT_ELIGIBLE:
        return result
    return BenefitResult(
        benefit.id, Eligibility.UNKNOWN, 0, benefit.periodicity, benefit.method,
        person=result.person, reason=wording.MAYOTTE,
    )  # fmt: skip


def settled(
    results: Iterable[BenefitResult | None], situation: Situation, catalogue: Catalogue
) -> tuple[BenefitResult, ...]:
    """What one benefit owes to another, in all the results of a household."""
    known = [result for result in results if result is not None]
    counted = {one: cents(_value(situation.values, variable, "")) for one, variable in catalogue.counted.items()}
    found = with_counted(known, counted, situation.present, catalogue, situation.told.month)
    open_ids = {result.benefit for result in found if result.eligibility is Eligibility.ELIGIBLE}
    return tuple(
        _settled(result, catalogue.benefits[result.benefit], open_ids) if result.benefit in open_ids else result
        for result in found
    )


def _settled(result: BenefitResult, benefit: Benefit, open_ids: set[str]) -> BenefitResult:
    """A part goes with its whole, and what is excluded by another benefit gives way."""
    if result.eligibility is not Eligibility.ELIGIBLE:
        return result
    if benefit.unless in open_ids:
        return refused(benefit, result.person, wording.EXCLUDED)
    if benefit.within and benefit.within not in open_ids:
        return refused(benefit, result.person, wording.NOT_OPEN)
    return result


def refused(benefit: Benefit, person: str, reason: str) -> BenefitResult:
    """Nothing, and why."""
    return _refused(benefit.id, benefit.periodicity, benefit.method, person, reason)


# Most benefits are refused to most households, month after month: a year of variants says the same few things thousands of times.
@lru_cache(maxsize=4096)
def _refused(benefit: str, periodicity: Periodicity, method: Method, person: str, reason: str) -> BenefitResult:
    return BenefitResult(benefit, Eligibility.NOT_ELIGIBLE, 0, periodicity, method, person=person, reason=reason)


def _result(benefit: Benefit, situation: Situation, person: Person, catalogue: Catalogue) -> BenefitResult:
    key = person.key if benefit.individual else ""
    if benefit.method is Method.LAW_AS_CODE:
        found = _by_law(benefit, situation.values, key, situation.month)
        if benefit.presumed_cost:
            cost = cents(_value(situation.values, benefit.presumed_cost, key))
            found = presumed(found, benefit, (situation.present, cost), catalogue)
        early = benefit.id == _AT_BIRTH and found.reason == wording.NOT_OPEN and _is_expecting(situation)
        return refused(benefit, key, wording.BIRTH_TO_COME) if early else found
    if benefit.conditions:
        found = _by_conditions(benefit, situation.present, person, key)
        told = benefit.method is Method.CONDITIONS or found.eligibility is not Eligibility.ELIGIBLE
        return found if told else of_family(benefit, situation.present, person, catalogue)
    return estimated(benefit, situation.told, situation.wired, (person, situation.month), catalogue)


def _is_expecting(situation: Situation) -> bool:
    """Whether a birth is announced whose grant falls due in a later month."""
    due = months_after(situation.month, _GRANTED_BEFORE + 1)
    return any(one.expected_birth_date and one.expected_birth_date >= due for one in situation.told.persons)


def _by_law(benefit: Benefit, values: Values, key: str, month: date) -> BenefitResult:
    amount = sum(cents(_value(values, name, key)) for name in benefit.amounts)
    if not (amount > 0 or (benefit.opens and _value(values, benefit.opens, key) > 0)):
        return refused(benefit, key, wording.NOT_OPEN)
    cost = cents(_value(values, benefit.cost, key)) if benefit.cost else 0
    return _opened(benefit.id, (benefit.periodicity, benefit.method), key, month, (amount, cost))


# What a change leaves as it is, is the very same result with and without it: comparing them costs nothing.
@lru_cache(maxsize=16_384)
def _opened(
    benefit: str, how: tuple[Periodicity, Method], person: str, month: date, cents_: tuple[int, int]
) -> BenefitResult:
    (periodicity, method), (amount, cost) = how, cents_
    reason = wording.cost(cost) if cost else wording.open_for(amount, periodicity, month)
    return BenefitResult(benefit, Eligibility.ELIGIBLE, amount, periodicity, method, person=person, reason=reason)


def _value(values: Values, name: str, key: str) -> float:
    value = values[name]
    if isinstance(value, Mapping):
        return value.get(key, 0.0) if key else sum(value.values())
    return value


def _by_conditions(benefit: Benefit, household: Household, person: Person, key: str) -> BenefitResult:
    missing: list[Missing] = []
    for condition in benefit.conditions:
        value = facts.told(condition.fact, household, person)
        if isinstance(value, Missing):
            missing.append(value)
        elif not facts.holds(condition, value):
            return refused(benefit, key, facts.refusal(condition.fact))
    eligibility = Eligibility.UNKNOWN if missing else Eligibility.ELIGIBLE
    untellable = "".join(one.reason for one in missing)
    reason = untellable or (wording.UNKNOWN if missing else wording.CONDITIONS)
    return BenefitResult(
        benefit.id, eligibility, 0, benefit.periodicity, benefit.method,
        person=key, missing=tuple(dict.fromkeys(one.question for one in missing if one.question)), reason=reason,
    )  # fmt: skip
