"""In Mayotte many benefits have other amounts or other rules than elsewhere: those that we do not know are not told."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import wording
from services.simulator.domain.household import Disability, Home, Household, Person, Received, Series
from services.simulator.domain.pension_assumptions import IN_MAYOTTE
from services.simulator.domain.results import Eligibility, Method
from services.simulator.domain.retirement import estimate_retirement
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import ME, MONTH, dismissed, employee, result, single
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
MAMOUDZOU = Home(Occupancy.TENANT, 500_00, "97611")
FREE = frozenset(
    {"als", "alf", "apl", "reduction-loyer-solidarite", "cheque-energie", "bourse-college", "bourse-lycee"}
)


@pytest.fixture(scope="module")
def calculator() -> DirectCalculator:
    return DirectCalculator.of(MONTH)


def there(household: Household) -> Household:
    return household.changed(home=MAMOUDZOU)


async def test_no_amount_of_elsewhere_is_told_to_who_has_nothing(calculator: DirectCalculator) -> None:
    child = Person("enfant_1", Role.CHILD, date(2018, 3, 1), other_parent_absent=True)
    poor = single(Activity.NONE, alone_since_date=date(2020, 1, 1))
    me = replace(poor.applicant, disability=Disability(0))
    found = await simulate(calculator, CATALOGUE, there(poor.changed(persons=(me, child))))
    for benefit in ("rsa", "af", "asf", "cf", "ars", "c2s"):
        told = result(found.month, benefit)
        assert (told.eligibility, told.amount_cents, told.reason) == (Eligibility.UNKNOWN, 0, wording.MAYOTTE), benefit
    law = [one for one in found.month.results if one.method is not Method.CONDITIONS]
    assert {one.benefit for one in law if one.eligibility is Eligibility.ELIGIBLE} <= FREE
    assert found.questions == ()


async def test_what_nobody_of_that_means_has_anywhere_is_refused_there_too(calculator: DirectCalculator) -> None:
    found = await simulate(calculator, CATALOGUE, there(employee(6_000_00)))
    assert result(found.month, "rsa").eligibility is Eligibility.NOT_ELIGIBLE
    assert result(found.month, "aah", ME).eligibility is Eligibility.NOT_ELIGIBLE
    assert result(found.month, "are", ME).reason == wording.SEEKERS_ONLY


async def test_who_told_nothing_is_asked_and_not_refused(calculator: DirectCalculator) -> None:
    found = await simulate(calculator, CATALOGUE, there(single(Activity.EMPLOYEE, without=frozenset())))
    rsa = result(found.month, "rsa")
    assert rsa.eligibility is Eligibility.UNKNOWN
    assert "moi.resources.WAGE" in rsa.missing


async def test_a_disability_and_unemployment_are_told_without_an_amount(calculator: DirectCalculator) -> None:
    disabled = replace(single(Activity.NONE).applicant, disability=Disability(incapacity_rate=85))
    found = await simulate(calculator, CATALOGUE, there(single(persons=(disabled,))))
    assert result(found.month, "aah", ME).reason == wording.MAYOTTE
    lost = await simulate(calculator, CATALOGUE, there(dismissed()))
    assert result(lost.month, "are", ME).reason == wording.MAYOTTE
    # What we do not know is no resource of the household either.
    assert lost.month.disposable_cents < 400_00


async def test_what_is_really_paid_there_is_told_as_it_is_paid(calculator: DirectCalculator) -> None:
    paid = Received("rsa", Series(date(2026, 8, 1), (325_00,) * 3), open=True)
    found = await simulate(calculator, CATALOGUE, there(single(Activity.NONE, received=(paid,))))
    rsa = result(found.month, "rsa")
    assert (rsa.eligibility, rsa.amount_cents, rsa.difference) == (Eligibility.RECEIVED, 325_00, "")


def test_no_pension_is_estimated_there() -> None:
    household = there(employee())
    found = estimate_retirement(household, household.applicant, CATALOGUE.retirement)
    assert (found.estimates, found.assumptions) == ((), (IN_MAYOTTE,))
    assert (ME, Resource.WAGE) in household.resources
