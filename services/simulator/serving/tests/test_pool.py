"""The pool with real processes and a law of a few lines: batches, failures, deaths, shedding."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from chassis.clients import deadline
from chassis.errors import InvalidInput, TimedOut
from services.simulator.domain.results import Values
from services.simulator.serving.pool import NotComputable, Pool, WarmingUp
from services.simulator.serving.tests.fake_law import MONTH, wishing
from services.simulator.serving.waiting import TooBusy
from services.simulator.serving.work import Key, Limits, Plan

LAW = "services.simulator.serving.tests.fake_law:make"


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something to become true."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(
    workers: int = 1, plan: Plan | None = None, told: list[bool] | None = None, **limits: float
) -> AsyncIterator[Pool]:
    """A pool with all its workers there."""
    told = told if told is not None else []

    async def tell(able: bool) -> None:
        told.append(able)

    pool = Pool(LAW, lambda: plan or Plan(), Limits(workers=workers, **limits), tell)  # type: ignore[arg-type]
    task = asyncio.create_task(pool.run())
    try:
        await until(lambda: len(pool.crew.workers) == workers)
        yield pool
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def ask(pool: Pool, wish: str = "", rent: int = 0, *, months: int = 1, within: float = 10.0) -> Values:
    """The values of one household, for its first month."""
    deadline.set(time.monotonic() + within)
    return (await pool.calculate([wishing(wish, rent)], ("rent",), months))[0][0]


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


async def test_a_call_that_was_not_to_blame_survives_the_death_of_its_worker(tmp_path: Path) -> None:
    async with running() as pool:
        values = await asyncio.gather(ask(pool, f"die once:{tmp_path}/dead", 1), ask(pool, rent=2))
    assert [one["rent"] for one in values] == [1, 2]


async def test_killing_every_worker_under_load_loses_no_call() -> None:
    async with running(2) as pool:
        calls = [asyncio.create_task(ask(pool, "sleep:0.002", rent)) for rent in range(300)]
        for _ in range(6):
            await asyncio.sleep(0.05)
            for worker in list(pool.crew.workers):
                os.kill(worker.pid, signal.SIGKILL)
                break
        answers = await asyncio.gather(*calls)
        assert [values["rent"] for values in answers] == list(range(300))


@pytest.mark.parametrize("crime", ["die", "fail", "sleep:30", "swallow:600"])
async def test_the_guilty_call_alone_is_refused(crime: str, capfd: pytest.CaptureFixture[str]) -> None:
    async with running(2, budget_seconds=0.3, worker_mib=256) as pool:
        guilty, *innocents = await asyncio.gather(
            ask(pool, crime), *(ask(pool, rent=rent) for rent in range(20)), return_exceptions=True
        )
        assert isinstance(guilty, NotComputable)
        assert [values["rent"] for values in innocents if isinstance(values, dict)] == list(range(20))
        assert (await ask(pool, rent=7))["rent"] == 7
    told = capfd.readouterr()
    assert "1 84 12" not in told.out + told.err


async def test_a_hostile_call_holds_nobody_beyond_the_budget() -> None:
    async with running(budget_seconds=0.3) as pool:
        began = time.monotonic()
        with pytest.raises(NotComputable):
            await ask(pool, "sleep:600")
        assert time.monotonic() - began < 3 * 0.3 + 1


async def test_what_cannot_be_computed_is_refused_by_its_name_and_the_others_are_answered() -> None:
    async with running() as pool:
        wrong, right = await asyncio.gather(ask(pool, "wrong"), ask(pool, rent=3), return_exceptions=True)
    assert isinstance(wrong, InvalidInput)
    assert wrong.message == "Le code de la commune n'existe pas."
    assert isinstance(right, dict)


async def test_a_worker_that_grows_too_much_makes_room_for_another() -> None:
    async with running(worker_mib=256) as pool:
        first = await ask(pool, "swallow:140")
        await until(lambda: {worker.pid for worker in pool.crew.workers} not in (set(), {first["pid"]}))
        assert (await ask(pool))["pid"] != first["pid"]


async def test_a_worker_is_replaced_in_milliseconds() -> None:
    async with running() as pool:
        before = await ask(pool)
        (worker,) = pool.crew.workers
        began = time.monotonic()
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: bool(pool.crew.workers) and worker not in pool.crew.workers)
        assert time.monotonic() - began < 0.5
        assert (await ask(pool))["pid"] != before["pid"]


async def test_workers_go_on_while_a_dead_forge_is_made_anew() -> None:
    told: list[bool] = []
    async with running(told=told) as pool:
        before = await ask(pool)
        assert pool.crew.forge
        old = pool.crew.forge.pid
        os.kill(old, signal.SIGKILL)
        assert (await ask(pool))["pid"] == before["pid"]
        await until(lambda: bool(pool.crew.forge and pool.crew.forge.pid != old))
        (worker,) = pool.crew.workers
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: bool(pool.crew.workers) and worker not in pool.crew.workers)
        assert (await ask(pool))["pid"] != before["pid"]
        assert told == [False, True, False, True]


async def test_nobody_left_is_said_at_once() -> None:
    async with running() as pool:
        assert pool.crew.forge
        os.kill(pool.crew.forge.pid, signal.SIGKILL)
        (worker,) = pool.crew.workers
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: not pool.crew.workers)
        if pool.crew.hopeless:
            with pytest.raises(WarmingUp):
                await ask(pool)
        await until(lambda: bool(pool.crew.workers))
        assert (await ask(pool, rent=4))["rent"] == 4


async def test_a_call_that_would_be_late_is_refused_at_once_with_the_time_to_come_back() -> None:
    async with running() as pool:
        for _ in range(3):
            await ask(pool, "sleep:0.2")
        first = asyncio.create_task(ask(pool, "sleep:0.2"))
        await asyncio.sleep(0.02)
        began = time.monotonic()
        with pytest.raises(TooBusy) as refused:
            await ask(pool, within=0.25)
        assert time.monotonic() - began < 0.1
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


async def test_workers_are_renewed_once_the_forge_knows_more() -> None:
    keys = tuple(Key(MONTH, months, ("rent",)) for months in (1, 2, 3))
    async with running(plan=Plan(keys[:1], keys[1:])) as pool:
        async with asyncio.timeout(10):
            while (await ask(pool))["warm"] != 3:
                await asyncio.sleep(0.01)


async def test_everybody_ends_with_the_pool() -> None:
    async with running(2) as pool:
        assert pool.crew.forge
        pids = [pool.crew.forge.pid, *(worker.pid for worker in pool.crew.workers)]
    await until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and _alive(pid) for pid in pids))


def _alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False
