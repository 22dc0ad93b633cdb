"""Any change on any household gives a valid household or a refusal in the person's words."""

from datetime import date

import pytest
from hypothesis import given, settings

from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import KINDS, Change
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_trial import tried
from services.simulator.domain.household import Household, months_after
from services.simulator.domain.timeline_standing import own_resources
from services.simulator.tests.changing import KNOWN, MONTH, NOBODY_KNOWS, alone, changes, couple, faults, households


@settings(max_examples=200)
@given(households(), changes)
def test_a_change_never_makes_an_invalid_household(household: Household, change: Change) -> None:
    if faults(household):
        return
    for estimates in (KNOWN, NOBODY_KNOWS):
        try:
            trial = tried(household, change, estimates)
        except Impossible:
            continue
        assert faults(trial.after) == []
        assert trial.assumptions
        assert trial.after.month == household.month


@given(changes)
def test_what_persons_had_before_a_change_of_work_does_not_move(change: Change) -> None:
    household = couple()
    try:
        trial = tried(household, change, KNOWN)
    except Impossible:
        return
    if trial.whole_household:
        return
    for count in range(-24, 0):
        month = months_after(trial.switch, count)
        assert own_resources(trial.after, month) == own_resources(household, month)


@pytest.mark.parametrize("day", [date(2025, 9, 30), date(2027, 11, 1)])
def test_a_date_more_than_a_year_away_is_refused(day: date) -> None:
    with pytest.raises(Impossible) as refusal:
        tried(couple(), Change("a", day, kinds.Birth()), KNOWN)
    assert refusal.value.field == "date"


@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2027, 10, 31)])
def test_a_date_a_year_away_is_accepted(day: date) -> None:
    assert tried(couple(), Change("a", day, kinds.Birth()), KNOWN).switch == day.replace(day=1)


def test_what_is_paid_stays_a_fact() -> None:
    household = couple()
    assert tried(household, Change("a", MONTH, kinds.Birth()), KNOWN).after.received == household.received


def test_a_birth_and_a_move_change_the_whole_household_a_raise_does_not() -> None:
    def is_whole(what: kinds.What) -> bool:
        return tried(alone(), Change("a", MONTH, what), KNOWN).whole_household

    assert is_whole(kinds.Birth())
    assert not is_whole(kinds.WageChange("moi", 1_500_00))


def test_every_kind_of_the_contract_has_its_name() -> None:
    from mesdroits.simulator.v1 import change_pb2

    told = [field.name for field in change_pb2.Change.DESCRIPTOR.oneofs_by_name["what"].fields]
    assert list(KINDS.values()) == told


def test_a_resource_that_begins_where_nothing_was_told_says_that_it_was_counted_as_nil() -> None:
    def said(**household: object) -> bool:
        trial = tried(alone(resources={}, **household), Change("a", MONTH, kinds.NewJob("moi", 900_00)), KNOWN)
        return any("compté comme nul" in text for text in trial.assumptions)

    assert said(without=frozenset())
    assert not said()
