"""The real service, asked about months that nobody has asked about: a person is answered, or told to come back and then answered; never cut short."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from bench.messages import message_of
from bench.simulator_cases import households
from bench.simulator_ours import Ours, ours
from chassis.errors import Unavailable
from sandbox.suite.ports import free_base_port
from services.simulator.domain.household import months_after

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]
MONTH = datetime.now(UTC).date().replace(day=1)
# What the edge waits for an answer, and for how long a page that loads itself again is looked at.
_CALL_SECONDS, _PATIENCE_SECONDS = 4.0, 60.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator() -> AsyncIterator[Ours]:
    async with ours(free_base_port(), workers=2) as started:
        yield started


@pytest.mark.parametrize("offset", [-5, 14])
async def test_a_year_from_any_month_is_answered_or_told_to_come_back(simulator: Ours, offset: int) -> None:
    household = message_of(households(months_after(MONTH, offset))[0])
    rent = change_pb2.Change(change="c0", date=household.month, rent_change=change_pb2.RentChange(rent_cents=50_000))
    request = pb.CompareRequest(household=household, changes=[rent])
    told, until = [], time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            answer = await simulator.ask("Compare", request, _CALL_SECONDS)
        except Unavailable as later:
            told.append((later.reason, bool(later.retry_in)))
            continue
        assert len(answer.baseline) == 12
        break
    else:
        pytest.fail("never answered")
    assert set(told) <= {("SIMULATOR_LEARNING", True)}
    # And whoever comes next is answered at the first time of asking.
    assert await simulator.ask("Compare", request, _CALL_SECONDS)
