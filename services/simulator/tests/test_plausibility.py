"""What cannot be is refused in the person's words; what is rare in real families is said, and never refused."""

from collections.abc import Callable
from datetime import date

import pytest
from mesdroits.simulator.v1 import household_pb2 as pb
from mesdroits.simulator.v1 import simulator_service_pb2 as service_pb

from chassis.errors import InvalidInput
from services.simulator.api.reading import household_of
from services.simulator.api.tests.test_reading import TODAY, couple, day
from services.simulator.api.writing_answers import simulated
from services.simulator.domain.plausibility import impossible, surprising
from services.simulator.domain.results import MonthResult
from services.simulator.legislation.fixture import draw
from services.simulator.usecases.simulate import Simulated

Spoil = Callable[[pb.Household], object]


def born(rank: int, *when: int) -> Spoil:
    """The person of a rank born on another day."""
    return lambda message: message.persons[rank].birth_date.CopyFrom(day(*when))


def refusals(message: pb.Household) -> dict[str, str]:
    """Field → why it is refused; empty for a household that is accepted."""
    try:
        household_of(message, TODAY)
    except InvalidInput as refused:
        return {one.field: one.description for one in refused.violations}
    return {}


def remarks(message: pb.Household) -> dict[str, str]:
    """Question → what is said of it."""
    household = household_of(message, TODAY)
    month = MonthResult(household.month, (), 0)
    answer: service_pb.SimulateResponse = simulated(Simulated(month, ()), surprising(household))
    return {one.question: one.text for one in answer.remarks}


def alone_since(message: pb.Household) -> None:
    message.alone_since_date.CopyFrom(day(2020, 1))


def contract_before_birth(message: pb.Household) -> None:
    message.persons[0].career.contract_end_date.CopyFrom(day(1985, 1))


def residence_before_birth(message: pb.Household) -> None:
    message.persons[1].permit_since_date.CopyFrom(day(1985, 1))


def retired_child(message: pb.Household) -> None:
    message.persons[2].activity = pb.ACTIVITY_RETIRED


def expecting_child(message: pb.Household) -> None:
    message.persons[2].expected_birth_date.CopyFrom(day(2027, 1))


def couple_of_one(message: pb.Household) -> None:
    del message.persons[1], message.without[:]


IMPOSSIBLE: dict[str, tuple[Spoil, str]] = {
    "an applicant of five": (born(0, 2021, 5), "household.persons[0].birth_date"),
    "a partner of five": (born(1, 2021, 5), "household.persons[1].birth_date"),
    "a child older than both parents": (born(2, 1990, 5, 16), "household.persons[2].birth_date"),
    "a child born with its parent": (born(2, 1990, 5, 17), "household.persons[2].birth_date"),
    "alone in a couple": (alone_since, "household.alone_since_date"),
    "a contract that ended before birth": (contract_before_birth, "household.persons[0].career.contract_end_date"),
    "a permit before birth": (residence_before_birth, "household.persons[1].permit_since_date"),
    "a child who is retired": (retired_child, "household.persons[2].activity"),
    "a child of six who expects one": (expecting_child, "household.persons[2].expected_birth_date"),
    "a couple of one": (couple_of_one, "household.union"),
    "a birth that is no pregnancy": (born(2, 2027, 10), "household.persons[2].birth_date"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_its_field_in_the_person_s_words(case: str) -> None:
    message = couple()
    spoil, field = IMPOSSIBLE[case]
    spoil(message)
    found = refusals(message)
    assert set(found) == {field}
    assert found[field].endswith(".")


def test_a_birth_after_a_month_to_come_is_no_pregnancy_of_today() -> None:
    message = couple()
    message.month.CopyFrom(day(2028, 5))
    message.persons[2].birth_date.CopyFrom(day(2028, 3))
    assert set(refusals(message)) == {"household.persons[2].birth_date"}


def widowed(message: pb.Household) -> None:
    message.bereaved = True


def second_grandchild(message: pb.Household) -> None:
    message.persons[0].birth_date.CopyFrom(day(1950, 1))
    message.persons[1].birth_date.CopyFrom(day(1952, 1))


def partner_younger_than_the_child(message: pb.Household) -> None:
    message.persons[0].birth_date.CopyFrom(day(1975, 1))
    message.persons[1].birth_date.CopyFrom(day(2003, 6))
    message.persons[2].birth_date.CopyFrom(day(2002, 4))


def young_parents(message: pb.Household) -> None:
    message.union = pb.UNION_COHABITATION
    message.persons[0].birth_date.CopyFrom(day(2011, 3))
    message.persons[1].birth_date.CopyFrom(day(2010, 3))
    message.persons[2].birth_date.CopyFrom(day(2026, 1))


def older_than_whom_it_is_not_known_of(message: pb.Household) -> None:
    couple_of_one(message)
    message.partner_unknown = True
    message.persons[1].birth_date.CopyFrom(day(1989, 1))


def pregnancy(message: pb.Household) -> None:
    message.persons[1].expected_birth_date.CopyFrom(day(2027, 2, 28))


REAL: dict[str, tuple[Spoil, set[str]]] = {
    "a widower who lives with somebody again": (widowed, {"conjoint.birth_date"}),
    "parents of fifteen and sixteen": (young_parents, {"moi.birth_date"}),
    "an adopted child nearly as old as the parent": (born(2, 2000, 5), {"enfant_1.birth_date"}),
    "a partner younger than the other's child": (partner_younger_than_the_child, set()),
    "grandparents who raise a child": (second_grandchild, set()),
    "a child older than who is told, of a partner who is not": (older_than_whom_it_is_not_known_of, {"enfant_1.birth_date"}),
    "a grown child at charge": (born(2, 2001, 4), {"enfant_1.birth_date"}),
    "a child to be born": (born(2, 2027, 2, 28), {"enfant_1.birth_date"}),
    "a child born on a 29 February": (born(2, 2024, 2, 29), set()),
    "a pregnancy": (pregnancy, set()),
}  # fmt: skip


@pytest.mark.parametrize("case", REAL)
def test_a_real_family_is_never_refused_and_what_is_rare_is_said(case: str) -> None:
    message = couple()
    spoil, said = REAL[case]
    spoil(message)
    assert refusals(message) == {}
    assert set(remarks(message)) == said


def test_an_ordinary_household_is_not_remarked_upon() -> None:
    assert remarks(couple()) == {}


def test_a_refusal_never_grows_beyond_what_the_end_of_a_call_carries() -> None:
    message = couple()
    for rank in range(400):
        message.resources.add(
            person=f"inconnu_{rank}", kind=pb.RESOURCE_KIND_WAGE, first_month=day(2026, 1), amounts_cents=[-1] * 60
        )
    with pytest.raises(InvalidInput) as refused:
        household_of(message, TODAY)
    assert sum(len(one.field) + len(one.description.encode()) for one in refused.value.violations) < 4_000


def test_no_household_that_is_drawn_for_the_benches_is_refused() -> None:
    refused = [odd for household in draw(7, 1_000, date(2026, 11, 1)) for odd in impossible(household, TODAY)]
    assert refused == []


def test_a_fault_is_said_once_and_nothing_is_said_of_what_follows_from_it() -> None:
    message = couple()
    message.resources[0].amounts_cents[:] = [-1] * 60
    with pytest.raises(InvalidInput) as refused:
        household_of(message, TODAY)
    assert [one.field for one in refused.value.violations] == ["household.resources[0].amounts_cents"]
    del message.persons[:]
    assert set(refusals(message)) == {"household.persons"}
