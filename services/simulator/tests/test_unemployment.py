"""Unemployment benefit: the amounts of the convention, the waiting, the duration, and what it becomes in the household."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Career, Household, Series, months_after
from services.simulator.domain.unemployment import (
    UnemploymentRight,
    unemployment_missing,
    unemployment_right,
    with_unemployment_benefit,
)
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.tests.homes import ME, MONTH, bare, dismissed, employee, single

RULES = load_catalogue().unemployment


def right(household: Household) -> UnemploymentRight:
    found = unemployment_right(household, household.applicant, RULES)
    assert found is not None
    return found


def with_career(household: Household, **changes: object) -> Household:
    me = household.applicant
    career = replace(me.career or Career(), **changes)  # type: ignore[arg-type]  # fields of Career
    return household.changed(persons=(replace(me, career=career),))


def at_wage(daily_cents: int, days: int = 260, *, born: date = date(1990, 5, 15)) -> Household:
    told = with_career(dismissed(born=born), daily_reference_wage_cents=daily_cents, days_worked=days)
    return told.changed(resources={})


@pytest.mark.parametrize(
    ("daily_wage", "daily"),
    [
        (80_00, 45_60),  # 57 % of 80 €, more than 40.4 % + 13.18 € = 45.50 €
        (60_00, 37_42),  # 40.4 % of 60 € + 13.18 €
        (44_00, 32_13),  # the minimum: 40.4 % + 13.18 € would be 30.96 €
        (40_00, 30_00),  # never more than 75 % of the reference wage
    ],
)
def test_the_daily_amount_is_the_best_of_two_within_its_bounds(daily_wage: int, daily: int) -> None:
    assert right(at_wage(daily_wage)).daily_cents == daily


def test_a_high_amount_falls_after_six_months_before_55() -> None:
    young, old = right(at_wage(200_00)), right(at_wage(200_00, born=date(1968, 1, 1)))
    assert young.daily_cents == old.daily_cents == 114_00
    assert young.lowered_net_cents < young.daily_net_cents
    assert old.lowered_net_cents == old.daily_net_cents


@pytest.mark.parametrize(
    ("age", "days"), [(30, 548), (54, 548), (55, 685), (56, 685), (57, 822), (61, 822)]
)  # fmt: skip
def test_it_lasts_longer_from_55_and_from_57(age: int, days: int) -> None:
    born = date(2026 - age, 8, 1)
    assert right(at_wage(80_00, days=785, born=born)).days == days


def test_six_months_of_work_open_six_months_at_least() -> None:
    assert right(at_wage(80_00, days=130)).days == 182


def test_one_day_less_than_130_opens_nothing() -> None:
    household = at_wage(80_00, days=129)
    assert unemployment_right(household, household.applicant, RULES) is None


def test_a_resignation_opens_nothing() -> None:
    household = with_career(dismissed(), contract_end=ContractEnd.RESIGNATION)
    assert unemployment_right(household, household.applicant, RULES) is None


def test_the_first_seven_days_are_not_paid() -> None:
    household = dismissed(end=date(2026, 8, 31))
    assert right(household).start == date(2026, 9, 8)
    paid = with_unemployment_benefit(household, RULES).resources[ME, Resource.UNEMPLOYMENT]
    daily = right(household).daily_net_cents
    assert paid.at(date(2026, 8, 1)) in (None, 0)
    assert paid.at(date(2026, 9, 1)) == 23 * daily
    # Since April 2025 each month is paid as thirty days.
    assert paid.at(date(2026, 10, 1)) == paid.at(date(2027, 2, 1)) == 30 * daily


def test_all_the_days_of_the_right_are_paid_and_no_more() -> None:
    household = with_career(dismissed(), days_worked=130).changed(resources={})
    household = with_career(household, daily_reference_wage_cents=80_00)
    paid = with_unemployment_benefit(household, RULES).resources[ME, Resource.UNEMPLOYMENT]
    assert sum(paid.amounts_cents) == 182 * right(household).daily_net_cents


def test_a_benefit_that_is_given_is_left_alone() -> None:
    told = Series(date(2026, 9, 1), (900_00,), continues=True)
    household = dismissed()
    household = household.changed(resources={**household.resources, (ME, Resource.UNEMPLOYMENT): told})
    assert with_unemployment_benefit(household, RULES).resources[ME, Resource.UNEMPLOYMENT] is told


def test_an_older_spell_of_unemployment_is_kept_before_the_new_one() -> None:
    household = dismissed(end=date(2026, 8, 31))
    before = Series(date(2023, 1, 1), (800_00,) * 3)
    household = household.changed(resources={**household.resources, (ME, Resource.UNEMPLOYMENT): before})
    paid = with_unemployment_benefit(household, RULES).resources[ME, Resource.UNEMPLOYMENT]
    assert paid.at(date(2026, 10, 1)) == 30 * right(household).daily_net_cents


def test_somebody_who_works_again_has_none() -> None:
    household = dismissed()
    me = replace(household.applicant, activity=Activity.EMPLOYEE)
    household = household.changed(persons=(me,))
    assert with_unemployment_benefit(household, RULES) is household


def test_a_small_job_takes_whole_days_off_for_seven_tenths_of_its_gross_wage() -> None:
    household = dismissed(end=date(2026, 6, 30))
    wages = household.resources[ME, Resource.WAGE]
    amounts = (*wages.amounts_cents, *(0,) * 3, 500_00)
    household = household.changed(
        resources={(ME, Resource.WAGE): Series(wages.first_month, amounts, basis=Basis.GROSS)}
    )
    paid = with_unemployment_benefit(household, RULES).resources[ME, Resource.UNEMPLOYMENT]
    # 350 € of gross benefit are nine days.
    assert (paid.at(date(2026, 9, 1)) or 0) - (paid.at(MONTH) or 0) == 9 * right(household).daily_net_cents
    assert sum(paid.amounts_cents) == right(household).days * right(household).daily_net_cents


def test_what_a_job_seeker_did_not_tell_is_named() -> None:
    seeker = bare(activity=Activity.JOB_SEEKER)
    assert unemployment_missing(seeker, seeker.applicant) == (
        "career.contract_end_date",
        "career.contract_end",
        "career.days_worked",
        "career.daily_reference_wage_cents",
    )
    told = dismissed()
    assert unemployment_missing(told, told.applicant) == ()


def test_nobody_else_is_asked() -> None:
    for household in (employee(), single(Activity.RETIRED)):
        assert unemployment_missing(household, household.applicant) == ()


@given(
    cents=st.integers(1, 2_000_000),
    ended=st.dates(date(2023, 1, 1), date(2027, 9, 30)),
    age=st.integers(17, 66),
    months=st.integers(1, 36),
)
def test_the_benefit_never_exceeds_three_quarters_of_the_wage_nor_goes_under_nothing(
    cents: int, ended: date, age: int, months: int
) -> None:
    born = ended - timedelta(days=365 * age + 20)
    paid = Series(months_after(ended.replace(day=1), -months + 1), (cents,) * months, basis=Basis.GROSS)
    household = dismissed(ended, born=born).changed(resources={(ME, Resource.WAGE): paid})
    wired = with_unemployment_benefit(household, RULES)
    series = wired.resources.get((ME, Resource.UNEMPLOYMENT))
    if series is None:
        return
    assert len(series.amounts_cents) <= 60
    # A contract that ends early in a month has its whole wage in few days; and days are rounded to the cent.
    most = cents * 35 / 30 * 0.75 * 31 + 30 if months == 1 else cents * 1.1 + 30
    assert all(0 <= amount <= most for amount in series.amounts_cents)
    assert not series.continues
