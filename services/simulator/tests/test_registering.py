"""That no unemployment benefit is paid refuses nothing while one may still register, or may have: the person is told what to do, or asked."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Career, Household, Series
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.tests.homes import ME, Law, dismissed, result, single
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
NOTHING = Law(lambda household, month: {})
UNPAID = frozenset({(ME, Resource.UNEMPLOYMENT)})


def unpaid(end: date) -> Household:
    """Dismissed on that day, and France Travail pays nothing."""
    return dismissed(end).changed(without=UNPAID)


def with_career(household: Household, **changes: object) -> Household:
    me = household.applicant
    career = replace(me.career or Career(), **changes)  # type: ignore[arg-type]  # fields of Career
    return household.changed(persons=(replace(me, career=career),))


async def are(household: Household) -> BenefitResult:
    return result((await simulate(NOTHING, CATALOGUE, household)).month, "are", ME)


@pytest.mark.parametrize("end", [date(2026, 6, 30), date(2026, 1, 31), date(2025, 10, 31)])
async def test_a_contract_that_ended_within_the_year_is_no_refusal(end: date) -> None:
    found = await are(unpaid(end))
    assert (found.eligibility, found.amount_cents) == (Eligibility.UNKNOWN, 0)
    assert (
        f"au plus tard en {'octobre' if end.month == 10 else 'janvier' if end.month == 1 else 'juin'}" in found.reason
    )
    assert "€ par mois" in found.reason.replace("\u202f", " ").replace("\u00a0", " ")
    assert "France Travail" in found.reason


async def test_after_a_year_the_delay_is_said_with_what_makes_it_longer() -> None:
    found = await are(unpaid(date(2025, 8, 31)))
    assert found.eligibility is Eligibility.NOT_ELIGIBLE
    assert "douze mois" in found.reason
    assert "maternité" in found.reason


async def test_an_illness_after_the_contract_makes_the_delay_longer() -> None:
    household = unpaid(date(2025, 8, 31))
    ill = Series(date(2025, 10, 1), (900_00,) * 3)
    household = household.changed(resources={**household.resources, (ME, Resource.DAILY_ALLOWANCE): ill})
    assert (await are(household)).eligibility is Eligibility.UNKNOWN


async def test_somebody_who_seeks_a_job_and_was_never_asked_about_the_last_contract_is_asked() -> None:
    simulated = await simulate(NOTHING, CATALOGUE, single(Activity.JOB_SEEKER, without=UNPAID))
    found = result(simulated.month, "are", ME)
    assert found.eligibility is Eligibility.UNKNOWN
    assert "moi.career.contract_end_date" in found.missing
    assert {*found.missing} <= {one.question for one in simulated.questions if one.text}


async def test_what_is_missing_of_a_recent_contract_is_asked() -> None:
    found = await are(with_career(unpaid(date(2026, 5, 31)), contract_end=None).changed(resources={}))
    assert found.eligibility is Eligibility.UNKNOWN
    assert "moi.career.contract_end" in found.missing
    assert "moi.career.days_worked" in found.missing


async def test_a_benefit_that_stopped_is_not_said_to_have_never_been_asked_for() -> None:
    household = dismissed(date(2026, 3, 31))
    paid = Series(date(2026, 4, 1), (900_00, 900_00, 900_00, 0, 0, 0, 0), basis=Basis.NET)
    found = await are(household.changed(resources={**household.resources, (ME, Resource.UNEMPLOYMENT): paid}))
    assert found.eligibility is Eligibility.UNKNOWN
    assert "payée jusqu'en juin 2026" in found.reason


@pytest.mark.parametrize("changes", [{"days_worked": 60}, {"contract_end": ContractEnd.RESIGNATION}])
async def test_what_the_rules_refuse_is_still_refused(changes: dict[str, object]) -> None:
    assert (await are(with_career(unpaid(date(2026, 5, 31)), **changes))).eligibility is Eligibility.NOT_ELIGIBLE


async def test_who_did_not_say_when_they_registered_is_asked() -> None:
    simulated = await simulate(NOTHING, CATALOGUE, unpaid(date(2026, 3, 31)))
    assert result(simulated.month, "are", ME).missing == ("moi.career.registration_date",)
    (asked,) = [one for one in simulated.questions if one.question == "moi.career.registration_date"]
    assert "France Travail" in asked.text


async def test_who_registered_in_time_and_is_paid_nothing_is_told_from_when_it_would_be() -> None:
    found = await are(with_career(unpaid(date(2026, 1, 31)), registration_date=date(2026, 5, 4)))
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, ())
    assert "depuis le 4 mai 2026" in found.reason
    assert "11 mai 2026" in found.reason


async def test_who_has_just_registered_has_the_benefit_from_then_on() -> None:
    household = with_career(unpaid(date(2026, 3, 31)), registration_date=date(2026, 9, 14))
    found = await are(household)
    assert found.eligibility is Eligibility.ELIGIBLE
    assert found.amount_cents > 0


async def test_who_registered_too_late_is_refused_with_the_delay() -> None:
    found = await are(with_career(unpaid(date(2025, 1, 31)), registration_date=date(2026, 8, 3)))
    assert found.eligibility is Eligibility.NOT_ELIGIBLE
    assert "douze mois" in found.reason
