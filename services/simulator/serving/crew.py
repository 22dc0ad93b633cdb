"""The care of the forge and the workers: whoever dies is replaced, whoever knows too little makes room, and the world is told when nobody is left."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from services.simulator.serving.hands import LEARNT, WARMER, Forge, Lost, Worker
from services.simulator.serving.meters import Meters
from services.simulator.serving.work import Key, Limits, Orders, Plan

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 5.0


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
        self._richer = asyncio.Event()
        # What whoever is forked now is born with, and what the forge was told to learn and has not learnt yet, in its order.
        self.warm: frozenset[Key] = frozenset()
        self._learning: list[Key] = []
        self._asked = 0

    @property
    def hopeless(self) -> bool:
        """Nobody computes, and nobody is about to."""
        return not self.workers and not self._forged.is_set()

    def surely_warm(self, key: Key) -> bool:
        """Whether nobody would have to record the plans of a key, whoever is given it."""
        return all(key in worker.warm for worker in self.workers)

    def rest(self, worker: Worker) -> None:
        """A worker has finished: it is free, or leaves."""
        if worker.stale:
            worker.close()
        elif not worker.gone.is_set():
            self.idle.append(worker)

    def learn(self, key: Key) -> None:
        """What somebody has asked for, others will ask for too: the forge learns it, and with it all who are forked from then on."""
        if self.forge is None or key in self.warm or key in self._learning or self._asked >= self._limits.learnt:
            return
        with suppress(Lost):
            self.forge.learn(key)
            self._learning.append(key)
            self._asked += 1

    async def run(self) -> None:
        """Keeps everybody, until it is cancelled."""
        await self._tell(False)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_forge())
            group.create_task(self._renew_workers(group))
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
        renewing = asyncio.create_task(self._renew_plan(forge, plan))
        # What somebody asked for is forgotten with the forge that learnt it: should it have died of it, the next one will not.
        self._learning, self._asked = list(plan.later), 0
        try:
            async for word in forge.words():
                if word == LEARNT:
                    self.warm |= {self._learning.pop(0)}
                elif word == WARMER:
                    self._richer.set()
                else:
                    self.warm = frozenset(plan.first)
                    self._forged.set()
        finally:
            renewing.cancel()
            ready = self._forged.is_set()
            self._forged.clear()
            forge.close()
        return ready

    async def _renew_plan(self, forge: Forge, plan: Plan) -> None:
        # Another month, other months to have warm.
        while True:
            await asyncio.sleep(self._limits.plan_seconds)
            if self._plan() != plan:
                forge.end()
                return

    async def _renew_workers(self, group: asyncio.TaskGroup) -> None:
        """Who knows less than the forge leaves; one after the other, each once its heir is there, so that there are never fewer."""
        while True:
            await self._richer.wait()
            self._richer.clear()
            for elder in list(self.workers):
                if not elder.warm >= self.warm:
                    with suppress(Lost):
                        await self._replace(elder, group)

    async def _replace(self, elder: Worker, group: asyncio.TaskGroup) -> None:
        await self._forged.wait()
        heir = await self._hire()
        if elder.gone.is_set():
            # Its place was taken meanwhile.
            heir.close()
            return
        # Known from now on, so that it is ended with the others even if its keeper never begins.
        self.workers.add(heir)
        group.create_task(self._keep_worker(heir))
        elder.stale = True
        if elder in self.idle:
            self.idle.remove(elder)
            elder.close()

    async def _keep_worker(self, worker: Worker | None = None) -> None:
        """Keeps one place among the workers, until it is an heir's."""
        pause = _FIRST_PAUSE
        while True:
            useful = False
            with suppress(Lost):
                worker = worker or await self._hire()
                useful = await self._employ(worker)
                if worker.stale:
                    return
            worker = None
            if useful:
                pause = _FIRST_PAUSE
            else:
                # Born to die: not as fast as it can be forked.
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _hire(self) -> Worker:
        await self._forged.wait()
        assert self.forge  # noqa: S101  it has said that it is ready
        warm = self.warm
        worker = await Worker.meet(self.forge.fork())
        worker.warm = warm
        return worker

    async def _employ(self, worker: Worker) -> bool:
        """For as long as it lives; whether it was of use."""
        self.workers.add(worker)
        self.rest(worker)
        if len(self.workers) == 1:
            await self._tell(True)
        self.on_idle()
        if not self._learning and not worker.warm >= self.warm:
            # It was being forked while the forge learnt its last.
            self._richer.set()
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
        # What waited for it alone is for anybody now.
        self.on_idle()
        return worker.served

    def close(self) -> None:
        """Ends everybody."""
        for worker in self.workers:
            worker.close()
        if self.forge:
            self.forge.close()
