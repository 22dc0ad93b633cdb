"""Months that nobody has asked for yet: who asks first gets an answer, who comes after gets it at once, and nobody else waits for it."""

import asyncio
import time
from dataclasses import replace
from datetime import date

import pytest

from services.simulator.domain.household import months_after
from services.simulator.serving.planning import plan_for, spanning
from services.simulator.serving.pool import Learning, NotComputable, Pool
from services.simulator.serving.tests.fake_law import MONTH, POISON, wishing
from services.simulator.serving.tests.pools import WARM, ask, running, until
from services.simulator.serving.work import Key, Plan

OTHER = date(2026, 5, 1)
COLD = Key(OTHER, 1, ("rent",))
CALM = replace(WARM, calm_seconds=0.01)


def everybody_knows(pool: Pool, key: Key) -> bool:
    """Whether every worker was born with a key."""
    return len(pool.crew.workers) > 0 and all(key in worker.warm for worker in pool.crew.workers)


async def test_who_asks_first_is_told_in_time_to_come_back_and_finds_the_work_done() -> None:
    async with running(2) as pool:
        with pytest.raises(Learning) as told:
            await ask(pool, "record:0.8", month=OTHER, within=0.5)
        assert told.value.retry_in
        await asyncio.sleep(0.6)
        began = time.monotonic()
        assert (await ask(pool, "record:0.8", 7, month=OTHER, within=0.5))["rent"] == 7
        assert time.monotonic() - began < 0.3


async def test_come_back_is_said_before_the_caller_stops_listening() -> None:
    async with running() as pool:
        began = time.monotonic()
        with pytest.raises(Learning):
            await ask(pool, "record:2", month=OTHER, within=1.0)
        assert 0.5 < time.monotonic() - began < 0.95


async def test_nobody_else_waits_while_months_are_recorded() -> None:
    async with running(2) as pool:
        others = [asyncio.create_task(ask(pool, "record:0.5", month=months_after(OTHER, rank))) for rank in range(3)]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        for _ in range(20):
            await ask(pool)
        assert time.monotonic() - began < 0.4
        await asyncio.gather(*others)


async def test_a_month_is_recorded_by_one_worker_at_a_time() -> None:
    async with running(3) as pool:
        answers = await asyncio.gather(*(_soon(pool, 0.05 * rank) for rank in range(6)))
        assert len({values["pid"] for values in answers}) == 1


async def _soon(pool: Pool, seconds: float) -> dict[str, object]:
    await asyncio.sleep(seconds)
    return dict(await ask(pool, "record:0.5", month=OTHER))


async def test_what_one_asked_for_is_warm_for_all_and_nobody_is_missing_meanwhile() -> None:
    told: list[bool] = []
    async with running(2, CALM, told) as pool:
        fewest = 2
        await ask(pool, "record:0.1", month=OTHER)
        while not everybody_knows(pool, COLD):
            fewest = min(fewest, len(pool.crew.workers))
            await ask(pool, within=1.0)
        began = time.monotonic()
        await asyncio.gather(*(ask(pool, "record:5", month=OTHER) for _ in range(20)))
        assert time.monotonic() - began < 1
        assert fewest == 2
        assert told == [False, True]


async def test_a_month_that_takes_longer_than_a_batch_may_is_learnt_and_its_household_is_not_accused() -> None:
    async with running(plan=CALM, budget_seconds=0.3) as pool:
        with pytest.raises(Learning):
            await ask(pool, "record:1", month=OTHER)
        await until(lambda: everybody_knows(pool, COLD))
        assert (await ask(pool, "record:1", 3, month=OTHER))["rent"] == 3
        with pytest.raises(NotComputable):
            await ask(pool, "sleep:1", month=OTHER)


async def test_a_forge_that_dies_of_what_it_learns_does_not_learn_it_again() -> None:
    told: list[bool] = []
    async with running(plan=CALM, told=told) as pool:
        assert pool.crew.forge
        old = pool.crew.forge.pid
        await pool.calculate([wishing(month=OTHER)], (POISON,))
        await until(lambda: bool(pool.crew.forge and pool.crew.forge.pid != old))
        renewed = pool.crew.forge.pid
        await ask(pool, month=OTHER)
        await until(lambda: everybody_knows(pool, COLD))
        assert pool.crew.forge.pid == renewed
        assert told == [False, True]


async def test_the_forge_learns_so_many_months_and_no_more() -> None:
    async with running(plan=CALM, learnt=2) as pool:
        for rank in range(4):
            await ask(pool, month=months_after(OTHER, rank))
        await until(lambda: everybody_knows(pool, COLD))
        await asyncio.sleep(0.3)
        assert len(pool.crew.warm) == len(WARM.first) + 2


async def test_at_the_turn_of_the_month_the_new_one_has_long_been_warm() -> None:
    today, told, december = MONTH, list[bool](), months_after(MONTH, 1)

    def plan() -> Plan:
        return replace(plan_for(today, ("rent",), lambda _: ("pid",)), calm_seconds=0.01)

    keys = plan_for(december, ("rent",), lambda _: ("pid",)).first
    async with running(2, plan, told, plan_seconds=0.1) as pool:
        await until(lambda: all(everybody_knows(pool, key) for key in keys))
        today = december
        assert pool.crew.forge
        old = pool.crew.forge.pid
        while pool.crew.forge.pid == old:
            assert await ask(pool, "record:5", month=december, within=1.0)
        january = plan_for(months_after(december, 1), ("rent",), lambda _: ("pid",)).first
        while not all(everybody_knows(pool, key) for key in january):
            assert await ask(pool, "record:5", month=december, months=12, within=1.0)
        # And a simulation that was begun in the old month goes on.
        assert await ask(pool, "record:5", month=MONTH, within=1.0)
        assert told == [False, True]


def test_all_that_can_be_asked_of_the_months_around_is_in_the_plan() -> None:
    plan = plan_for(date(2026, 12, 1), ("rsa",), lambda month: (f"why {month}",))
    for month in (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)):
        asked = {Key(month, 1, ("rsa",)), Key(month, 12, ("rsa",)), Key(month, 1, (f"why {month}",))}
        assert asked <= {*plan.first, *plan.later}


def test_a_span_is_a_month_or_whole_years() -> None:
    assert [spanning(months) for months in (1, 2, 4, 11, 12, 13)] == [1, 12, 12, 12, 12, 24]
