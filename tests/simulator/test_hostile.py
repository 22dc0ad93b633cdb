"""The real service against requests that nobody sends in good faith: every one is answered or refused by its name, and nobody waits."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import pytest_asyncio
from mesdroits.simulator.v1 import household_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from bench.messages import day, message_of
from bench.simulator_cases import households
from bench.simulator_hostile import hangs, spoil
from bench.simulator_ours import Ours, ours
from chassis.errors import InvalidInput, Kind, Problem
from sandbox.suite.ports import free_base_port
from tests.simulator.hostile_requests import (
    Make,
    chunk,
    comparison,
    explanation,
    known,
    retirement,
    sane,
    spoilt_requests,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
_REFUSALS = (Kind.INVALID, Kind.EXHAUSTED, Kind.NOT_FOUND)
# What the edge waits for an answer, and what may come on top of it.
_CALL_SECONDS, _BEYOND_SECONDS = 4.0, 1.0
MONTH = datetime.now(UTC).date().replace(day=1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator() -> AsyncIterator[Ours]:
    async with ours(free_base_port()) as started:
        yield started


async def test_spoilt_households_are_answered_or_refused_and_nobody_waits(simulator: Ours) -> None:
    bad, refused = await hangs(simulator, MONTH, 150)
    assert bad == 0
    assert 20 < refused < 150


@pytest.mark.parametrize(
    ("rpc", "make", "count"),
    [
        ("Compare", comparison, 80), ("Explain", explanation, 40), ("Prefill", known, 40), ("EstimateRetirement", retirement, 60),
        ("SimulatePopulation", chunk, 60),
    ],
)  # fmt: skip
async def test_spoilt_requests_are_answered_or_refused_and_nobody_waits(
    simulator: Ours, rpc: str, make: Make, count: int
) -> None:
    few, answered, bad = asyncio.Semaphore(4), 0, list[str]()

    async def one(request: Any) -> None:
        nonlocal answered
        async with few:
            began = time.monotonic()
            said = await _said(simulator, rpc, request)
            spent = time.monotonic() - began
        answered += said == "answered"
        if not said.startswith(("answered", "refused")) or spent > _CALL_SECONDS + _BEYOND_SECONDS:
            bad.append(f"{said} after {spent:.1f} s: {str(request)[:2000]}")

    await asyncio.gather(*(one(request) for request in spoilt_requests(make, 11, count, MONTH)))
    assert not bad, bad
    assert answered > count / 10


async def _said(simulator: Ours, rpc: str, request: Any) -> str:
    """What became of a request, in a word."""
    try:
        if rpc == "SimulatePopulation":
            answers = await simulator.population([request], _CALL_SECONDS)
        else:
            answers = [await simulator.ask(rpc, request, _CALL_SECONDS)]
    except Problem as problem:
        # A month that is computed for the first time may be asked again.
        fine = problem.kind in _REFUSALS or problem.reason == "SIMULATOR_LEARNING"
        return f"refused {problem.reason}" if fine else problem.reason
    return "answered" if all(sane(answer) for answer in answers) else "not a number"


async def test_a_prefilled_household_is_simulated_whatever_is_changed_in_it(simulator: Ours) -> None:
    said = []
    for rank, request in enumerate(spoilt_requests(known, 23, 20, MONTH)):
        try:
            answer = await simulator.ask("Prefill", request, _CALL_SECONDS)
        except InvalidInput:
            continue
        edited = answer.household
        spoil(edited, random.Random(rank))  # noqa: S311  reproducible, nothing to hide
        said.append(await _said(simulator, "Simulate", pb.SimulateRequest(household=edited)))
    assert len(said) > 10
    assert [one for one in said if not one.startswith(("answered", "refused"))] == []
    assert "answered" in said


async def test_a_hostile_neighbour_changes_nobody_s_result(simulator: Ours) -> None:
    case = households(MONTH)[0]
    alone = await simulator.simulate(case)
    among, _ = await asyncio.gather(simulator.simulate(case), hangs(simulator, MONTH, 40))
    assert among == alone


async def test_a_message_beyond_the_limit_is_refused_at_once(simulator: Ours) -> None:
    household = household_pb2.Household(persons=[household_pb2.Person(person="a" * 2_000_000)])
    began = time.monotonic()
    with pytest.raises(Problem):
        await simulator.simulate_message(household)
    assert time.monotonic() - began < 2


async def test_a_household_as_large_as_the_contract_allows_is_answered(simulator: Ours) -> None:
    (case,) = households(MONTH)[:1]
    children = [
        household_pb2.Person(person=f"e{rank}", role=household_pb2.ROLE_CHILD, birth_date=day(date(2015, 1, 1)))
        for rank in range(18)
    ]  # fmt: skip
    message = message_of(case)
    del message.persons[2:]
    message.persons.extend(children)
    del message.without[:]
    answer = await simulator.simulate_message(message)
    assert answer.month.results
    message.persons.add(person="e19", role=household_pb2.ROLE_CHILD)
    with pytest.raises(InvalidInput):
        await simulator.simulate_message(message)
