"""A running pool with a law of a few lines, and how it is asked."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date

from chassis.clients import deadline
from services.simulator.domain.results import Values
from services.simulator.serving.pool import Pool
from services.simulator.serving.tests.fake_law import MONTH, wishing
from services.simulator.serving.work import Key, Limits, Plan

LAW = "services.simulator.serving.tests.fake_law:make"
WARM = Plan(tuple(Key(MONTH, months, ("rent",)) for months in (1, 12)))


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something to become true."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(
    workers: int = 1, plan: Plan | Callable[[], Plan] = WARM, told: list[bool] | None = None, **limits: float
) -> AsyncIterator[Pool]:
    """A pool with all its workers there. `plan` may be one that changes."""
    told = told if told is not None else []

    async def tell(able: bool) -> None:
        told.append(able)

    pool = Pool(LAW, lambda: plan if isinstance(plan, Plan) else plan(), Limits(workers=workers, **limits), tell)  # type: ignore[arg-type]
    task = asyncio.create_task(pool.run())
    try:
        await until(lambda: len(pool.crew.workers) == workers)
        yield pool
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def ask(
    pool: Pool, wish: str = "", rent: int = 0, *, months: int = 1, within: float = 10.0, month: date = MONTH
) -> Values:
    """The values of one household, for its first month."""
    deadline.set(time.monotonic() + within)
    return (await pool.calculate([wishing(wish, rent, month)], ("rent",), months))[0][0]
