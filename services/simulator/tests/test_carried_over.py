"""What is really paid is said of the months of its payments alone; later ones carry the last payment over, and say so."""

from datetime import date

from services.simulator.domain import wording
from services.simulator.domain.household import Received, Series
from services.simulator.domain.vocabulary import Activity, Resource
from services.simulator.tests.homes import ME, Law, employee, result, single
from services.simulator.tests.test_months import CATALOGUE, bonus, receiving
from services.simulator.usecases.months import months_of
from services.simulator.usecases.simulate import simulate


async def test_an_amount_is_really_paid_only_in_the_months_of_its_payments() -> None:
    """Payments are known until September: October and later carry the last one over, and say so."""
    october, november = (await months_of(Law(bonus), CATALOGUE, [receiving(350_00)], 2))[0]
    for month in (october, november):
        assert result(month, "prime-activite").amount_cents == 350_00
        assert "septembre 2026" in result(month, "prime-activite").reason
    paid = Received("prime-activite", Series(date(2026, 8, 1), (350_00,) * 3), open=True)
    october, november = (await months_of(Law(bonus), CATALOGUE, [employee().changed(received=(paid,))], 2))[0]
    assert result(october, "prime-activite").reason == wording.PAID
    assert "octobre 2026" in result(november, "prime-activite").reason


async def test_a_resource_that_only_the_person_tells_is_not_said_to_be_really_paid() -> None:
    pension = Series(date(2026, 6, 1), (900_00,), continues=True)
    retired = single(Activity.RETIRED, born=date(1955, 5, 1), resources={(ME, Resource.RETIREMENT_PENSION): pension})
    told = (await simulate(Law(bonus), CATALOGUE, retired)).month
    assert result(told, "retraite-base", ME).reason == wording.AS_TOLD
    paid = Received("retraite-base", Series(date(2026, 6, 1), (900_00,) * 4), ME, open=True)
    known = (await simulate(Law(bonus), CATALOGUE, retired.changed(received=(paid,)))).month
    assert "septembre 2026" in result(known, "retraite-base", ME).reason
