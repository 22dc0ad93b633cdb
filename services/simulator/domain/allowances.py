"""Daily allowances of sick leave, by a model of ours: half of the gross wage up to a ceiling, after a wait of three days.

What an employer or an agreement adds is not known and not counted. Amounts are cents of euro; the figures are those of `catalogue/allowances.yaml`.
"""

import calendar
from dataclasses import dataclass
from datetime import date

from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, Resource
from services.simulator.domain.wages import TEN_THOUSAND, WageRates


@dataclass(frozen=True, slots=True)
class AllowanceValues:
    """The ceiling of the monthly gross wage that counts, in cents, from a day on."""

    start: date
    wage_ceiling_cents: int


@dataclass(frozen=True, slots=True)
class AllowanceRules:
    """The model. Values oldest first; rates in ten-thousandths; `wage_days_hundredths`: the days, in hundredths, that `wage_months` stand for."""

    values: tuple[AllowanceValues, ...]
    wages: WageRates
    rate: int
    waiting_days: int
    wage_months: int
    wage_days_hundredths: int
    most_months: int
    contribution_rate: int

    def at(self, day: date) -> AllowanceValues:
        """The values of a day; the oldest ones before them all."""
        return max((v for v in self.values if v.start <= day), key=lambda v: v.start, default=self.values[0])


def with_daily_allowances(household: Household, rules: AllowanceRules) -> Household:
    """The same household, with daily allowances for each person on sick leave whose wage has stopped and for whom none is given."""
    added = {
        (person.key, Resource.DAILY_ALLOWANCE): series
        for person in household.persons
        if (series := _allowances(household, person, rules)) is not None
    }
    return household.changed(resources={**household.resources, **added}) if added else household


def allowances_missing(household: Household, person: Person) -> tuple[str, ...]:
    """The kinds of resource that must be known before allowances can be told; empty when they can."""
    if person.activity is not Activity.SICK_LEAVE or household.knows(person.key, Resource.DAILY_ALLOWANCE):
        return ()
    return () if household.knows(person.key, Resource.WAGE) else (f"resources.{Resource.WAGE.name}",)


def _allowances(household: Household, person: Person, rules: AllowanceRules) -> Series | None:
    wages = household.resources.get((person.key, Resource.WAGE))
    given = household.resources.get((person.key, Resource.DAILY_ALLOWANCE))
    if person.activity is not Activity.SICK_LEAVE or wages is None or given is not None:
        return None
    stop = _first_month_without(wages, household.month)
    if stop is None:
        return None
    daily = _daily(wages, stop, rules)
    months = tuple(months_after(stop, n) for n in range(rules.most_months))
    waited = (rules.waiting_days, *(0 for _ in months[1:]))
    amounts = tuple(
        round(daily * (calendar.monthrange(month.year, month.month)[1] - wait))
        for month, wait in zip(months, waited, strict=True)
    )
    return Series(stop, amounts, basis=Basis.NET) if daily else None


def _first_month_without(wages: Series, month: date) -> date | None:
    """The month, within the year around the one simulated, after which no wage is paid any more."""
    last = max((n for n in range(-12, 13) if wages.at(months_after(month, n))), default=None)
    return None if last is None or last == 12 else months_after(month, last + 1)


def _daily(wages: Series, stop: date, rules: AllowanceRules) -> float:
    before = [wages.at(months_after(stop, -n)) or 0 for n in range(1, rules.wage_months + 1)]
    ceiling = rules.at(months_after(stop, -1)).wage_ceiling_cents
    gross = sum(min(rules.wages.gross(amount, wages.basis), ceiling) for amount in before)
    allowance = gross * 100 / rules.wage_days_hundredths * rules.rate / TEN_THOUSAND
    return allowance * (TEN_THOUSAND - rules.contribution_rate) / TEN_THOUSAND
