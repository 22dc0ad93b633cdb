"""The RSA tops up what a household has: an AAH that has just opened is never added to it."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Disability, Household, Received, Series, months_after
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.subsidiarity import with_counted
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import ME, MONTH, result, single, wage
from services.simulator.usecases.months import months_of

CATALOGUE = load_catalogue()
COUNTED = {Eligibility.ELIGIBLE, Eligibility.RECEIVED}
AAH = 1_041_59


@pytest.fixture(scope="module")
def calculator() -> DirectCalculator:
    return DirectCalculator.of(MONTH)


def disabled(household: Household) -> Household:
    me = replace(household.applicant, disability=Disability(incapacity_rate=85))
    return household.changed(persons=(me, *household.persons[1:]))


async def months(calculator: DirectCalculator, household: Household) -> list[MonthResult]:
    return (await months_of(calculator, CATALOGUE, [household], 6))[0]


async def test_an_aah_that_opens_leaves_no_rsa_from_its_first_month_on(calculator: DirectCalculator) -> None:
    found = await months(calculator, disabled(single(Activity.NONE)))
    for month in found:
        assert result(month, "aah", ME).amount_cents == AAH
        rsa = result(month, "rsa")
        assert (rsa.eligibility, rsa.amount_cents) == (Eligibility.NOT_ELIGIBLE, 0)
        assert result(month, "prime-noel").eligibility is Eligibility.NOT_ELIGIBLE
        assert result(month, "rsa-majore").eligibility is Eligibility.NOT_ELIGIBLE
    first = result(found[0], "rsa").reason
    assert "Allocation aux adultes handicapés" in first
    assert "tant que" in first.lower()


async def test_the_total_of_a_month_counts_the_aah_and_not_the_rsa_beside_it(calculator: DirectCalculator) -> None:
    first, *_ = await months(calculator, disabled(single(Activity.NONE)))
    kinds = {benefit.id: benefit for benefit in CATALOGUE.benefits.values()}
    counted = sum(
        one.amount_cents
        for one in first.results
        if one.eligibility in COUNTED
        and kinds[one.benefit].paid_month in (None, first.month.month)
        and not kinds[one.benefit].within
    )
    assert first.disposable_cents == counted < AAH + 700_00


def opened(benefit: str, cents: int, person: str = "") -> BenefitResult:
    return BenefitResult(
        benefit, Eligibility.ELIGIBLE, cents, Periodicity.MONTHLY, Method.LAW_AS_CODE, person=person, reason="Ouvert."
    )


def test_a_small_aah_leaves_the_rest_of_the_rsa_of_a_family() -> None:
    rsa, aah = opened("rsa", 887_46), opened("aah", 300_00, ME)
    (left, _) = with_counted([rsa, aah], {"rsa": 100_00}, single(), CATALOGUE, MONTH)
    assert (left.eligibility, left.amount_cents) == (Eligibility.ELIGIBLE, 687_46)
    assert "Allocation aux adultes handicapés" in left.reason


def test_what_the_law_as_code_has_counted_already_is_not_counted_twice() -> None:
    rsa, aah = opened("rsa", 300_00), opened("aah", AAH, ME)
    assert with_counted([rsa, aah], {"rsa": AAH}, single(), CATALOGUE, MONTH) == [rsa, aah]


def test_less_than_six_euros_are_not_paid() -> None:
    rsa, aah = opened("rsa", AAH + 5_99), opened("aah", AAH, ME)
    (left, _) = with_counted([rsa, aah], {"rsa": 0}, single(), CATALOGUE, MONTH)
    assert left.eligibility is Eligibility.NOT_ELIGIBLE


def test_an_aah_that_is_paid_counts_even_where_nobody_told_of_the_disability() -> None:
    paid = single(received=(Received("aah", Series(MONTH, (AAH,), continues=True), ME, open=True),))
    (left,) = with_counted([opened("rsa", 600_00)], {"rsa": 0}, paid, CATALOGUE, MONTH)
    assert left.amount_cents == 0


async def test_invalidity_pension_asi_and_aah_never_exceed_the_aah(calculator: DirectCalculator) -> None:
    pension = {(ME, Resource.DISABILITY_PENSION): wage(500_00)}
    for month in await months(calculator, disabled(single(Activity.DISABLED, resources=pension))):
        asi, aah = (result(month, benefit, ME) for benefit in ("asi", "aah"))
        assert asi.amount_cents > 400_00
        assert abs(500_00 + asi.amount_cents + aah.amount_cents - AAH) <= 1
        assert result(month, "majoration-vie-autonome", ME).eligibility is Eligibility.ELIGIBLE


async def test_a_small_pension_is_completed_by_the_aspa_or_by_the_aah_and_not_by_both(
    calculator: DirectCalculator,
) -> None:
    pension = {(ME, Resource.RETIREMENT_PENSION): wage(500_00)}
    old = disabled(single(Activity.RETIRED, born=date(1959, 5, 15), resources=pension))
    for month in await months(calculator, old):
        assert result(month, "aspa").amount_cents > 500_00
        assert result(month, "aah", ME).eligibility is Eligibility.NOT_ELIGIBLE
        assert result(month, "majoration-vie-autonome", ME).eligibility is Eligibility.NOT_ELIGIBLE


def test_an_asi_that_is_paid_is_taken_off_by_the_law_as_code_already() -> None:
    paid = single(received=(Received("asi", Series(months_after(MONTH, -3), (300_00,) * 3), ME, open=True),))
    results = [opened("aah", 119_41, ME), opened("asi", 422_18, ME)]
    assert with_counted(results, {}, paid, CATALOGUE, MONTH) == results
    assert with_counted(results, {}, single(), CATALOGUE, MONTH)[0].eligibility is Eligibility.NOT_ELIGIBLE


def test_the_prime_de_noel_stays_with_who_had_the_rsa_this_year() -> None:
    paid = single(received=(Received("rsa", Series(MONTH, (600_00,))),))
    results = [opened("rsa", 600_00), opened("aah", AAH, ME), opened("prime-noel", 152_45)]
    assert with_counted(results, {"rsa": 0}, paid, CATALOGUE, MONTH)[2].eligibility is Eligibility.ELIGIBLE
    assert with_counted(results, {"rsa": 0}, single(), CATALOGUE, MONTH)[2].eligibility is Eligibility.NOT_ELIGIBLE


def test_a_bonus_beside_an_aah_that_has_just_opened_says_that_it_will_not_stay() -> None:
    """The law counts in the bonus what was paid in its own quarter alone (CSS R843-1): the amount is right, and lasts a few months."""
    bonus, aah = opened("prime-activite", 250_00), opened("aah", AAH, ME)
    said, _ = with_counted([bonus, aah], {}, single(), CATALOGUE, MONTH)
    assert said.amount_cents == 250_00
    assert "Allocation aux adultes handicapés" in said.reason
    assert "deux à quatre mois" in said.reason


def test_a_bonus_beside_an_aah_that_was_paid_all_along_says_nothing_of_it() -> None:
    bonus, aah = opened("prime-activite", 250_00), opened("aah", AAH, ME)
    paid = Received("aah", Series(months_after(MONTH, -12), (AAH,), continues=True), ME, open=True)
    household = single().changed(received=(paid,))
    assert with_counted([bonus, aah], {}, household, CATALOGUE, MONTH)[0] == bonus
