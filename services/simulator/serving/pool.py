"""The Calculator of the use cases: each free worker is given what waits, and a failure is borne by the call that causes it, alone."""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Sequence

from chassis import telemetry
from chassis.clients import time_left
from chassis.errors import InvalidInput, Problem, Refused, TimedOut, Unavailable, Violation
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.serving.crew import Crew
from services.simulator.serving.frames import packed, unpacked
from services.simulator.serving.hands import Lost, Worker
from services.simulator.serving.meters import Meters
from services.simulator.serving.waiting import Batch, Call, Pace, TooBusy, Waiting
from services.simulator.serving.work import Broken, Declined, Done, Key, Limits, Plan, Reply, Task

_log = logging.getLogger(__name__)
# Twelve changes and the hypotheses on what is not known stay far below.
_MOST_HOUSEHOLDS = 512
_WITHOUT_DEADLINE_SECONDS = 30.0
_MOST_DEATHS = 2


class NotComputable(Refused):
    """Every worker that was given this household died of it, or took too long."""

    reason = "HOUSEHOLD_NOT_COMPUTABLE"
    default_message = "Cette situation n'a pas pu être calculée."


class WarmingUp(Unavailable):
    """No worker is there yet, or no longer."""

    reason = "SIMULATOR_WARMING_UP"
    default_message = "Le simulateur démarre. Réessayez dans un instant."


async def _tell_nobody(_: bool) -> None:
    return


class Pool:
    """`law` is the factory of the work, "module:function". `plan` says what to warm up; when it says something else, as it does every month, the
    forge is made anew. `tell` hears whether anything can be computed. It computes for as long as `run` does."""

    def __init__(
        self,
        law: str,
        plan: Callable[[], Plan],
        limits: Limits,
        tell: Callable[[bool], Awaitable[None]] = _tell_nobody,
    ) -> None:
        self._limits = limits
        self._meters = Meters()
        self._pace = Pace()
        self._waiting = Waiting(limits, self._pace, lambda: asyncio.get_running_loop().time())
        self.crew = Crew(law, plan, limits, tell, self._meters)
        self.crew.on_idle = self._dispatch
        self._known = {key.variables for key in (*plan().first, *plan().later)}
        self._running: set[asyncio.Task[None]] = set()
        self._long = 0
        self._meters.waiting = lambda: self._waiting.households
        self._meters.workers = lambda: len(self.crew.workers)

    async def run(self) -> None:
        """Keeps the forge and the workers, until it is cancelled."""
        try:
            await self.crew.run()
        finally:
            for running in self._running:
                running.cancel()
            self.crew.close()

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        """See `Calculator`. Households of one call begin in the same month. Raises NotComputable and WarmingUp besides."""
        if not households:
            return []
        call = self._call(households, Key(households[0].month, months, self._shared(variables)))
        self._admit(call)
        return await self._answer(call)

    async def _answer(self, call: Call) -> list[list[Values]]:
        # Not now: what arrives in the same turn of the loop goes together.
        asyncio.get_running_loop().call_soon(self._dispatch)
        try:
            async with asyncio.timeout_at(call.until):
                values: list[list[Values]] = unpacked(await call.answer)
        except TimeoutError:
            raise TimedOut from None
        finally:
            self._waiting.drop(call)
        return values

    def _shared(self, variables: Sequence[str]) -> tuple[str, ...]:
        # Whoever asks for less is given all that is warm: one plan, and one batch with the others.
        wider = [known for known in self._known if set(known) >= set(variables)]
        return min(wider, key=len, default=tuple(variables))

    def _call(self, households: Sequence[Household], key: Key) -> Call:
        if len(households) > _MOST_HOUSEHOLDS:
            raise InvalidInput([Violation("changes", "Il y a trop de situations à comparer en une fois.")])
        if any(household.month != key.month for household in households):
            raise ValueError("households of several months")
        loop = asyncio.get_running_loop()
        until = loop.time() + time_left(_WITHOUT_DEADLINE_SECONDS)
        blob = packed(tuple(households))
        return Call(key, blob, len(households), until, loop.create_future(), telemetry.current_traceparent())

    def _admit(self, call: Call) -> None:
        if self.crew.hopeless:
            raise WarmingUp(retry_in=2.0)
        try:
            self._waiting.add(call, len(self.crew.workers), len(self.crew.idle))
        except TooBusy:
            self._meters.shed.add(1)
            raise

    def _dispatch(self) -> None:
        while self.crew.idle and (batch := self._waiting.take(long=self._may_be_long())):
            self._long += batch.long
            # A context of its own: the batch belongs to none of the calls more than to the others.
            running = asyncio.get_running_loop().create_task(
                self._run(self.crew.idle.pop(), batch), context=contextvars.Context()
            )
            self._running.add(running)
            running.add_done_callback(self._running.discard)

    def _may_be_long(self) -> bool:
        # A worker is always left to those who ask for a month: years that are computed for the first time must not make everybody wait.
        return self._long < max(1, len(self.crew.workers) - 1)

    async def _run(self, worker: Worker, batch: Batch) -> None:
        traces = [call.traceparent for call in batch.calls]
        began = asyncio.get_running_loop().time()
        with telemetry.span("compute batch", parent=traces[0], links=traces[1:]) as span:
            span.set_attribute("batch.size", batch.weight)
            reply = await self._ask(worker, batch)
            if reply is None or isinstance(reply, Broken):
                telemetry.fail(span, "WORKER_LOST")
        if isinstance(reply, Done):
            self._measure(batch, asyncio.get_running_loop().time() - began)
        self._long -= batch.long
        self._settle(batch, reply)
        self.crew.rest(worker)
        self._dispatch()

    def _measure(self, batch: Batch, seconds: float) -> None:
        self._pace.record(batch.key.months, seconds)
        self._meters.batch_size.record(batch.weight)
        self._meters.batch_duration.record(seconds * 1000)

    async def _ask(self, worker: Worker, batch: Batch) -> Reply | None:
        """The worker's reply; None when it was killed."""
        task = Task(batch.key, tuple(call.blob for call in batch.calls))
        try:
            async with asyncio.timeout(self._limits.budget_seconds):
                return await worker.ask(task)
        except Lost:
            worker.close()
            return None
        except TimeoutError:
            worker.close()
            return Broken("over its time")

    def _settle(self, batch: Batch, reply: Reply | None) -> None:
        match reply:
            case Done():
                for call, blob in zip(batch.calls, reply.calls, strict=True):
                    if not call.answer.done():
                        call.answer.set_result(blob)
            case Declined():
                self._blame(batch, reply.problem)
            case Broken():
                _log.error("a batch failed", extra={"failure": reply.failure})
                self._blame(batch, NotComputable())
            case None:
                self._after_a_death(batch.once_more_dead())

    def _after_a_death(self, batch: Batch) -> None:
        # It may have another cause than the batch: the same is tried again before anybody is suspected.
        if batch.deaths < _MOST_DEATHS or (batch.alone and batch.deaths == _MOST_DEATHS):
            self._waiting.give_back([batch])
        else:
            self._blame(batch, NotComputable())

    def _blame(self, batch: Batch, problem: Problem) -> None:
        # Whose fault it is, each alone will tell.
        if batch.alone:
            self._refuse(batch, problem)
        else:
            self._waiting.give_back(batch.apart())

    @staticmethod
    def _refuse(batch: Batch, problem: Problem) -> None:
        for call in batch.calls:
            if not call.answer.done():
                call.answer.set_exception(problem)
