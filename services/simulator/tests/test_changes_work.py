"""Changes of work, each by what a person would expect of it."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_trial import Trial, tried
from services.simulator.domain.household import Career, Disability, Household
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource, SchoolLevel
from services.simulator.tests.changing import BABY, CHILD, KNOWN, ME, NOBODY_KNOWS, alone, couple, wages

JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)


def try_it(household: Household, what: kinds.What, day: date = JANUARY) -> Trial:
    """The change, tried with models that know everything."""
    return tried(household, Change("essai", day, what), KNOWN)


def paid(trial: Trial, kind: Resource, month: date = FEBRUARY, person: str = "moi") -> int | None:
    """What a person has of a kind in a month."""
    series = trial.after.resources.get((person, kind))
    return series.at(month) if series else None


def test_a_job_lost_ends_the_wage_and_dates_the_end_of_the_contract() -> None:
    trial = try_it(couple(), kinds.JobLoss("moi", ContractEnd.MUTUAL_AGREEMENT), date(2027, 1, 11))
    assert paid(trial, Resource.WAGE, JANUARY) == 451_61
    assert paid(trial, Resource.WAGE) == 0
    me = trial.after.person("moi")
    assert me.activity is Activity.JOB_SEEKER
    assert me.career == Career(contract_end_date=date(2027, 1, 10), contract_end=ContractEnd.MUTUAL_AGREEMENT)
    assert paid(trial, Resource.WAGE, person="conjoint") == 900_00


def test_who_has_no_job_cannot_lose_one() -> None:
    household = alone(persons=(replace(ME, activity=Activity.RETIRED), CHILD), resources={})
    with pytest.raises(Impossible, match="person"):
        try_it(household, kinds.JobLoss("moi"))


def test_a_new_job_ends_unemployment_benefit_and_forgets_the_contract_that_ended() -> None:
    seeker = replace(
        ME, activity=Activity.JOB_SEEKER, career=Career(contract_end_date=date(2026, 1, 1), days_worked=400)
    )
    household = alone(persons=(seeker, CHILD), resources={("moi", Resource.UNEMPLOYMENT): wages(950_00)})
    trial = try_it(household, kinds.NewJob("moi", 1_600_00))
    assert paid(trial, Resource.UNEMPLOYMENT) == 0
    assert paid(trial, Resource.WAGE) == 1_600_00
    assert trial.after.person("moi").activity is Activity.EMPLOYEE
    assert trial.after.person("moi").career == Career(days_worked=400)


def test_what_a_first_job_leaves_of_an_aah_for_six_months_is_said_not_to_be_counted() -> None:
    disabled = alone(persons=(replace(ME, disability=Disability(80)), CHILD), resources={})
    assert any("six mois" in said for said in try_it(disabled, kinds.NewJob("moi", 900_00)).assumptions)
    assert not any("six mois" in said for said in try_it(alone(), kinds.NewJob("moi", 900_00)).assumptions)


def test_a_wage_that_stops_is_a_job_lost() -> None:
    with pytest.raises(Impossible, match="monthly_cents"):
        try_it(alone(), kinds.WageChange("moi", 0))


def test_a_student_who_works_is_a_student_still() -> None:
    household = alone(persons=(replace(ME, activity=Activity.STUDENT), CHILD), resources={})
    assert try_it(household, kinds.NewJob("moi", 600_00)).after.person("moi").activity is Activity.STUDENT


def test_a_gross_wage_joins_a_series_of_net_ones_as_a_net_one() -> None:
    assert paid(try_it(alone(), kinds.WageChange("moi", 2_000_00, Basis.GROSS)), Resource.WAGE) == 1_560_00


def test_a_wage_that_nobody_has_cannot_change() -> None:
    with pytest.raises(Impossible, match="person"):
        try_it(alone(resources={}), kinds.WageChange("moi", 2_000_00))


def test_a_child_of_eight_takes_no_job() -> None:
    with pytest.raises(Impossible) as refusal:
        try_it(alone(), kinds.NewJob("enfant_1", 500_00))
    assert refusal.value.description == "À cette date, cette personne a moins de seize ans."


def test_who_is_not_of_the_household_changes_nothing() -> None:
    with pytest.raises(Impossible, match="person"):
        try_it(alone(), kinds.NewJob("conjoint", 500_00))


def test_retirement_takes_the_pension_told_rather_than_the_estimate() -> None:
    old = alone(persons=(replace(ME, birth_date=date(1962, 6, 1)), CHILD))
    assert paid(try_it(old, kinds.Retire("moi", 1_250_00)), Resource.RETIREMENT_PENSION) == 1_250_00
    estimated = try_it(old, kinds.Retire("moi"))
    assert paid(estimated, Resource.RETIREMENT_PENSION) == 1_100_00
    assert paid(estimated, Resource.WAGE) == 0
    assert "La pension est une estimation de ce simulateur." in estimated.assumptions


def test_a_pension_that_nobody_can_estimate_is_not_counted_as_nil() -> None:
    old = alone(persons=(replace(ME, birth_date=date(1962, 6, 1)), CHILD))
    trial = tried(old, Change("essai", JANUARY, kinds.Retire("moi")), NOBODY_KNOWS)
    assert not trial.after.knows("moi", Resource.RETIREMENT_PENSION)
    assert trial.after.knows("moi", Resource.UNEMPLOYMENT)


def test_nobody_retires_at_thirty_six() -> None:
    with pytest.raises(Impossible, match="person"):
        try_it(alone(), kinds.Retire("moi", 900_00))


def test_studies_end_the_wage_and_open_no_unemployment_benefit() -> None:
    household = alone(persons=(replace(ME, career=Career(contract_end_date=date(2026, 9, 1))), CHILD))
    trial = try_it(household, kinds.Studies("moi", SchoolLevel.HIGHER, scholarship=True))
    me = trial.after.person("moi")
    assert (me.activity, me.school, me.scholarship) == (Activity.STUDENT, SchoolLevel.HIGHER, True)
    assert me.career == Career()
    assert paid(trial, Resource.WAGE) == 0


def test_a_parental_leave_needs_a_child_under_three() -> None:
    leave = try_it(alone(persons=(ME, BABY)), kinds.ParentalLeave("moi"))
    assert leave.after.person("moi").activity is Activity.PARENTAL_LEAVE
    assert paid(leave, Resource.WAGE) == 0
    with pytest.raises(Impossible, match="person"):
        try_it(alone(), kinds.ParentalLeave("moi"))


def test_daily_allowances_take_the_place_of_the_wage() -> None:
    assert paid(try_it(alone(), kinds.SickLeave("moi", 600_00)), Resource.DAILY_ALLOWANCE) == 600_00
    assert paid(try_it(alone(), kinds.SickLeave("moi")), Resource.DAILY_ALLOWANCE) == 750_00
    unknown = tried(alone(), Change("essai", JANUARY, kinds.SickLeave("moi")), NOBODY_KNOWS)
    assert not unknown.after.knows("moi", Resource.DAILY_ALLOWANCE)
