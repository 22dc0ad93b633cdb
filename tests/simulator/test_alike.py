"""What is shared between a household and its variants is what each would be told alone."""

import random
from dataclasses import fields
from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.alike import First, unlike
from services.simulator.domain.eligibility import Situation, results_of
from services.simulator.domain.estimates import wired
from services.simulator.domain.household import Household, months_after
from services.simulator.domain.results import Values
from services.simulator.legislation.fixture import draw

MONTH = date(2026, 11, 1)
CATALOGUE = load_catalogue()
BENEFITS = tuple(CATALOGUE.benefits.values())
FIELDS = [one.name for one in fields(Household) if one.name != "month"]


def situation(household: Household, rank: int, values: Values) -> Situation:
    month = months_after(MONTH, rank)
    return Situation(household, wired(household, CATALOGUE), month, values, household.changed(month=month))


def valued(household: Household, chance: random.Random) -> dict[str, float | dict[str, float]]:
    individual = {name for one in BENEFITS if one.individual for name in one.variables}
    amounts = (0.0, 0.0, 0.0, 1.0, 151.4, 646.52)
    return {
        name: {person.key: chance.choice(amounts) for person in household.persons}
        if name in individual
        else chance.choice(amounts)
        for name in CATALOGUE.variables
    }


def variant_of(household: Household, other: Household, chance: random.Random) -> Household:
    """Some of the household, some of the other one; persons bring their resources with them."""
    taken = {name: getattr(other, name) for name in chance.sample(FIELDS, chance.choice((0, 1, 1, 2, 5)))}
    if "persons" in taken:
        taken |= {"resources": other.resources, "without": other.without}
    return household.changed(**taken)


def test_a_variant_has_the_results_that_it_would_have_alone() -> None:
    chance = random.Random(11)  # noqa: S311  reproducible, nothing to hide
    drawn = draw(11, 240, MONTH)
    for household, other in zip(drawn[:120], drawn[120:], strict=True):
        rank, values = chance.randrange(12), valued(household, chance)
        here = situation(household, rank, values)
        first = First(here, BENEFITS, CATALOGUE)
        assert first.results == results_of(here, BENEFITS, CATALOGUE)
        changed = variant_of(household, other, chance)
        fresh = valued(changed, chance)
        same = {name for name in values if chance.random() < 0.8 and changed.persons == household.persons}
        there = situation(changed, rank, {name: (values if name in same else fresh)[name] for name in values})
        assert first.variant(there, unlike(here, there)) == results_of(there, BENEFITS, CATALOGUE)


def test_nothing_is_worked_out_again_for_the_same_household() -> None:
    chance = random.Random(12)  # noqa: S311  reproducible, nothing to hide
    household = draw(12, 1, MONTH)[0]
    here = situation(household, 3, valued(household, chance))
    first = First(here, BENEFITS, CATALOGUE)
    assert first.variant(here, unlike(here, here)) is first.results
