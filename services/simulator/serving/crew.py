"""The care of the forge and the workers: whoever dies is replaced, whoever knows too little makes room, and the world is told when nobody is left."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from services.simulator.serving.hands import WARMER, Forge, Lost, Worker
from services.simulator.serving.meters import Meters
from services.simulator.serving.work import Limits, Orders, Plan

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 5.0
_CHECK_PLAN_SECONDS = 600.0


class Crew:
    """As many workers as the limits say. `on_idle` is called when one becomes free; `tell` hears whether there is any."""

    def __init__(
        self,
        law: str,
        plan: Callable[[], Plan],
        limits: Limits,
        tell: Callable[[bool], Awaitable[None]],
        meters: Meters,
    ) -> None:
        self._law, self._plan, self._limits, self._tell, self._meters = law, plan, limits, tell, meters
        self.on_idle: Callable[[], None] = lambda: None
        self.forge: Forge | None = None
        self.workers: set[Worker] = set()
        self.idle: list[Worker] = []
        self._forged = asyncio.Event()
        self._warmth = 0

    @property
    def hopeless(self) -> bool:
        """Nobody computes, and nobody is about to."""
        return not self.workers and not self._forged.is_set()

    def rest(self, worker: Worker) -> None:
        """A worker has finished: it is free, or leaves."""
        if worker.stale:
            worker.close()
        elif not worker.gone.is_set():
            self.idle.append(worker)

    async def run(self) -> None:
        """Keeps everybody, until it is cancelled."""
        await self._tell(False)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_forge())
            for _ in range(self._limits.workers):
                group.create_task(self._keep_worker())

    async def _keep_forge(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            plan = self._plan()
            self.forge = Forge(Orders(self._law, plan, self._limits))
            if await self._listen(self.forge, plan):
                pause = _FIRST_PAUSE
            _log.warning("forge gone")
            self._meters.restarts.add(1, {"process": "forge"})
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _listen(self, forge: Forge, plan: Plan) -> bool:
        """Until it is no more; whether it was ever ready."""
        renewing = asyncio.create_task(self._renew(forge, plan))
        ready = False
        try:
            async for word in forge.words():
                ready = True
                self._forged.set()
                if word == WARMER:
                    self._retire_all()
        finally:
            renewing.cancel()
            self._forged.clear()
            forge.close()
        return ready

    async def _renew(self, forge: Forge, plan: Plan) -> None:
        # Another month, other months to have warm.
        while True:
            await asyncio.sleep(_CHECK_PLAN_SECONDS)
            if self._plan() != plan:
                forge.end()
                return

    def _retire_all(self) -> None:
        # Workers forked from now on know more: each of the others leaves once it is free.
        self._warmth += 1
        idle, self.idle = self.idle, []
        for worker in self.workers:
            worker.stale = True
        for worker in idle:
            worker.close()

    async def _keep_worker(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            await self._forged.wait()
            useful = False
            with suppress(Lost):
                useful = await self._employ(await self._hire())
            if useful:
                pause = _FIRST_PAUSE
            else:
                # Born to die: not as fast as it can be forked.
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _hire(self) -> Worker:
        assert self.forge  # noqa: S101  it has said that it is ready
        warmth = self._warmth
        worker = await Worker.meet(self.forge.fork())
        worker.stale = warmth != self._warmth
        return worker

    async def _employ(self, worker: Worker) -> bool:
        """For as long as it lives; whether it was of use."""
        self.workers.add(worker)
        self.rest(worker)
        if len(self.workers) == 1:
            await self._tell(True)
        self.on_idle()
        try:
            await worker.gone.wait()
        finally:
            worker.close()
            self.workers.discard(worker)
            with suppress(ValueError):
                self.idle.remove(worker)
        if not self.workers:
            await self._tell(False)
        if not worker.stale:
            _log.warning("worker gone")
            self._meters.restarts.add(1, {"process": "worker"})
        return worker.served or worker.stale

    def close(self) -> None:
        """Ends everybody."""
        for worker in self.workers:
            worker.close()
        if self.forge:
            self.forge.close()
