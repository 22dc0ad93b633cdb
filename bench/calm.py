"""Waiting until processes have nothing left to do behind their first answers, so that what is measured next is not theirs."""

import asyncio
from contextlib import suppress

import psutil

# Longer than the simulator's forge waits for calm between two keys.
_SECONDS = 4.0


async def calm(pid: int, *, share: float = 0.0125, within: float = 900.0) -> None:
    """Returns once all that this process has started uses less than that share of a core. Raises TimeoutError after `within` seconds."""
    before = _spent(pid)
    async with asyncio.timeout(within):
        while True:
            await asyncio.sleep(_SECONDS)
            now = _spent(pid)
            if now - before <= _SECONDS * share:
                return
            before = now


def _spent(pid: int) -> float:
    total = 0.0
    for process in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total
