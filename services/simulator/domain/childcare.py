"""Complément de libre choix du mode de garde (direct employment), by a model of ours: what the hours cost × (1 − monthly income × rate of effort ÷
reference cost of an hour), since September 2025.

The contributions that the same benefit pays for the employer go to the Urssaf, not to the family: they are not in it. Amounts are cents of euro; the
figures are those of `catalogue/childcare.yaml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.simulator.domain.family_rules import ChildcareRules
from services.simulator.domain.household import Childcare, Household, Person, Series
from services.simulator.domain.past import ADULTS
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Basis, ChildcareKind, Resource
from services.simulator.domain.wages import TEN_THOUSAND

EMPLOYED = frozenset({ChildcareKind.CHILDMINDER, ChildcareKind.HOME_EMPLOYEE})
_MILLION = 1_000_000
_MONTHS_A_YEAR = 12
# What the tax notice takes ten per cent off, and what it takes as it is.
_DEDUCTED = (
    Resource.WAGE, Resource.UNEMPLOYMENT, Resource.DAILY_ALLOWANCE, Resource.RETIREMENT_PENSION,
    Resource.DISABILITY_PENSION, Resource.SURVIVOR_PENSION, Resource.ALIMONY_RECEIVED,
)  # fmt: skip
_WHOLE = (Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT, Resource.RENTAL_INCOME)


@dataclass(frozen=True, slots=True)
class Income:
    """The family's monthly income, in cents, as the scale bounds it; `year`: of which it is; `noticed`: a tax notice says it."""

    cents: int
    told_cents: int
    year: int
    noticed: bool


@dataclass(frozen=True, slots=True)
class CareAid:
    """What is paid a month for one child, and what it comes from; `rate` in millionths of the income an hour."""

    child: str
    kind: ChildcareKind
    hours: int
    cost_cents: int
    counted_cents: int
    reference_cents: int
    rate: int
    children: int
    amount_cents: int


def minded(household: Household, rules: ChildcareRules) -> tuple[Person, ...]:
    """The children whose care may be helped in the household's month, by age."""
    until = rules.minded_until_alone if household.partner is None else rules.minded_until
    return tuple(
        child
        for child in household.children
        if child.birth_date <= household.month and age_on(child.birth_date, household.month) < until
    )


def childcare_missing(household: Household, rules: ChildcareRules) -> tuple[str, ...]:
    """The questions whose answers the amount hangs on, the first ones first; empty when it can be told."""
    of_children = [
        f"{child.key}.childcare.{field}"
        for child in minded(household, rules)
        for field in _untold(child.childcare or Childcare())
    ]
    if of_children or not _employers(household, rules):
        return tuple(of_children)
    return () if income_of(household, rules) is not None else ("tax_incomes",)


def _untold(care: Childcare) -> Iterator[str]:
    if care.kind is None:
        yield "kind"
    if care.kind in EMPLOYED:
        yield from (name for name in ("monthly_hours", "monthly_cost_cents") if getattr(care, name) is None)


def _employers(household: Household, rules: ChildcareRules) -> tuple[tuple[Person, Childcare], ...]:
    """The children whose care the family pays itself, with the care."""
    return tuple(
        (child, child.childcare)
        for child in minded(household, rules)
        if child.childcare is not None and child.childcare.kind in EMPLOYED
    )


def in_structures(household: Household, rules: ChildcareRules) -> bool:
    """Whether a child is minded by a micro-crèche, an association or a company: another scale."""
    return any(
        child.childcare and child.childcare.kind is ChildcareKind.STRUCTURE for child in minded(household, rules)
    )


def care_aids(household: Household, rules: ChildcareRules) -> tuple[CareAid, ...]:
    """The benefit in the household's month, child by child; nothing where it cannot be told, and before the scale begins."""
    values, income = rules.at(household.month), income_of(household, rules)
    if values is None or income is None or childcare_missing(household, rules):
        return ()
    charged = [one for one in household.children if one.birth_date <= household.month]
    children = sum(age_on(one.birth_date, household.month) < rules.charged_until for one in charged)
    found = []
    for child, care in _employers(household, rules):
        kind, hours, cost = (
            care.kind or ChildcareKind.CHILDMINDER,
            care.monthly_hours or 0,
            care.monthly_cost_cents or 0,
        )
        rate = rules.effort(children, kind, next_one=_has_disabled_child(household))
        counted, reference = min(cost, hours * values.most(kind)), values.reference(kind)
        left = max(0.0, 1 - income.cents * rate / _MILLION / reference)
        found.append(CareAid(child.key, kind, hours, cost, counted, reference, rate, children, round(counted * left)))
    return tuple(found)


def _has_disabled_child(household: Household) -> bool:
    """Whether the family has the allowance for a disabled child, as far as it is told."""
    paid = any(one.benefit == "aeeh" and one.open for one in household.received)
    return paid or any(child.disability and child.disability.aeeh_complement for child in household.children)


def income_of(household: Household, rules: ChildcareRules) -> Income | None:
    """The monthly income that the scale looks at: of the year before last, by the notice, else by the resources of that year, else by the last notice
    known; None when it is not known. The reference income of the notice stands for the income that family benefits look at."""
    values = rules.at(household.month)
    if values is None:
        return None
    year = household.month.year - 2
    notices = {told: cents for told in range(year, year - 3, -1) if (cents := _noticed(household, told)) is not None}
    lived = None if year in notices else _lived(household, year, rules)
    used = year if lived is not None else max(notices, default=None)
    if used is None:
        return None
    told = (notices[used] if lived is None else lived) // _MONTHS_A_YEAR
    return Income(min(max(told, values.floor_cents), values.ceiling_cents), told, used, noticed=lived is None)


def _noticed(household: Household, year: int) -> int | None:
    """What the notices of a year add up to: one for all, or one for each adult."""
    whole = household.tax_incomes.get((year, ""))
    if whole is not None:
        return whole
    each = [household.tax_incomes.get((year, person.key)) for person in _adults(household)]
    known = [cents for cents in each if cents is not None]
    return sum(known) if len(known) == len(each) else None


def _lived(household: Household, year: int, rules: ChildcareRules) -> int | None:
    """The income of a year that the household's own resources tell: all of the adults' known over all of it."""
    kinds = (*_DEDUCTED, *_WHOLE)
    if not all(_known_over(household, person.key, date(year, 1, 1)) for person in _adults(household)):
        return None
    total = 0
    for person in _adults(household):
        for kind in kinds:
            series = household.resources.get((person.key, kind))
            yearly = _taxable(series, kind, year, rules) if series is not None else 0
            total += yearly * rules.deducted_rate // TEN_THOUSAND if kind in _DEDUCTED else yearly
    return total


def _known_over(household: Household, key: str, first: date) -> bool:
    """Whether a person's resources are told from a day on: a series that began by then, or the word that there is none."""
    began = any(series.first_month <= first for (whose, _), series in household.resources.items() if whose == key)
    told = any(whose == key for whose, _ in household.resources)
    return began or ((key, None) in household.without and not told)


def _taxable(series: Series, kind: Resource, year: int, rules: ChildcareRules) -> int:
    amounts = (series.at(date(year, month, 1)) or 0 for month in range(1, _MONTHS_A_YEAR + 1))
    if kind is not Resource.WAGE or series.basis is Basis.TAXABLE:
        return sum(amounts)
    return sum(rules.wages.gross(one, series.basis) for one in amounts) * rules.wages.taxable // TEN_THOUSAND


def _adults(household: Household) -> tuple[Person, ...]:
    return tuple(person for person in household.persons if person.role in ADULTS)
