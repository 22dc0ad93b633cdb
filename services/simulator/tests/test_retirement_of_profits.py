"""The retirement of who lives on a profit: from the profit, with what is not counted said, and held by the top of the band."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.domain import wording
from services.simulator.domain.household import Career, Household
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.tests.homes import ME, Law, bare, result, single, wage
from services.simulator.tests.test_retirement import CATALOGUE, estimated, of
from services.simulator.usecases.simulate import simulate


def on_profit(activity: Activity, kind: Resource, monthly_cents: int) -> Household:
    household = single(activity, born=date(1970, 1, 1), resources={(ME, kind): wage(monthly_cents)})
    career = Career(validated_quarters=140, complementary_points=0)
    return household.changed(persons=(replace(household.applicant, career=career),))


@pytest.mark.parametrize(
    ("activity", "kind"),
    [(Activity.SELF_EMPLOYED, Resource.SELF_EMPLOYED_PROFIT), (Activity.FARMER, Resource.FARM_PROFIT)],
)
def test_who_lives_on_a_profit_has_a_pension_from_it_and_not_from_a_minimum_wage(
    activity: Activity, kind: Resource
) -> None:
    much, little = (estimated(on_profit(activity, kind, cents)) for cents in (3_500_00, 2_500_00))
    assert much.estimates[-1].base_cents == pytest.approx(little.estimates[-1].base_cents * 1.4, rel=0.01)
    assert any("bénéfice de la dernière année" in text for text in much.assumptions)
    assert not any("Smic" in text for text in much.assumptions)


def test_the_top_of_the_band_holds_the_complementary_pension_that_is_not_counted() -> None:
    worker = of(
        date(1970, 1, 1), Career(validated_quarters=140, average_annual_wage_cents=30_000_00, complementary_points=0)
    )
    for activity, at_least in ((Activity.SELF_EMPLOYED, 1.4), (Activity.FARMER, 1.2)):
        own = estimated(worker.changed(persons=(replace(worker.applicant, activity=activity),)))
        last = own.estimates[-1]
        assert last.high_cents - last.monthly_cents > last.base_cents * (at_least - 1)
        assert last.low_cents < last.monthly_cents
        assert any("haut de la fourchette" in text for text in own.assumptions)


async def test_the_complementary_pension_of_who_lives_on_a_profit_is_no_false_zero() -> None:
    household = on_profit(Activity.SELF_EMPLOYED, Resource.SELF_EMPLOYED_PROFIT, 2_500_00)
    old = household.changed(persons=(replace(household.applicant, birth_date=date(1962, 1, 1)),))
    month = (await simulate(Law(lambda *_: {}), CATALOGUE, old)).month
    said = result(month, "retraite-complementaire", ME)
    assert (said.eligibility, said.reason) == (Eligibility.UNKNOWN, wording.OWN_COMPLEMENT)
    base = result(month, "retraite-base", ME)
    assert base.eligibility is Eligibility.ELIGIBLE
    assert base.high_cents is not None
    assert base.high_cents < base.amount_cents * 1.3


def test_nobody_on_a_profit_is_told_that_their_points_are_estimated() -> None:
    said = estimated(bare(activity=Activity.SELF_EMPLOYED)).assumptions
    assert not any("sont estimés d'après votre carrière" in text for text in said)
    assert any("Aucun point Agirc-Arrco n'est compté" in text for text in said)


def test_farmers_are_told_of_the_best_twenty_five_years() -> None:
    assert any("25 meilleures années" in text for text in estimated(bare(activity=Activity.FARMER)).assumptions)
