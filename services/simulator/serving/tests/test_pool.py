"""Calls and batches, with real processes and a law of a few lines: what goes together, what waits, what is refused at once."""

import asyncio
import os

import pytest

from chassis.errors import InvalidInput, TimedOut
from services.simulator.serving.tests.fake_law import MONTH, wishing
from services.simulator.serving.tests.pools import ask, running
from services.simulator.serving.waiting import TooBusy
from services.simulator.serving.work import Key, Plan


async def test_each_call_gets_its_own_values_whatever_it_was_computed_with() -> None:
    async with running(2) as pool:
        answers = await asyncio.gather(*(ask(pool, rent=rent) for rent in range(200)))
        assert [values["rent"] for values in answers] == list(range(200))
        assert len({values["pid"] for values in answers}) == 2
        assert os.getpid() not in {values["pid"] for values in answers}


async def test_what_waits_goes_together_up_to_a_full_batch() -> None:
    async with running(batch=16) as pool:
        answers = await asyncio.gather(ask(pool, "sleep:0.1"), *(ask(pool) for _ in range(40)))
        # All forty were there when the first batch left.
        assert [values["together"] for values in answers] == [16] * 32 + [9] * 9


async def test_variants_of_one_call_travel_together_even_beyond_a_batch() -> None:
    async with running(batch=4) as pool:
        answers = await pool.calculate([wishing(rent=rent) for rent in range(12)], ("rent",), 3)
    assert [len(months) for months in answers] == [3] * 12
    assert {values["together"] for months in answers for values in months} == {12}


async def test_other_months_or_other_variables_are_not_mixed() -> None:
    async with running() as pool:
        answers = await asyncio.gather(
            ask(pool, "sleep:0.1"), ask(pool), ask(pool, months=12), pool.calculate([wishing()], ("pid",)), ask(pool)
        )
    assert [answers[0]["together"], answers[1]["together"], answers[2]["together"]] == [3, 3, 1]


async def test_years_never_take_every_worker_and_are_computed_all_the_same() -> None:
    async with running(2) as pool:
        # Of different spans, so that they do not go together.
        years = [asyncio.create_task(ask(pool, "sleep:1", months=months)) for months in (12, 24, 36)]
        await asyncio.sleep(0.05)
        await ask(pool)
        assert not any(year.done() for year in years[1:])
        assert len(await asyncio.gather(*years)) == 3


async def test_what_cannot_be_computed_is_refused_by_its_name_and_the_others_are_answered() -> None:
    async with running() as pool:
        wrong, right = await asyncio.gather(ask(pool, "wrong"), ask(pool, rent=3), return_exceptions=True)
    assert isinstance(wrong, InvalidInput)
    assert wrong.message == "Le code de la commune n'existe pas."
    assert isinstance(right, dict)


async def test_a_call_that_would_be_late_is_refused_at_once_with_the_time_to_come_back() -> None:
    async with running() as pool:
        for _ in range(3):
            await ask(pool, "sleep:0.2")
        first = asyncio.create_task(ask(pool, "sleep:0.2"))
        await asyncio.sleep(0.02)
        with pytest.raises(TooBusy) as refused:
            await ask(pool, within=0.25)
        assert refused.value.retry_in
        assert refused.value.retry_in >= 0.2
        await first
        # Alone, it is tried: the pace of a bad day must not refuse everything for ever.
        assert await ask(pool, within=0.15)


async def test_the_queue_has_an_end() -> None:
    async with running(waiting=10) as pool:
        calls = [asyncio.create_task(ask(pool, "sleep:0.05")) for _ in range(30)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(result, TooBusy) for result in results) == 20


async def test_a_late_answer_is_timed_out_and_a_cancelled_call_is_not_computed() -> None:
    async with running() as pool:
        slow = asyncio.create_task(ask(pool, "sleep:0.3"))
        await asyncio.sleep(0.02)
        left = asyncio.create_task(ask(pool, "die"))
        with pytest.raises(TimedOut):
            await ask(pool, within=0.1)
        left.cancel()
        (worker,) = pool.crew.workers
        await slow
        assert (await ask(pool))["pid"] == worker.pid


async def test_who_asks_for_less_is_computed_with_who_asks_for_all() -> None:
    plan = Plan((Key(MONTH, 1, ("rent", "pid", "together")),))
    async with running(plan=plan) as pool:
        answers = await asyncio.gather(
            ask(pool, "sleep:0.1"),
            ask(pool),
            pool.calculate([wishing()], ("pid",)),
            pool.calculate([wishing()], ("other",)),
        )
        assert isinstance(answers[1], dict)
        assert answers[1]["together"] == 3
        assert answers[3][0][0]["together"] == 1
