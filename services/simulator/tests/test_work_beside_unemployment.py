"""Unemployment benefit beside a job: 70 % of the gross wage is taken off, in whole days, up to the former wage."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_estimates import estimates_of
from services.simulator.domain.changes_trial import Trial, tried
from services.simulator.domain.estimates import wired
from services.simulator.domain.household import Career, Household
from services.simulator.domain.unemployment import beside_wage, unemployment_right
from services.simulator.domain.vocabulary import Activity, Basis, Resource
from services.simulator.tests.homes import ME, MONTH, dismissed, single, wage

CATALOGUE = load_catalogue()
RULES = CATALOGUE.unemployment
ESTIMATES = estimates_of(CATALOGUE.retirement, CATALOGUE.allowances, RULES)
JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


def job(household: Household, gross_cents: int, day: date = JANUARY) -> Trial:
    return tried(household, Change("essai", day, kinds.NewJob(ME, gross_cents, Basis.GROSS)), ESTIMATES)


def benefit(household: Household, month: date = FEBRUARY) -> int:
    return wired(household, CATALOGUE).resources[ME, Resource.UNEMPLOYMENT].at(month) or 0


def paid(cents: int = 1_200_00) -> Household:
    seeker = replace(single().applicant, activity=Activity.JOB_SEEKER, career=Career(daily_reference_wage_cents=80_00))
    return single(persons=(seeker,), resources={(ME, Resource.UNEMPLOYMENT): wage(cents)})


@pytest.mark.parametrize(
    ("gross", "days"),
    [
        (0, 30),
        (600_00, 21),  # 30 days of 45.60 € less 420 € is 948 €: 20.8 days
        (1_200_00, 12),  # 528 €: 11.6 days
        (2_000_00, 0),
    ],
)
def test_seven_tenths_of_the_gross_wage_are_taken_off_in_whole_days(gross: int, days: int) -> None:
    assert RULES.days_beside(gross, 30, 45_60, 80_00) == days


def test_benefit_and_wage_never_exceed_the_former_wage() -> None:
    """The example of the Unédic: 57 € a day for a reference wage of 100 €, and 2 100 € gross again."""
    assert RULES.days_beside(2_100_00, 30, 57_00, 100_00) == 4
    # The minimum for who earned little: 30 days of 30 € less 70 % of 1 000 € leave 200 €, but 1 216.80 € were earned before.
    assert RULES.days_beside(1_000_00, 30, 30_00, 40_00) == 7
    assert RULES.days_beside(1_100_00, 30, 30_00, 38_00) == 2


def test_a_small_job_leaves_a_part_of_a_benefit_that_is_paid() -> None:
    trial = job(paid(), 600_00)
    assert benefit(trial.after) == 1_200_00 * 21 // 30
    assert trial.after.resources[ME, Resource.UNEMPLOYMENT].at(date(2026, 12, 1)) == 1_200_00
    assert any("continue en partie" in said and "70 %" in said for said in trial.assumptions)


def test_a_job_that_pays_more_than_the_former_one_leaves_nothing_and_says_why() -> None:
    trial = job(paid(), 2_600_00)
    assert benefit(trial.after) == 0
    assert any("pas avec ce salaire" in said for said in trial.assumptions)


def test_the_reference_wage_is_read_from_the_benefit_where_nobody_tells_it() -> None:
    household = dismissed()
    right = unemployment_right(household, household.applicant, RULES)
    assert right is not None
    told = beside_wage(30 * right.daily_net_cents, 600_00, right.daily_wage_cents, MONTH, RULES)
    assert beside_wage(30 * right.daily_net_cents, 600_00, None, MONTH, RULES) == told


def test_a_job_beside_the_benefit_that_our_model_opens_leaves_a_part_of_it_and_days_for_later() -> None:
    household = dismissed()
    whole = benefit(household)
    trial = job(household, 600_00)
    right = unemployment_right(household, household.applicant, RULES)
    assert right is not None
    left = RULES.days_beside(600_00, 30, right.daily_cents, right.daily_wage_cents) * right.daily_net_cents
    assert 0 < benefit(trial.after) < whole
    assert abs(benefit(trial.after, MARCH) - left) <= right.daily_net_cents
    assert benefit(trial.after, date(2026, 12, 1)) == benefit(household, date(2026, 12, 1))
    assert trial.after.applicant.activity is Activity.EMPLOYEE


def working_beside(cents: int = 840_00) -> Household:
    """600 € gross beside what is left of 1 200 € of benefit."""
    beside = paid(cents)
    small = wage(600_00, basis=Basis.GROSS)
    return beside.changed(resources={**beside.resources, (ME, Resource.WAGE): small})


def test_a_raise_beside_the_benefit_leaves_less_of_it() -> None:
    change = Change("essai", JANUARY, kinds.WageChange(ME, 1_000_00, Basis.GROSS))
    raised = tried(working_beside(), change, ESTIMATES)
    assert 0 < benefit(raised.after) < 840_00
    assert any("continue en partie" in said for said in raised.assumptions)


def test_the_end_of_a_small_job_gives_the_whole_benefit_back() -> None:
    lost = tried(working_beside(), Change("essai", JANUARY, kinds.JobLoss(ME)), ESTIMATES)
    assert benefit(lost.after) == 1_260_00  # 840 € and 70 % of 600 €
    assert lost.after.applicant.activity is Activity.JOB_SEEKER
    assert any("continue" in said for said in lost.assumptions)


def test_a_job_without_unemployment_benefit_says_nothing_of_it() -> None:
    trial = job(single(Activity.NONE), 600_00)
    assert not any("chômage" in said for said in trial.assumptions)
