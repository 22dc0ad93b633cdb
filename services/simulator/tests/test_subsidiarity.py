"""The RSA tops up what a household has: an AAH that has just opened is never added to it."""

from dataclasses import replace

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Disability, Household, Received, Series
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.subsidiarity import with_counted
from services.simulator.domain.vocabulary import Activity
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import ME, MONTH, result, single
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
    (left, _) = with_counted([rsa, aah], {"rsa": 100_00}, single(), CATALOGUE)
    assert (left.eligibility, left.amount_cents) == (Eligibility.ELIGIBLE, 687_46)
    assert "Allocation aux adultes handicapés" in left.reason


def test_what_the_law_as_code_has_counted_already_is_not_counted_twice() -> None:
    rsa, aah = opened("rsa", 300_00), opened("aah", AAH, ME)
    assert with_counted([rsa, aah], {"rsa": AAH}, single(), CATALOGUE) == [rsa, aah]


def test_less_than_six_euros_are_not_paid() -> None:
    rsa, aah = opened("rsa", AAH + 5_99), opened("aah", AAH, ME)
    (left, _) = with_counted([rsa, aah], {"rsa": 0}, single(), CATALOGUE)
    assert left.eligibility is Eligibility.NOT_ELIGIBLE


def test_an_aah_that_is_paid_counts_even_where_nobody_told_of_the_disability() -> None:
    paid = single(received=(Received("aah", Series(MONTH, (AAH,), continues=True), ME, open=True),))
    (left,) = with_counted([opened("rsa", 600_00)], {"rsa": 0}, paid, CATALOGUE)
    assert left.amount_cents == 0


def test_the_prime_de_noel_stays_with_who_had_the_rsa_this_year() -> None:
    paid = single(received=(Received("rsa", Series(MONTH, (600_00,))),))
    results = [opened("rsa", 600_00), opened("aah", AAH, ME), opened("prime-noel", 152_45)]
    assert with_counted(results, {"rsa": 0}, paid, CATALOGUE)[2].eligibility is Eligibility.ELIGIBLE
    assert with_counted(results, {"rsa": 0}, single(), CATALOGUE)[2].eligibility is Eligibility.NOT_ELIGIBLE
