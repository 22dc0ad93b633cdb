"""What was paid for a home ends with it: the aid that goes on would be counted twice, beside what the next home opens."""

from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change
from services.simulator.domain.household import Home, Household, Received, Series
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Occupancy
from services.simulator.tests.homes import LYON, Given, Law, employee, result
from services.simulator.usecases.compare import Compared, Comparison, compare

CATALOGUE = load_catalogue()
NEXT = date(2026, 12, 1)
ELSEWHERE = Home(Occupancy.FURNISHED_TENANT, 500_00, LYON)
PAID = Received("apl", Series(date(2026, 8, 1), (210_00, 210_00)), open=True)


def furnished(household: Household, month: date) -> Given:
    """The housing aid of a furnished flat, and none for another home."""
    is_there = household.home is not None and household.home.occupancy is Occupancy.FURNISHED_TENANT
    return {"als": 250.0 if is_there else 0.0}


async def tried(what: kinds.What, household: Household) -> Compared:
    return await compare(Law(furnished), CATALOGUE, Comparison(household, (Change("one", NEXT, what),), 4))


@pytest.mark.parametrize("home", [Home(Occupancy.SOCIAL_TENANT, 480_00, LYON), Home(Occupancy.HOSTED)])
async def test_a_move_ends_the_housing_aid_that_was_paid_for_the_home_before(home: Home) -> None:
    found = await tried(kinds.Move(ELSEWHERE), employee().changed(home=home, received=(PAID,)))
    before, after = found.baseline[-1], found.outcomes[0].months[-1]
    assert (result(before, "apl").eligibility, result(before, "apl").amount_cents) == (Eligibility.RECEIVED, 210_00)
    assert (result(after, "apl").amount_cents, result(after, "als").amount_cents) == (0, 250_00)
    assert result(after, "apl").eligibility is Eligibility.NOT_ELIGIBLE


async def test_another_rent_for_the_same_home_ends_nothing() -> None:
    home = Home(Occupancy.SOCIAL_TENANT, 480_00, LYON)
    found = await tried(kinds.RentChange(520_00), employee().changed(home=home, received=(PAID,)))
    assert result(found.outcomes[0].months[-1], "apl").amount_cents == 210_00
