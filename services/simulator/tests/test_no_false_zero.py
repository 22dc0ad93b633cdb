"""What a household really has is never refused to it because it kept something to itself: tried on random households with the law as code."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Home, Household, Person
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role, Union
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import CHILD, ME, MONTH, NOTHING_OWNED, wage
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
PARTNER = "conjoint"
_KINDS = {
    Activity.EMPLOYEE: Resource.WAGE,
    Activity.JOB_SEEKER: Resource.UNEMPLOYMENT,
    Activity.RETIRED: Resource.RETIREMENT_PENSION,
    Activity.NONE: None,
}
_COMMUNES = ("69123", "75115", "03107", "63113")


@pytest.fixture(scope="module")
def calculator() -> DirectCalculator:
    return DirectCalculator.of(MONTH)


def _known(draw: random.Random) -> Household:
    """A household all of whose situation is known."""
    activity = draw.choice(list(_KINDS))
    born = date(draw.randint(1955, 1961) if activity is Activity.RETIRED else draw.randint(1970, 2003), 4, 4)
    persons, union = [Person(ME, Role.APPLICANT, born, activity)], None
    kind = _KINDS[activity]
    resources = {(ME, kind): wage(draw.randint(300, 4_000) * 100)} if kind else {}
    if draw.random() < 0.4:
        persons.append(Person(PARTNER, Role.PARTNER, date(1985, 4, 4), Activity.NONE))
        union = Union.MARRIAGE
    births = [date(draw.randint(2009, 2025), 5, 5) for _ in range(draw.choice([0, 0, 1, 2, 3]))]
    persons += [Person(f"{CHILD}{n}", Role.CHILD, born) for n, born in enumerate(births)]
    occupancy = draw.choice([Occupancy.TENANT, Occupancy.SOCIAL_TENANT, Occupancy.HOSTED])
    rent = None if occupancy is Occupancy.HOSTED else draw.randint(250, 900) * 100
    return Household(
        MONTH, tuple(persons), union=union, home=Home(occupancy, rent, draw.choice(_COMMUNES)), resources=resources,
        without=frozenset((person.key, None) for person in persons), assets=NOTHING_OWNED,
        alone_since_date=None if union or not births else date(2025, 1, 1),
    )  # fmt: skip


def _home(household: Household) -> Household:
    return household.changed(home=None)


def _rent(household: Household) -> Household:
    return household.changed(home=replace(household.home or Home(), rent_cents=None))


def _resources(household: Household) -> Household:
    return household.changed(resources={}, without=frozenset())


def _activity(household: Household) -> Household:
    me, *others = household.persons
    return _resources(household).changed(persons=(replace(me, activity=None), *others))


def _since(household: Household) -> Household:
    return household.changed(alone_since_date=None, assets=None)


_SECRETS: tuple[Callable[[Household], Household], ...] = (_home, _rent, _resources, _activity, _since)


@pytest.mark.parametrize("seed", range(12))
async def test_keeping_something_secret_never_turns_a_right_into_a_refusal(
    calculator: DirectCalculator, seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311  # a seeded sample, nothing secret
    whole = _known(draw)
    partial = whole
    for secret in draw.sample(_SECRETS, 2):
        partial = secret(partial)
    truth = (await simulate(calculator, CATALOGUE, whole)).month.results
    said = {(one.benefit, one.person): one for one in (await simulate(calculator, CATALOGUE, partial)).month.results}
    refused = [
        one.benefit
        for one in truth
        if one.eligibility is Eligibility.ELIGIBLE
        and said[one.benefit, one.person].eligibility is Eligibility.NOT_ELIGIBLE
    ]
    assert refused == []
