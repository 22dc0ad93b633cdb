"""The birth grant, through the real law: said to be to come before the seventh month."""

from dataclasses import replace
from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import wording
from services.simulator.domain.changes import Birth
from services.simulator.domain.changes_family import birth
from services.simulator.domain.household import Career
from services.simulator.domain.results import Eligibility
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import MONTH, employee, result
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
CALCULATOR = DirectCalculator.of(MONTH)
GRANT = "prime-naissance"


async def test_who_expects_a_child_is_told_that_the_grant_is_to_come() -> None:
    [me] = employee().persons
    expecting = employee().changed(
        persons=(replace(me, expected_birth_date=date(2027, 3, 20), career=Career(days_worked=480)),),
        tax_incomes={(2024, ""): 12_000_00},
    )
    grant = result((await simulate(CALCULATOR, CATALOGUE, expecting)).month, GRANT)
    assert (grant.eligibility, grant.reason) == (Eligibility.NOT_ELIGIBLE, wording.BIRTH_TO_COME)


def test_a_birth_that_is_tried_says_that_the_grant_is_not_counted() -> None:
    _, said = birth(employee(), Birth(), date(2027, 3, 20))
    assert any("prime à la naissance" in one.lower() and "n'est pas comptée" in one for one in said)
