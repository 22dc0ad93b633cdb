"""Resources that organismes pay: each pension keeps the amount that its payments tell, with a change too."""

from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change
from services.simulator.domain.household import Household, Received, Series
from services.simulator.domain.results import MonthResult
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.tests.homes import ME, MONTH, Law, result, single, wage
from services.simulator.usecases.compare import Comparison, compare
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
LAW = Law(lambda household, month: {})


def retired() -> Household:
    """Two pensions, paid by two organismes."""
    paid = tuple(
        Received(benefit, Series(date(2026, 9, 1), (cents,)), ME, open=True)
        for benefit, cents in (("retraite-base", 911_50), ("retraite-complementaire", 245_10))
    )
    pension = {(ME, Resource.RETIREMENT_PENSION): wage(1_156_60)}
    return single(Activity.RETIRED, born=date(1954, 3, 27), resources=pension, received=paid)


def pensions(month: MonthResult) -> list[int]:
    return [result(month, each, ME).amount_cents for each in ("retraite-base", "retraite-complementaire")]


async def test_pensions_that_payments_tell_apart_keep_their_own_amounts() -> None:
    found = await simulate(LAW, CATALOGUE, retired())
    assert pensions(found.month) == [911_50, 245_10]
    assert found.month.disposable_cents == 1_156_60


async def test_a_change_of_something_else_leaves_each_pension_as_it_is() -> None:
    asked = Comparison(retired(), (Change("loyer", MONTH, kinds.RentChange(700_00)),), 2)
    [outcome] = (await compare(LAW, CATALOGUE, asked)).outcomes
    assert [pensions(month) for month in outcome.months] == [[911_50, 245_10]] * 2
    assert outcome.differences == ()
