"""The households that the benches draw: what the simulator reads from their message is what was drawn."""

from datetime import date

from bench.messages import message_of
from bench.simulator_hostile import spoilt
from services.simulator.api.reading import household_of
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Union
from services.simulator.legislation.fixture import draw

MONTH, TODAY = date(2026, 11, 1), date(2026, 11, 22)


def test_a_drawn_household_is_read_as_it_was_drawn() -> None:
    for household in draw(3, 300, MONTH):
        assert household_of(message_of(household), TODAY) == household


def test_drawn_households_are_as_wide_as_the_contract() -> None:
    drawn = draw(3, 2000, MONTH)
    assert {kind for one in drawn for _, kind in one.resources} == set(Resource)
    assert {person.activity for one in drawn for person in one.persons} >= set(Activity)
    assert {one.home.occupancy for one in drawn if one.home} == set(Occupancy)
    assert {one.union for one in drawn} == {*Union, None}
    assert {len(one.persons) for one in drawn} >= set(range(1, 8))
    assert any(cents < 0 for one in drawn for series in one.resources.values() for cents in series.amounts_cents)


def test_the_same_seed_draws_and_spoils_the_same() -> None:
    assert draw(3, 20, MONTH) == draw(3, 20, MONTH)
    assert list(spoilt(3, 20, MONTH)) == list(spoilt(3, 20, MONTH))
