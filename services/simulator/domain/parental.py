"""Prestation partagée d'éducation de l'enfant (PreParE), by a model of ours: a share of the monthly base of family benefits, by the work that is kept.

Amounts are cents of euro a month; the figures are those of `catalogue/parental.yaml`.
"""

from dataclasses import dataclass
from datetime import date

from services.simulator.domain.family_rules import ParentalRules
from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Activity, LeaveKind, Resource


@dataclass(frozen=True, slots=True)
class ParentalRight:
    """What is paid in a month: `work_percent` kept, the whole for it, what the other parent is paid already, and the last month at most, as its first day."""

    work_percent: int
    whole_cents: int
    other_cents: int
    last_month: date
    children: int

    @property
    def amount_cents(self) -> int:
        """What is left for this parent."""
        return max(0, self.whole_cents - self.other_cents)


def parental_missing(household: Household, person: Person) -> tuple[str, ...]:
    """The fields that must be known before an amount can be told; empty when it can."""
    return () if _work_percent(household, person) is not None else ("leave.work_percent",)


def lacks_quarters(person: Person, rules: ParentalRules) -> bool:
    """Whether all the quarters ever validated are fewer than what is asked of the last years alone."""
    validated = person.career.validated_quarters if person.career else None
    return validated is not None and validated < rules.quarters_needed


def parental_right(household: Household, person: Person, rules: ParentalRules) -> ParentalRight | None:
    """The right of a parent in the household's month; None where the leave, the age of the youngest child or the months already paid leave none."""
    work = _work_percent(household, person)
    last = last_month(household, person, rules)
    if person.activity is not Activity.PARENTAL_LEAVE or work is None or last is None or household.month > last:
        return None
    whole = rules.net(household.month, rules.rate(work))
    if not whole:
        return None
    return ParentalRight(work, whole, _other(household, person, whole, rules), last, _children(household, rules))


def _other(household: Household, person: Person, whole: int, rules: ParentalRules) -> int:
    """What of the amount the other parent takes: both together never have more than one who has stopped all work. The applicant comes first."""
    if household.applicant.key == person.key:
        return 0
    first = parental_right(household, household.applicant, rules)
    most = rules.net(household.month, rules.full_rate)
    return max(0, whole + first.whole_cents - most) if first is not None else 0


def _work_percent(household: Household, person: Person) -> int | None:
    """The share of work kept: as told, or nil where the wage of the month is known to be nil."""
    if person.leave is not None and person.leave.kind is LeaveKind.PARENTAL and person.leave.work_percent is not None:
        return person.leave.work_percent
    wages = household.resources.get((person.key, Resource.WAGE))
    paid = wages.at(household.month) if wages is not None else None
    known = household.knows(person.key, Resource.WAGE)
    return 0 if known and not paid else None


def last_month(household: Household, person: Person, rules: ParentalRules) -> date | None:
    """The last month that may be paid: before a birthday of the youngest child, and for one of two parents so many months after the leave began."""
    born = max((one.birth_date for one in household.children if one.birth_date <= household.month), default=None)
    if born is None:
        return None
    several = _children(household, rules) > 1
    last = months_after(born, (rules.until_of_more if several else rules.until_of_one) - 1)
    began = person.leave.start_date if person.leave and person.leave.kind is LeaveKind.PARENTAL else None
    if began is None or household.partner is None:
        return last
    return min(last, months_after(began, (rules.months_of_more if several else rules.months_of_one) - 1))


def _children(household: Household, rules: ParentalRules) -> int:
    there = (one for one in household.children if one.birth_date <= household.month)
    return sum(age_on(one.birth_date, household.month) < rules.charged_until for one in there)
