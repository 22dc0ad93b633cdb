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
from services.simulator.serving.planning import MONTH, spanning
from services.simulator.serving.waiting import Batch, Call, Pace, TooBusy, Waiting
from services.simulator.serving.work import Broken, Declined, Done, Key, Limits, Plan, Reply, Task

_log = logging.getLogger(__name__)
# Twelve changes and the hypotheses on what is not known stay far below.
_MOST_HOUSEHOLDS = 512
_WITHOUT_DEADLINE_SECONDS = 30.0
_MOST_DEATHS = 2
# What is recorded is not thrown away because the machine has much else to do.
_COLD_BUDGETS = 3
# Enough for "come back" to arrive before the caller's own clock says that nobody answers.
_LEARNING_MARGIN_SECONDS, _LEARNING_SECONDS = 0.2, 2.0


class NotComputable(Refused):
    """Every worker that was given this household died of it, or took too long."""

    reason = "HOUSEHOLD_NOT_COMPUTABLE"
    default_message = "Cette situation n'a pas pu être calculée."


class WarmingUp(Unavailable):
    """No worker is there yet, or no longer."""

    reason = "SIMULATOR_WARMING_UP"
    default_message = "Le simulateur démarre. Réessayez dans un instant."


class Learning(Unavailable):
    """Nobody has asked for this month yet, and what is recorded on the first time is not yet there. It goes on, whoever waits."""

    reason = "SIMULATOR_LEARNING"
    default_message = "Le calcul de cette période prend un peu plus de temps. Réessayez dans quelques secondes."


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
        self._running: set[asyncio.Task[None]] = set()
        self._slow: set[Worker] = set()
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
        """See `Calculator`. Households of one call begin in the same month. Raises NotComputable, WarmingUp and
        Learning besides."""
        if not households:
            return []
        call = self._call(households, self._shared(Key(households[0].month, spanning(months), tuple(variables))))
        self._admit(call)
        return [one[:months] for one in await self._answer(call)]

    async def _answer(self, call: Call) -> list[list[Values]]:
        # Not now: what arrives in the same turn of the loop goes together.
        asyncio.get_running_loop().call_soon(self._dispatch)
        warm = self.crew.surely_warm(call.key)
        try:
            async with asyncio.timeout_at(call.until - (0 if warm else _LEARNING_MARGIN_SECONDS)):
                values: list[list[Values]] = unpacked(await call.answer)
        except TimeoutError:
            raise (TimedOut() if warm else Learning(retry_in=_LEARNING_SECONDS)) from None
        finally:
            self._waiting.drop(call)
        return values

    def _shared(self, key: Key) -> Key:
        # Whoever asks for less is given all that is warm: one plan, and one batch with the others.
        if key in self.crew.warm:
            return key
        wider = [known for known in self.crew.warm if known[:2] == key[:2] and {*known.variables} >= {*key.variables}]
        return min(wider, key=lambda known: len(known.variables), default=key)

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
        except TooBusy as busy:
            self._meters.shed.add(1)
            if self.crew.surely_warm(call.key):
                raise
            raise Learning(retry_in=max(_LEARNING_SECONDS, busy.retry_in or 0)) from None

    def _dispatch(self) -> None:
        for worker in self.crew.idle[::-1]:
            batch = self._waiting.take(lambda key, worker=worker: self._may(worker, key))  # type: ignore[misc]
            if batch is None:
                continue
            self.crew.idle.remove(worker)
            self._give(worker, batch)

    def _give(self, worker: Worker, batch: Batch) -> None:
        cold = not worker.knows(batch.key)
        worker.learnt.add(batch.key)
        if cold or batch.key.months > MONTH:
            self._slow.add(worker)
        # A context of its own: the batch belongs to none of the calls more than to the others.
        running = asyncio.get_running_loop().create_task(self._run(worker, batch, cold), context=contextvars.Context())
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    def _may(self, worker: Worker, key: Key) -> bool:
        if key.months == MONTH and worker.knows(key):
            return True
        # A worker is always left to those who ask for a month: years, and what is computed for the first time, must not make everybody wait.
        if len(self._slow) >= max(1, len(self.crew.workers) - 1):
            return False
        # What one has recorded, or is recording, is not recorded twice: it is waited for.
        return worker.knows(key) or not any(other.knows(key) for other in self.crew.workers)

    async def _run(self, worker: Worker, batch: Batch, cold: bool) -> None:
        traces = [call.traceparent for call in batch.calls]
        began = asyncio.get_running_loop().time()
        with telemetry.span("compute batch", parent=traces[0], links=traces[1:]) as span:
            span.set_attribute("batch.size", batch.weight)
            reply = await self._ask(worker, batch, cold)
            if reply is None or isinstance(reply, Broken):
                telemetry.fail(span, "WORKER_LOST")
        if isinstance(reply, Done):
            self._measure(batch, asyncio.get_running_loop().time() - began, cold)
        self._slow.discard(worker)
        self._settle(batch, reply)
        self.crew.rest(worker)
        self._dispatch()

    def _measure(self, batch: Batch, seconds: float, cold: bool) -> None:
        if not cold:
            self._pace.record(batch.key.months, seconds)
        self._meters.batch_size.record(batch.weight)
        self._meters.batch_duration.record(seconds * 1000)

    async def _ask(self, worker: Worker, batch: Batch, cold: bool) -> Reply | None:
        """The worker's reply; None when it was killed. `cold`: it has to record the plans first."""
        seconds = self._limits.budget_seconds * (_COLD_BUDGETS if cold else 1)
        task = Task(batch.key, tuple(call.blob for call in batch.calls), seconds)
        try:
            async with asyncio.timeout(seconds):
                return await worker.ask(task)
        except Lost:
            worker.close()
            return None
        except TimeoutError:
            worker.close()
            # Of a key that it had to learn, it is not known whose fault that is: the forge learns it, from households of its own.
            return Declined(Learning(retry_in=_LEARNING_SECONDS)) if cold else Broken("over its time")

    def _settle(self, batch: Batch, reply: Reply | None) -> None:
        match reply:
            case Done():
                self.crew.learn(batch.key)
                for call, blob in zip(batch.calls, reply.calls, strict=True):
                    if not call.answer.done():
                        call.answer.set_result(blob)
            case Declined(Learning() as late):
                self.crew.learn(batch.key)
                self._refuse(batch, late)
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
