"""Changes that are tried together: each at its date on what the one before left, whatever the order in which they are sent."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput
from services.simulator.api.reading import household_of
from services.simulator.api.reading_changes import tried_of
from services.simulator.api.tests.test_reading import TODAY, day
from services.simulator.api.tests.test_reading import couple as told_couple
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change, Combination, What
from services.simulator.domain.changes_order import ORDER
from services.simulator.domain.changes_problems import ImpossibleChange
from services.simulator.domain.household import Home, Household
from services.simulator.domain.vocabulary import Occupancy
from services.simulator.tests.changing import alone, changes, couple, faults, households
from services.simulator.tests.test_compare import MARCH, compared, gains, known
from services.simulator.usecases.compare import ChangeOutcome, Comparison

MAY = date(2027, 5, 10)
HOME = Home(Occupancy.SOCIAL_TENANT, 400_00, "15014")


async def together(household: Household, *tried: tuple[What, date]) -> ChangeOutcome:
    """What these changes do together."""
    each = tuple(Change(f"essai_{rank}", when, what) for rank, (what, when) in enumerate(tried, 1))
    asked = Comparison(known(household), (), combinations=(Combination("essai", each),))
    return (await compared(asked)).outcomes[0]


async def test_a_death_and_a_move_are_tried_together_and_each_counts_from_its_month() -> None:
    found = await together(couple(), (kinds.PartnerDeath(), MARCH), (kinds.Move(HOME), MAY))
    assert found.change == "essai"
    assert ORDER in found.assumptions
    assert "Le nouveau loyer est compté dès le mois du déménagement, en entier." in found.assumptions
    assert any("capital décès" in said for said in found.assumptions)
    assert gains(found, "ars") == {}
    assert 3 in gains(found, "prime-activite")


async def test_a_birth_and_a_parental_leave_for_that_child_are_tried_together() -> None:
    found = await together(alone(), (kinds.ParentalLeave("moi"), MAY), (kinds.Birth(), MARCH))
    assert gains(found, "af")[4] == 150_00
    assert 8 in gains(found, "prime-activite")
    assert not any("aucun congé n'est compté" in said for said in found.assumptions)
    assert not any("Ce changement" in said for said in (found.summary, *found.assumptions))


async def test_one_change_alone_or_as_a_combination_is_the_same() -> None:
    change = Change("essai", MARCH, kinds.JobLoss("moi"))
    both = await compared(Comparison(known(alone()), (change,), combinations=(Combination("seul", (change,)),)))
    single, combined = both.outcomes
    assert replace(combined, change="essai") == single


async def test_what_comes_second_is_tried_on_what_the_first_one_left() -> None:
    with pytest.raises(ImpossibleChange) as refused:
        await together(couple(), (kinds.NewJob("conjoint", 1_000_00), MAY), (kinds.PartnerDeath(), MARCH))
    assert [one.field for one in refused.value.violations] == ["combinations[0].changes[0].new_job.person"]


@pytest.mark.parametrize(
    "pair",
    [
        (kinds.Move(HOME), kinds.RentChange(300_00)),
        (kinds.Separation(home=HOME), kinds.Move(HOME)),
        (kinds.WageChange("moi", 1_000_00), kinds.SickLeave("moi")),
        (kinds.PartnerDeath(), kinds.Separation()),
    ],
)
async def test_two_words_on_one_matter_of_one_day_are_refused(pair: tuple[What, What]) -> None:
    for first, second in (pair, pair[::-1]):
        with pytest.raises(ImpossibleChange) as refused:
            await together(couple(), (first, MARCH), (second, MARCH))
        assert refused.value.violations[0].field.endswith(".date")


async def test_work_that_ends_gives_way_to_other_work_on_the_same_day() -> None:
    job = kinds.NewJob("moi", 2_000_00)
    both: list[tuple[What, date]] = [(job, MARCH), (kinds.JobLoss("moi"), MARCH)]
    found = [await together(alone(), *pair) for pair in permutations(both)]
    assert [one.months for one in found] == [found[0].months] * 2


@settings(max_examples=60, deadline=None)
@given(households(), st.lists(changes, min_size=2, max_size=3), st.integers(1, 12), st.randoms())
def test_the_order_of_the_request_never_decides_a_result(
    household: Household, tried: Sequence[Change], months: int, chance: object
) -> None:
    if faults(household):
        return
    shuffled = list(tried)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    first, second = (_outcome(household, each, months) for each in (tried, shuffled))
    assert first == second
    if first is not None:
        assert all(result.amount_cents >= 0 for month in first.months for result in month.results)


def _outcome(household: Household, tried: Sequence[Change], months: int) -> ChangeOutcome | None:
    asked = Comparison(household, (), months, combinations=(Combination("essai", tuple(tried)),))
    try:
        return asyncio.run(compared(asked)).outcomes[0]
    except ImpossibleChange:
        return None


def a_change(key: str, month: int = 2, **what: Message) -> change_pb2.Change:
    return change_pb2.Change(change=key, date=day(2027, month), **what)  # type: ignore[arg-type]  # one of its kinds


def read(request: pb.CompareRequest) -> set[str]:
    """The fields that are refused; none when it is read."""
    try:
        tried_of(request, household_of(told_couple(), TODAY), TODAY)
    except InvalidInput as refused:
        return {one.field for one in refused.violations}
    return set()


def test_fewer_than_no_child_is_refused_and_nothing_said_is_one_child() -> None:
    request = pb.CompareRequest(changes=[a_change("a", birth=change_pb2.Birth(children=-1))])
    assert read(request) == {"changes[0].birth.children"}
    request = pb.CompareRequest(changes=[a_change("a", birth=change_pb2.Birth())])
    (change,), _ = tried_of(request, household_of(told_couple(), TODAY), TODAY)
    assert change.what == kinds.Birth(1)


async def test_the_birth_of_no_child_is_refused() -> None:
    with pytest.raises(ImpossibleChange) as refused:
        await together(alone(), (kinds.Birth(0), MARCH))
    assert refused.value.violations[0].field == "combinations[0].changes[0].birth.children"


def test_combinations_are_named_bounded_and_not_empty() -> None:
    birth = change_pb2.Birth()
    seven = [a_change(f"c{rank}", birth=birth) for rank in range(7)]
    nothing = pb.CompareRequest(combinations=[change_pb2.Combination(combination="a")])
    assert read(nothing) == {"changes", "combinations[0].changes"}
    assert read(pb.CompareRequest()) == {"changes"}
    many = pb.CompareRequest(combinations=[change_pb2.Combination(combination="a", changes=seven)])
    assert read(many) == {"combinations[0].changes"}
    too_many = pb.CompareRequest(
        changes=seven, combinations=[change_pb2.Combination(combination=key, changes=seven) for key in ("x", "y")]
    )
    assert read(too_many) == {"changes"}
    twice = pb.CompareRequest(
        changes=[seven[0]], combinations=[change_pb2.Combination(combination="c0", changes=seven[:2])]
    )
    assert read(twice) == {"changes"}
    wrong = pb.CompareRequest(combinations=[change_pb2.Combination(combination="É", changes=[a_change("a")])])
    assert read(wrong) == {"combinations[0].combination", "combinations[0].changes[0].what"}
