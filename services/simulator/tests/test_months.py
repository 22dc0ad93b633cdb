"""What is really paid stays, and what a change moves is said; yearly benefits stand in their month; our own models feed the others."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInput
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.catalogue_problems import UnknownBenefit
from services.simulator.domain.eligibility import cents
from services.simulator.domain.household import Household, Received, Series
from services.simulator.domain.results import Eligibility, Method
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.tests.homes import ME, MONTH, Given, Law, dismissed, employee, net, result, single, wage
from services.simulator.usecases.benefits import list_benefits
from services.simulator.usecases.months import months_of
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
ELIGIBLE, NOT_ELIGIBLE, RECEIVED = Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE, Eligibility.RECEIVED


def bonus(household: Household, month: date) -> Given:
    """500 € less a tenth of the wage and of unemployment benefit, nil above 4 000 €."""
    earned = net(household, Resource.WAGE, month) + net(household, Resource.UNEMPLOYMENT, month)
    return {"ppa": 500 - earned / 10 if earned < 4000 else 0.0}


def receiving(paid_cents: int, benefit: str = "prime-activite", household: Household | None = None) -> Household:
    told = Received(benefit, Series(date(2026, 8, 1), (paid_cents,) * 2), open=True)
    return (household or employee()).changed(received=(told,))


async def test_what_is_received_is_what_is_paid_and_the_computed_amount_stands_beside() -> None:
    found = await simulate(Law(bonus), CATALOGUE, receiving(300_00))
    prime = result(found.month, "prime-activite")
    assert (prime.eligibility, prime.method) == (RECEIVED, Method.PAID)
    assert (prime.amount_cents, prime.computed_cents) == (300_00, 350_00)
    assert "50\u00a0€ de moins" in prime.difference
    assert "trimestre" in prime.difference


async def test_a_gap_of_cents_is_not_worth_a_word() -> None:
    found = await simulate(Law(bonus), CATALOGUE, receiving(350_60))
    assert result(found.month, "prime-activite").difference == ""


async def test_what_is_paid_against_the_rules_stays_and_is_said() -> None:
    found = await simulate(Law(lambda household, month: {}), CATALOGUE, receiving(120_00))
    prime = result(found.month, "prime-activite")
    assert (prime.eligibility, prime.amount_cents, prime.computed_cents) == (RECEIVED, 120_00, 0)
    assert "n'ouvrent pas ce droit" in prime.difference


async def test_a_change_moves_what_is_paid_by_what_the_rules_say() -> None:
    here = receiving(300_00)
    raised = here.changed(resources={(ME, Resource.WAGE): wage(2_000_00)})
    baseline, variant = await months_of(Law(bonus), CATALOGUE, [here, raised], 2)
    assert [result(month, "prime-activite").amount_cents for month in baseline] == [300_00, 300_00]
    moved = result(variant[0], "prime-activite")
    assert (moved.eligibility, moved.amount_cents, moved.computed_cents) == (RECEIVED, 250_00, 300_00)
    assert moved.difference


async def test_a_change_that_closes_a_right_ends_what_is_paid() -> None:
    here = receiving(300_00)
    rich = here.changed(resources={(ME, Resource.WAGE): wage(5_000_00)})
    _, variant = await months_of(Law(bonus), CATALOGUE, [here, rich], 1)
    closed = result(variant[0], "prime-activite")
    assert (closed.eligibility, closed.amount_cents) == (NOT_ELIGIBLE, 0)
    assert "aujourd'hui" in closed.reason


async def test_the_two_covers_that_the_rights_view_knows_as_one_are_never_both_received() -> None:
    for rule, expected in (
        ({"css_participation_forfaitaire": 25.0}, "c2s-participation"),
        ({"cmu_c": 1.0}, "c2s"),
        ({}, "c2s"),
    ):
        found = await simulate(Law(lambda household, month, rule=rule: rule), CATALOGUE, receiving(0, "c2s"))  # type: ignore[misc]
        open_ones = [r.benefit for r in found.month.results if r.eligibility is RECEIVED]
        assert open_ones == [expected]


async def test_the_free_cover_excludes_the_one_that_is_paid_for() -> None:
    law = Law(lambda household, month: {"cmu_c": 1.0, "css_participation_forfaitaire": 25.0})
    found = await simulate(law, CATALOGUE, employee())
    assert result(found.month, "c2s").eligibility is ELIGIBLE
    assert result(found.month, "c2s-participation").eligibility is NOT_ELIGIBLE


async def test_the_cost_of_a_cover_is_said_and_is_no_income() -> None:
    law = Law(lambda household, month: {"css_participation_forfaitaire": 44.0})
    found = await simulate(law, CATALOGUE, employee(1_000_00))
    paid_for = result(found.month, "c2s-participation")
    assert (paid_for.eligibility, paid_for.amount_cents) == (ELIGIBLE, 0)
    assert "44\u00a0€" in paid_for.reason
    assert found.month.disposable_cents == 1_000_00


async def test_a_part_goes_with_its_whole_and_is_counted_once() -> None:
    alone = await simulate(Law(lambda household, month: {"rsa_majore_eligibilite": 1.0}), CATALOGUE, employee(0))
    assert result(alone.month, "rsa-majore").eligibility is NOT_ELIGIBLE
    both = await simulate(
        Law(lambda household, month: {"rsa": 800.0, "rsa_majore_eligibilite": 1.0}), CATALOGUE, employee(0)
    )
    assert result(both.month, "rsa-majore").eligibility is ELIGIBLE
    assert both.month.disposable_cents == 800_00


async def test_a_benefit_of_the_year_counts_in_its_month_only() -> None:
    law = Law(lambda household, month: {"aefa": 152.45})
    months = (await months_of(law, CATALOGUE, [employee(1_000_00)], 4))[0]
    assert [month.disposable_cents for month in months] == [1_000_00, 1_000_00, 1_152_45, 1_000_00]
    assert all(result(month, "prime-noel").amount_cents == 152_45 for month in months)


async def test_alimony_that_is_paid_is_taken_off_and_a_gross_wage_is_counted_net() -> None:
    paying = employee().changed(
        resources={(ME, Resource.WAGE): wage(2_000_00), (ME, Resource.ALIMONY_PAID): wage(150_00)}
    )
    found = await simulate(Law(lambda household, month: {}), CATALOGUE, paying)
    assert found.month.disposable_cents == 1_850_00


async def test_unemployment_benefit_is_estimated_and_the_other_benefits_see_it() -> None:
    found = await simulate(Law(bonus), CATALOGUE, dismissed())
    are = result(found.month, "are", ME)
    assert (are.eligibility, are.method) == (ELIGIBLE, Method.ESTIMATE)
    assert are.amount_cents > 1_000_00
    assert result(found.month, "prime-activite").amount_cents == pytest.approx(500_00 - are.amount_cents / 10, abs=1)
    # A resource, counted once.
    assert found.month.disposable_cents == are.amount_cents + result(found.month, "prime-activite").amount_cents


async def test_unemployment_benefit_that_is_told_is_what_is_paid() -> None:
    paid = Series(date(2026, 6, 1), (910_00,), continues=True)
    seeker = single(Activity.JOB_SEEKER, resources={(ME, Resource.UNEMPLOYMENT): paid})
    found = await simulate(Law(bonus), CATALOGUE, seeker)
    are = result(found.month, "are", ME)
    assert (are.eligibility, are.method, are.amount_cents) == (RECEIVED, Method.PAID, 910_00)


async def test_a_resource_that_is_another_right_is_not_said_to_be_this_one() -> None:
    paid = Series(date(2026, 6, 1), (1_300_00,), continues=True)
    seeker = single(Activity.JOB_SEEKER, resources={(ME, Resource.UNEMPLOYMENT): paid})
    securing = seeker.changed(received=(Received("asp", Series(date(2026, 8, 1), (1_300_00,) * 2), ME, open=True),))
    found = await simulate(Law(bonus), CATALOGUE, securing)
    assert result(found.month, "are", ME).eligibility is NOT_ELIGIBLE
    assert found.month.disposable_cents == 1_300_00 + result(found.month, "prime-activite").amount_cents


async def test_a_resource_that_ends_is_no_longer_paid() -> None:
    paid = Series(date(2026, 6, 1), (910_00,) * 6)
    seeker = single(Activity.JOB_SEEKER, resources={(ME, Resource.UNEMPLOYMENT): paid})
    months = (await months_of(Law(bonus), CATALOGUE, [seeker], 3))[0]
    assert [result(month, "are", ME).amount_cents for month in months] == [910_00, 910_00, 0]
    assert result(months[2], "are", ME).eligibility is NOT_ELIGIBLE


async def test_an_estimate_says_between_what_and_what() -> None:
    found = await simulate(Law(bonus), CATALOGUE, dismissed())
    are = result(found.month, "are", ME)
    assert are.low_cents is not None
    assert are.high_cents is not None
    assert are.low_cents < are.amount_cents < are.high_cents


async def test_a_pension_that_is_told_is_counted_once_for_base_and_complementary() -> None:
    pension = {(ME, Resource.RETIREMENT_PENSION): wage(1_100_00)}
    retired = single(Activity.RETIRED, born=date(1958, 5, 1), resources=pension)
    found = await simulate(Law(lambda household, month: {}), CATALOGUE, retired)
    assert result(found.month, "retraite-base", ME).amount_cents == 1_100_00
    assert result(found.month, "retraite-complementaire", ME).amount_cents == 0
    assert found.month.disposable_cents == 1_100_00


async def test_a_pension_to_come_says_when() -> None:
    found = await simulate(Law(lambda household, month: {}), CATALOGUE, employee())
    base = result(found.month, "retraite-base", ME)
    assert base.eligibility is NOT_ELIGIBLE
    assert "1er juin 2054" in base.reason


async def test_asking_for_some_benefits_changes_neither_them_nor_the_total() -> None:
    everything = await simulate(Law(bonus), CATALOGUE, employee())
    some = await simulate(Law(bonus), CATALOGUE, employee(), frozenset({"prime-activite"}))
    assert [each.benefit for each in some.month.results] == ["prime-activite"]
    assert some.month.results[0] == result(everything.month, "prime-activite")
    assert some.month.disposable_cents == everything.month.disposable_cents


async def test_a_benefit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownBenefit):
        await simulate(Law(bonus), CATALOGUE, employee(), frozenset({"licorne"}))


async def test_a_year_of_variants_takes_one_call_when_everything_is_known() -> None:
    law = Law(bonus)
    await months_of(law, CATALOGUE, [employee(n * 100_00) for n in range(1, 14)], 12)
    assert law.calls == [(13, 12)]


async def test_a_variant_that_tells_what_was_unknown_is_no_longer_doubtful() -> None:
    unknown = employee().changed(resources={}, without=frozenset())
    told = replace(employee())
    baseline, variant = await months_of(
        Law(lambda h, m: {"rsa": max(0.0, 600 - net(h, Resource.WAGE, m))}), CATALOGUE, [unknown, told], 2
    )
    assert {result(month, "rsa").eligibility for month in baseline} == {Eligibility.UNKNOWN}
    assert {result(month, "rsa").eligibility for month in variant} == {NOT_ELIGIBLE}


@pytest.mark.parametrize(("euros", "expected"), [(0.145, 15), (1.005, 101), (429.44, 42944), (0.0, 0), (2.675, 268)])
def test_half_a_cent_is_rounded_up(euros: float, expected: int) -> None:
    assert cents(euros) == expected


@given(st.integers(0, 10**9))
def test_cents_survive_a_trip_through_euros(amount: int) -> None:
    assert cents(amount / 100) == amount


def test_benefits_are_listed_page_by_page_each_once() -> None:
    seen, token = [], ""
    while True:
        page, token = list_benefits(CATALOGUE, 20, token)
        seen += [benefit.id for benefit in page]
        if not token:
            break
    assert seen == list(CATALOGUE.benefits)


def test_a_page_of_nothing_or_less_is_refused() -> None:
    with pytest.raises(InvalidInput):
        list_benefits(CATALOGUE, -1, "")


async def test_the_month_simulated_is_the_first_one() -> None:
    months = (await months_of(Law(bonus), CATALOGUE, [employee()], 3))[0]
    assert [month.month for month in months] == [MONTH, date(2026, 11, 1), date(2026, 12, 1)]
