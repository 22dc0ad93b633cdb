"""Daily allowances of sick leave: half of the gross wage, up to a ceiling, after three days."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.allowances import allowances_missing, with_daily_allowances
from services.simulator.domain.household import Household, Series
from services.simulator.domain.vocabulary import Activity, Basis, Resource
from services.simulator.tests.homes import ME, bare, employee, single

RULES = load_catalogue().allowances
KEY = (ME, Resource.DAILY_ALLOWANCE)


def sick(cents: int, *, stopped: date = date(2026, 9, 1)) -> Household:
    """On sick leave since a month whose wage is no longer paid."""
    months = (stopped.year - 2024) * 12 + stopped.month - 1
    wages = Series(date(2024, 1, 1), (cents,) * months, basis=Basis.GROSS)
    return single(Activity.SICK_LEAVE, resources={(ME, Resource.WAGE): wages})


def allowances(household: Household) -> Series:
    return with_daily_allowances(household, RULES).resources[KEY]


def test_two_thousand_euros_give_32_88_euros_a_day_before_contributions() -> None:
    # service-public.gouv.fr, 26 January 2026: 6 000 / 91.25 × 50 % = 32.87 €.
    paid = allowances(sick(2_000_00))
    assert paid.at(date(2026, 10, 1)) == pytest.approx(31 * 32.877 * 0.933 * 100, abs=5)


def test_the_first_three_days_are_not_paid() -> None:
    paid = allowances(sick(2_000_00))
    assert paid.first_month == date(2026, 9, 1)
    assert paid.at(date(2026, 9, 1)) == pytest.approx(27 * 32.877 * 0.933 * 100, abs=5)


def test_a_wage_above_the_ceiling_gives_no_more() -> None:
    assert allowances(sick(2_613_83)).amounts_cents == allowances(sick(9_000_00)).amounts_cents
    assert allowances(sick(2_600_00)).amounts_cents < allowances(sick(2_613_83)).amounts_cents


def test_the_ceiling_is_the_one_of_the_month_before_the_leave() -> None:
    spring, autumn = allowances(sick(9_000_00, stopped=date(2026, 5, 1))), allowances(sick(9_000_00))
    # 1.4 times the minimum wage of January 2026, 41.95 € a day.
    assert spring.at(date(2026, 7, 1)) == pytest.approx(31 * 41.95 * 0.933 * 100, abs=30)
    assert (autumn.at(date(2026, 10, 1)) or 0) > (spring.at(date(2026, 7, 1)) or 0)


def test_an_employer_who_goes_on_paying_leaves_nothing_to_pay() -> None:
    household = employee()
    paid = household.changed(persons=(replace(household.applicant, activity=Activity.SICK_LEAVE),))
    assert with_daily_allowances(paid, RULES) is paid


def test_allowances_that_are_given_are_left_alone() -> None:
    told = Series(date(2026, 9, 1), (700_00,), continues=True)
    household = sick(2_000_00)
    household = household.changed(resources={**household.resources, KEY: told})
    assert with_daily_allowances(household, RULES) is household


def test_without_a_wage_that_is_known_it_is_asked() -> None:
    household = bare(activity=Activity.SICK_LEAVE)
    assert allowances_missing(household, household.applicant) == ("resources.WAGE",)
    assert allowances_missing(sick(2_000_00), sick(2_000_00).applicant) == ()
