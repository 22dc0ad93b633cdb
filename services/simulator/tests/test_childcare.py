"""Until what age the care of a child is helped: six years, twelve for who raises it alone."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Household, Person
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Role
from services.simulator.tests.homes import CHILD, Law, result, single
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
TODDLER, PUPIL, TEENAGER = date(2024, 3, 10), date(2017, 3, 10), date(2013, 3, 10)


def parent(born: date, *, couple: bool) -> Household:
    """Somebody at work, with one child, alone or not."""
    household = single()
    others = [Person(CHILD, Role.CHILD, born)]
    if couple:
        others.append(Person("conjoint", Role.PARTNER, date(1991, 2, 2), Activity.EMPLOYEE))
    return household.changed(persons=(*household.persons, *others))


async def care(household: Household) -> Eligibility:
    """What is said of the right to it."""
    found = await simulate(Law(lambda *_: {}), CATALOGUE, household)
    return result(found.month, "cmg").eligibility


@pytest.mark.parametrize(
    ("born", "couple", "said"),
    [
        # Open: what it amounts to is asked.
        (TODDLER, True, Eligibility.UNKNOWN),
        (TODDLER, False, Eligibility.UNKNOWN),
        (PUPIL, True, Eligibility.NOT_ELIGIBLE),
        (PUPIL, False, Eligibility.UNKNOWN),
        (TEENAGER, False, Eligibility.NOT_ELIGIBLE),
    ],
)
async def test_a_pupil_s_care_is_helped_for_a_lone_parent_alone(born: date, couple: bool, said: Eligibility) -> None:
    assert await care(parent(born, couple=couple)) is said


async def test_a_pupil_s_parent_who_does_not_say_whether_they_live_alone_is_asked() -> None:
    pupil = replace(parent(PUPIL, couple=False), partner_unknown=True)
    assert await care(pupil) is Eligibility.UNKNOWN
