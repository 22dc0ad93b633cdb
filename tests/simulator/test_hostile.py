"""The real service against requests that nobody sends in good faith: every one is answered or refused by its name, and nobody waits."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from mesdroits.simulator.v1 import household_pb2

from bench.messages import day, message_of
from bench.simulator_cases import households
from bench.simulator_hostile import hangs
from bench.simulator_ours import Ours, ours
from chassis.errors import InvalidInput, Problem
from sandbox.suite.ports import free_base_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
MONTH = datetime.now(UTC).date().replace(day=1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator() -> AsyncIterator[Ours]:
    async with ours(free_base_port()) as started:
        yield started


async def test_spoilt_households_are_answered_or_refused_and_nobody_waits(simulator: Ours) -> None:
    bad, refused = await hangs(simulator, MONTH, 150)
    assert bad == 0
    assert 20 < refused < 150


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
