"""Our side of `make bench-simulator`: the pool as the service runs it, a fresh one each time."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date

from bench.simulator_cases import VARIABLES
from chassis.clients import deadline
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.serving.pool import Pool
from services.simulator.serving.work import Key, Limits, Plan

_LAW = "services.simulator.serving.law:make"
YEAR = 12
_CALL_SECONDS = 60.0


class Ours:
    """The simulator, asked for the same outputs as the peer."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def ask(
        self, households: Sequence[Household], months: int = 1, variables: Sequence[str] = VARIABLES
    ) -> list[list[Values]]:
        """Per household, per month, the values; all households in one call."""
        deadline.set(time.monotonic() + _CALL_SECONDS)
        return await self.pool.calculate(households, variables, months)

    async def timed(self, households: Sequence[Household], months: int = 1) -> float:
        """Seconds of one call."""
        began = time.perf_counter()
        await self.ask(households, months)
        return time.perf_counter() - began


@asynccontextmanager
async def ours(month: date, workers: int = 1, *, year: bool = False) -> AsyncIterator[Ours]:
    """The simulator, warm as it is when it says that it is ready; with `year`, once it has learnt twelve months too."""
    first = Key(month, 1, VARIABLES)
    plan = Plan((first, Key(month, YEAR, VARIABLES)) if year else (first,))
    ready = asyncio.Event()

    async def tell(able: bool) -> None:
        if able:
            ready.set()

    pool = Pool(_LAW, lambda: plan, Limits(workers=workers, budget_seconds=60.0), tell)
    running = asyncio.create_task(pool.run())
    try:
        async with asyncio.timeout(180):
            await ready.wait()
        yield Ours(pool)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
