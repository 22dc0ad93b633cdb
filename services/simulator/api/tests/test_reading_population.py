"""Households in columns: the same households as one by one, or every fault of the chunk."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesdroits.common.v1 import date_pb2
from mesdroits.simulator.v1 import household_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from chassis.errors import InvalidInput
from services.simulator.api.reading_population import chunk_of
from services.simulator.api.writing_population import population_response
from services.simulator.domain.household import Household, Series
from services.simulator.domain.vocabulary import Occupancy, Resource, Role, Union

TODAY = date(2026, 11, 22)


def column(name: str, *values: int, ago: int = 0) -> pb.Column:
    return pb.Column(input=name, months_ago=ago, values=np.array(values, dtype="<i8").tobytes())


def days(*dates: str) -> list[int]:
    return [(date.fromisoformat(one) - date(1970, 1, 1)).days for one in dates]


def chunk() -> pb.SimulatePopulationRequest:
    """A couple with a child, then a person alone."""
    return pb.SimulatePopulationRequest(
        chunk=7,
        month=date_pb2.Date(year=2026, month=11, day=1),
        households=np.array([0, 0, 0, 1], dtype="<i4").tobytes(),
        roles=bytes([1, 2, 3, 1]),
        columns=[
            column("birth_date", *days("1990-05-17", "1991-02-28", "2020-02-29", "1955-01-01")),
            column("union", household_pb2.UNION_MARRIAGE, 0),
            column("occupancy", household_pb2.OCCUPANCY_TENANT, household_pb2.OCCUPANCY_OWNER),
            column("rent", 60_000, 0),
            column("commune", int("2A004", 36), int("63113", 36)),
            column("resources.WAGE", 130_000, 0, 0, 0),
            column("resources.WAGE", 120_000, 0, 0, 0, ago=2),
            column("received.rsa", 0, 5_000, ago=1),
            column("tax_income", 1_500_000, 900_000, ago=24),
        ],
    )


def read(request: pb.SimulatePopulationRequest) -> tuple[Household, ...]:
    return chunk_of(request, TODAY).households


def faults_of(request: pb.SimulatePopulationRequest) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        chunk_of(request, TODAY)
    return {violation.field for violation in refused.value.violations}


def test_columns_are_the_households_that_they_say() -> None:
    couple, alone = read(chunk())
    assert [person.role for person in couple.persons] == [Role.APPLICANT, Role.PARTNER, Role.CHILD]
    assert (couple.union, alone.union) == (Union.MARRIAGE, None)
    assert couple.home is not None
    assert (couple.home.occupancy, couple.home.rent_cents, couple.home.commune_code) == (
        Occupancy.TENANT,
        60_000,
        "2A004",
    )
    assert couple.resources["p0", Resource.WAGE] == Series(date(2026, 9, 1), (120_000, 0, 130_000), True)
    assert alone.received[0].paid == Series(date(2026, 10, 1), (5_000,))
    assert alone.tax_incomes == {(2024, ""): 900_000}
    assert alone.applicant.birth_date == date(1955, 1, 1)


def test_a_fault_within_a_household_names_it_by_its_number() -> None:
    request = chunk()
    request.columns[2].CopyFrom(column("occupancy", 1, 99))
    assert faults_of(request) == {"households[1].home.occupancy"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (column("salaire_de_base", 1, 1), "chunk.columns[9].input"),
        (column("rent", 1), "chunk.columns[9].values"),
        (column("rent", 1, 1), "chunk.columns[9]"),
        (column("resources.UNSPECIFIED", 1, 1, 1, 1), "chunk.columns[9].input"),
        (column("received.af", 1, 1, ago=37), "chunk.columns[9].months_ago"),
    ],
)
def test_a_column_that_cannot_be_is_refused(wrong: pb.Column, field: str) -> None:
    request = chunk()
    request.columns.append(wrong)
    assert faults_of(request) == {field}


def test_households_that_do_not_follow_each_other_are_refused() -> None:
    request = chunk()
    request.households = np.array([0, 0, 2, 1], dtype="<i4").tobytes()
    assert faults_of(request) == {"chunk.households"}


def test_the_answer_holds_one_value_per_household() -> None:
    answer = population_response(7, {"rsa": [0, 64_652]})
    assert answer.chunk == 7
    assert np.frombuffer(answer.columns[0].values, dtype="<i8").tolist() == [0, 64_652]


WIDE = st.integers(-(2**63), 2**63 - 1)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["birth_date", "activity", "union", "rent", "commune", "resources.WAGE", "received.rsa", "tax_income", "alone_since", "incapacity_rate"]),
    st.lists(WIDE, min_size=4, max_size=4), st.integers(0, 36), st.binary(max_size=5), st.binary(max_size=20),
)  # fmt: skip
def test_any_chunk_is_households_or_a_refusal(
    name: str, values: list[int], ago: int, roles: bytes, groups: bytes
) -> None:
    request = chunk()
    wide = column(
        name,
        *(values if name in ("birth_date", "activity", "resources.WAGE", "incapacity_rate") else values[:2]),
        ago=ago,
    )
    request.columns[0 if name == "birth_date" else 5].CopyFrom(wide)
    if groups:
        request.roles, request.households = roles, groups
    try:
        found = read(request)
    except InvalidInput:
        return
    assert len(found) == 2
