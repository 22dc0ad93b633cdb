"""Deaths, hostile calls and growth, with real processes: what the pool survives, and who pays for it."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from services.simulator.serving.pool import NotComputable, WarmingUp
from services.simulator.serving.tests.fake_law import MONTH
from services.simulator.serving.tests.pools import ask, running, until
from services.simulator.serving.work import Key, Plan


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
        assert time.monotonic() - began < 10


async def test_a_worker_that_grows_too_much_makes_room_for_another() -> None:
    async with running(worker_mib=256) as pool:
        first = await ask(pool, "swallow:140")
        await until(lambda: {worker.pid for worker in pool.crew.workers} not in (set(), {first["pid"]}))
        assert (await ask(pool))["pid"] != first["pid"]


async def test_a_worker_that_dies_is_replaced() -> None:
    async with running() as pool:
        before = await ask(pool)
        (worker,) = pool.crew.workers
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: bool(pool.crew.workers) and worker not in pool.crew.workers)
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


async def test_workers_are_renewed_once_the_forge_knows_more() -> None:
    keys = tuple(Key(MONTH, months, ("rent",)) for months in (1, 2, 3))
    async with running(plan=Plan(keys[:1], keys[1:], calm_seconds=0.01)) as pool:
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
