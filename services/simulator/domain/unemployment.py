"""Unemployment benefit (ARE), by a model of ours: days worked, daily reference wage, daily amount, waiting, duration, decrease.

The law as code computes it from variables that feed nothing else; here its months become a resource of the household, so that every other benefit sees
them. Amounts are cents of euro; the figures are the dated values of `catalogue/unemployment.yaml`.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.simulator.domain.household import Career, Household, Person, Series, months_after, months_until
from services.simulator.domain.registering import is_late, open_from
from services.simulator.domain.unemployment_rules import UnemploymentRules, UnemploymentValues
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.domain.wages import TEN_THOUSAND

# How far after the month simulated the benefit is laid out: the changes of a year begin within a year.
_MONTHS_AHEAD = 24
_MONTHS_KEPT = 60
_SEEKING = (Activity.JOB_SEEKER, None)


@dataclass(frozen=True, slots=True)
class UnemploymentRight:
    """A right to the benefit: gross and net cents a day, the reference wage, the first day that is paid, and how many days."""

    start: date
    days: int
    daily_wage_cents: int
    daily_cents: int
    daily_net_cents: int
    lowered_net_cents: int
    lowered_after_days: int


@dataclass(frozen=True, slots=True)
class Work:
    """What was worked before a contract ended: days worked, the calendar days that they spread over, the daily reference wage in cents."""

    days: int
    calendar_days: int
    daily_wage_cents: int


def age_on(birth: date, day: date) -> int:
    """Whole years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def with_unemployment_benefit(household: Household, rules: UnemploymentRules) -> Household:
    """The same household, with the benefit as a resource of each person who would be paid one and for whom none is given."""
    added = {
        (person.key, Resource.UNEMPLOYMENT): series
        for person in household.persons
        if (right := unemployment_right(household, person, rules)) is not None
        and (series := _laid_out(household, person, right, rules)) is not None
    }
    return household.changed(resources={**household.resources, **added}) if added else household


def unemployment_missing(household: Household, person: Person) -> tuple[str, ...]:
    """The fields of a career that must be known before a right can be told; empty when it can."""
    if person.activity is not Activity.JOB_SEEKER or is_given(household, person):
        return ()
    return contract_missing(household, person)


def contract_missing(household: Household, person: Person) -> tuple[str, ...]:
    """The fields of a career that would tell what the last contract opens; empty when they are all known."""
    career = person.career or Career()
    wages = (person.key, Resource.WAGE) in household.resources
    needed = {
        "career.contract_end_date": career.contract_end_date is not None,
        "career.contract_end": career.contract_end is not None,
        "career.days_worked": career.days_worked is not None or wages,
        "career.daily_reference_wage_cents": career.daily_reference_wage_cents is not None or wages,
    }
    return tuple(field for field, known in needed.items() if not known)


def unemployment_right(household: Household, person: Person, rules: UnemploymentRules) -> UnemploymentRight | None:
    """The right that a person has by the end of the last contract; None without one, or when it cannot be told, or when it is given."""
    if person.activity not in _SEEKING or is_given(household, person):
        return None
    return right_of_contract(household, person, rules)


def right_of_contract(household: Household, person: Person, rules: UnemploymentRules) -> UnemploymentRight | None:
    """The right that the last contract gives, from the registration on or its own end, whatever is known of payments; None without one."""
    career = person.career
    if career is None or career.contract_end_date is None or career.contract_end in (None, ContractEnd.RESIGNATION):
        return None
    age = age_on(person.birth_date, career.contract_end_date)
    work, _ = affiliation(household, person, rules)
    if work.days < rules.days_needed or work.daily_wage_cents <= 0 or is_late(household, person):
        return None
    right = _right(career.contract_end_date, age, work, rules, agreed=household.has_agreed_end(career))
    return replace(right, start=open_from(career, career.contract_end_date) + timedelta(days=rules.waiting_days))


def affiliation(household: Household, person: Person, rules: UnemploymentRules) -> tuple[Work, int]:
    """What was worked before the contract's end, and the months in which it counts, by the age at that end."""
    end = (person.career and person.career.contract_end_date) or household.month
    months = rules.band(age_on(person.birth_date, end)).reference_months
    return _work(household, person, rules, months), months


def is_given(household: Household, person: Person) -> bool:
    """Whether it is known what the person is paid of it since the contract ended, or that it is nothing."""
    given = household.resources.get((person.key, Resource.UNEMPLOYMENT))
    career = person.career or Career()
    end = career.contract_end_date
    if given is not None:
        since = max(end or household.month, months_after(household.month, -_MONTHS_KEPT + 1))
        return any(given.at(month) for month in months_until(since, household.month))
    # « None » speaks of the past: it cannot deny a right that the end of a contract, or a registration, has opened since.
    recent = end is not None and open_from(career, end) > months_after(household.month, -2)
    return (person.key, Resource.UNEMPLOYMENT) in household.without and not recent


def _work(household: Household, person: Person, rules: UnemploymentRules, months: int) -> Work:
    """What was worked before the contract's end: as declared, and else read from the wages."""
    career = person.career or Career()
    end = career.contract_end_date or household.month
    paid = _gross_wages(household, person, rules, months)
    days = career.days_worked if career.days_worked is not None else _days_paid(paid, end, rules)
    worked = round(days * 7 / 5)
    # Idle days count in the reference wage and in the duration, up to a share of those worked.
    most = worked + worked * rules.idle_rate // TEN_THOUSAND
    spread = max(worked, min((end - min(paid)).days + 1, most)) if paid else worked
    read = round(sum(paid.values()) / spread) if paid and spread else 0
    told = career.daily_reference_wage_cents
    return Work(days, spread, read if told is None else told)


def _days_paid(paid: dict[date, int], end: date, rules: UnemploymentRules) -> int:
    """Days worked, read from the months in which a wage was paid; the last one as far as the contract went."""
    length = calendar.monthrange(end.year, end.month)[1]
    idle = length - end.day if end.replace(day=1) in paid else 0
    return rules.days_a_worked_month * (len(paid) * length - idle) // (10 * length)


def _gross_wages(household: Household, person: Person, rules: UnemploymentRules, months: int) -> dict[date, int]:
    series = household.resources.get((person.key, Resource.WAGE))
    end = person.career.contract_end_date if person.career else None
    if series is None or end is None:
        return {}
    found = {}
    for month in months_until(months_after(end, -months + 1), end):
        if amount := series.at(month):
            gross = rules.wages.gross(amount, series.basis)
            found[month] = min(gross, rules.at(end).wage_ceiling_cents)
    return found


def _right(end: date, age: int, work: Work, rules: UnemploymentRules, *, agreed: bool) -> UnemploymentRight:
    values, wage = rules.at(end), work.daily_wage_cents
    daily = _daily(wage, values, rules)
    lowered = daily
    if age < rules.decrease_below_age and daily > values.decrease_above_cents:
        lowered = max(round(daily * rules.decrease_rate / TEN_THOUSAND), values.decrease_floor_cents)
    duration = -(-work.calendar_days * rules.duration_rate // TEN_THOUSAND)
    return UnemploymentRight(
        start=end + timedelta(days=1 + rules.waiting_days),
        days=min(max(duration, rules.least_days), rules.most_days(age, end, agreed=agreed)),
        daily_wage_cents=wage,
        daily_cents=daily,
        daily_net_cents=_net(daily, wage, values, rules),
        lowered_net_cents=_net(lowered, wage, values, rules),
        lowered_after_days=rules.decrease_after_days,
    )


def _daily(wage: int, values: UnemploymentValues, rules: UnemploymentRules) -> int:
    """The gross amount of a day, for a reference wage: the best of two, within its bounds."""
    fixed, floor = wage * rules.proportional_rate / TEN_THOUSAND, wage * rules.floor_rate / TEN_THOUSAND
    ceiling = wage * rules.ceiling_rate / TEN_THOUSAND
    return round(min(max(fixed + values.fixed_part_cents, floor, values.minimum_cents), ceiling))


def _net(daily: int, wage: int, values: UnemploymentValues, rules: UnemploymentRules) -> int:
    """Contributions never bring the benefit under its minimum, nor CSG and CRDS under the minimum wage's day."""
    after = max(daily - wage * rules.pension_rate / TEN_THOUSAND, min(daily, values.minimum_cents))
    if daily <= values.csg_above_cents:
        return round(after)
    return round(max(after - daily * rules.csg_rate / TEN_THOUSAND, min(after, values.csg_above_cents)))


def _laid_out(
    household: Household, person: Person, right: UnemploymentRight, rules: UnemploymentRules
) -> Series | None:
    """Month by month, net; after what was given for earlier months."""
    first = max(right.start.replace(day=1), months_after(household.month, -_MONTHS_KEPT + _MONTHS_AHEAD + 1))
    last = months_after(household.month, _MONTHS_AHEAD)
    if first > last:
        return None
    given = household.resources.get((person.key, Resource.UNEMPLOYMENT))
    begins = first if given is None else max(min(given.first_month, first), months_after(last, -_MONTHS_KEPT + 1))
    due, before = _due(household, person, right, rules), given or Series(first, ())
    amounts = tuple(due.get(month, 0) or before.at(month) or 0 for month in months_until(begins, last))
    return Series(begins, amounts, basis=Basis.NET)


def _due(household: Household, person: Person, right: UnemploymentRight, rules: UnemploymentRules) -> dict[date, int]:
    wages = household.resources.get((person.key, Resource.WAGE))
    used, due = 0, {}
    for month in months_until(right.start, months_after(household.month, _MONTHS_AHEAD)):
        begins_here = month == right.start.replace(day=1)
        days = _days(month, right, rules) if begins_here else rules.days_a_paid_month
        days = min(days, right.days - used)
        if wages is not None and not begins_here:
            gross = rules.wages.gross(wages.at(month) or 0, wages.basis)
            days = rules.days_beside(gross, days, right.daily_cents, right.daily_wage_cents)
        normal = max(0, min(days, right.lowered_after_days - used))
        due[month] = normal * right.daily_net_cents + (days - normal) * right.lowered_net_cents
        # Days that a wage takes the place of are not lost: the right lasts longer.
        used += days
    return due


def beside_wage(
    monthly_net_cents: int, gross_cents: int, wage_cents: int | None, day: date, rules: UnemploymentRules
) -> int:
    """What is left of a benefit that is paid, a month, beside a wage: net. `wage_cents`: the daily reference wage; None: read from the benefit."""
    values, net = rules.at(day), monthly_net_cents // rules.days_a_paid_month
    wage = _wage_behind(net, values, rules) if wage_cents is None else wage_cents
    days = rules.days_beside(gross_cents, rules.days_a_paid_month, _daily(wage, values, rules), wage)
    return monthly_net_cents * days // rules.days_a_paid_month


def _wage_behind(daily_net_cents: int, values: UnemploymentValues, rules: UnemploymentRules) -> int:
    """The lowest daily reference wage that gives a net benefit: both grow together."""
    low, high = 0, values.wage_ceiling_cents
    while low < high:
        middle = (low + high) // 2
        if _net(_daily(middle, values, rules), middle, values, rules) < daily_net_cents:
            low = middle + 1
        else:
            high = middle
    return low


def _days(month: date, right: UnemploymentRight, rules: UnemploymentRules) -> int:
    return min(calendar.monthrange(month.year, month.month)[1] - right.start.day + 1, rules.days_a_paid_month)
