"""Asks several organismes at once, and waits no longer than a person does.

Whoever has not answered by then is LATE: its call goes on in the background up to a deadline of its own, so that the next view has something
more recent to show. An organisme that fails several times in a row is left alone for a while.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry
from chassis.clients import deadline
from chassis.errors import Exhausted, Kind, NotFound, Problem, TimedOut, Unavailable
from services.rights.domain.breaker import Breaker, BreakerPolicy, BreakerState
from services.rights.domain.questions import Attempt, Outcome
from services.rights.domain.vocabulary import Organisme
from services.rights.partners.gateways import Asking, Gateways

_log = logging.getLogger(__name__)
_BUSY_RETRY_SECONDS = 1.0
_AWAY = (Unavailable, TimedOut, Exhausted)
_STATE_VALUES = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}

# After which the answers that are in are told, while the others are still waited for.
_PATIENCE_SECONDS = 0.25


class Listener(Protocol):
    """Who follows a fan-out."""

    async def on_answered(self, answered: list[Attempt]) -> None:
        """These have answered, and others are still waited for."""

    async def on_late(self, attempt: Attempt) -> None:
        """This answer came after the end of the waiting."""


@dataclass(frozen=True, slots=True)
class FanOutPolicy:
    """`call_seconds`: the deadline of a call, waited for or not. `concurrency`: calls under way to one organisme."""

    call_seconds: float = 15.0
    concurrency: int = 64
    breaker: BreakerPolicy = field(default_factory=BreakerPolicy)


class _Lane:
    """The way to one organisme: its breaker, and how many calls are on it."""

    def __init__(self, policy: FanOutPolicy) -> None:
        self._most = policy.concurrency
        self.breaker = Breaker(policy.breaker)
        self.busy = 0

    def admits(self) -> bool:
        return self.busy < self._most and self.breaker.admit(time.monotonic())

    def retry_in(self) -> float:
        return self.breaker.retry_in(time.monotonic()) or _BUSY_RETRY_SECONDS


class FanOut:
    """The calls to all organismes; one for the whole process, since it holds the breakers."""

    def __init__(self, gateways: Gateways, policy: FanOutPolicy) -> None:
        self._gateways, self._policy = gateways, policy
        self._lanes = {organisme: _Lane(policy) for organisme in Organisme}
        self._under_way: set[asyncio.Task[Attempt]] = set()
        meter = telemetry.meter()
        self._duration = meter.create_histogram("organisme_answer_duration", unit="ms")
        meter.create_observable_gauge("organisme_breaker_state", [self._observe])

    async def ask(self, askings: Iterable[Asking], until: float, listener: Listener) -> list[Attempt]:
        """What each has answered by `until` (monotonic clock)."""
        begun = [self._begin(asking, listener) for asking in askings]
        calls = [call for call in begun if isinstance(call, _Call)]
        if await _wait(calls, min(until, time.monotonic() + _PATIENCE_SECONDS)):
            await listener.on_answered([call.task.result() for call in calls if call.has_answered])
            await _wait(calls, until)
        return [call.look() if isinstance(call, _Call) else call for call in begun]

    def _begin(self, asking: Asking, listener: Listener) -> "_Call | Attempt":
        lane = self._lanes[asking.organisme]
        if asking.organisme not in self._gateways:
            return Attempt(asking.organisme, Outcome.NOT_CONNECTED, retry_in=3600)
        if not lane.admits():
            self._duration.record(0, {"organisme": asking.organisme, "outcome": Outcome.NOT_ASKED})
            return Attempt(asking.organisme, Outcome.NOT_ASKED, retry_in=lane.retry_in())
        call = _Call(asking, lane, listener, self._duration.record)
        call.task = asyncio.create_task(call.run(self._gateways, self._policy.call_seconds))
        self._under_way.add(call.task)
        call.task.add_done_callback(self._under_way.discard)
        return call

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [
            Observation(_STATE_VALUES[lane.breaker.state], {"organisme": organisme})
            for organisme, lane in self._lanes.items()
        ]

    async def close(self) -> None:
        """Gives up the calls that nobody waits for."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)


class _Call:
    """One organisme being asked. Its breaker learns one outcome: the one that the person saw."""

    task: asyncio.Task[Attempt]

    def __init__(self, asking: Asking, lane: _Lane, listener: Listener, record: Callable[..., None]) -> None:
        self._asking, self._lane, self._listener, self._record = asking, lane, listener, record
        self.organisme = asking.organisme
        self._started = time.monotonic()
        self._settled = False
        lane.busy += 1

    @property
    def has_answered(self) -> bool:
        """Whether it has, by now."""
        return self.task.done() and self.task.result().outcome is Outcome.ANSWERED

    async def run(self, gateways: Gateways, timeout: float) -> Attempt:
        """Asks, and tells whoever came too late to be waited for."""
        # The call may outlive the one that it was made for.
        deadline.set(None)
        attempt = None
        try:
            attempt = await self._ask(gateways, timeout)
        finally:
            self._lane.busy -= 1
            # Cancelled, or something that nobody foresaw: a trial without an outcome would keep everyone out for ever.
            if attempt is None:
                self._lane.breaker.abandoned()
        if not self._settled:
            self._settle(attempt.outcome)
        elif attempt.outcome is Outcome.ANSWERED:
            await self._listener.on_late(attempt)
        return attempt

    async def _ask(self, gateways: Gateways, timeout: float) -> Attempt:
        organisme = self.organisme
        try:
            with telemetry.span("ask organisme", attributes={"organisme": organisme}):
                return Attempt(organisme, Outcome.ANSWERED, await gateways.ask(self._asking, timeout))
        except Problem as problem:
            extra = {"organisme": organisme, "reason": problem.reason}
            _log.warning("organisme did not answer", extra=extra)
            return Attempt(organisme, _outcome(problem), retry_in=problem.retry_in or 0.0)

    def look(self) -> Attempt:
        """The outcome; LATE if there is none yet."""
        if self.task.done():
            return self.task.result()
        self._settle(Outcome.LATE)
        return Attempt(self.organisme, Outcome.LATE)

    def _settle(self, outcome: Outcome) -> None:
        self._settled = True
        breaker = self._lane.breaker
        if outcome in (Outcome.LATE, Outcome.FAILED):
            breaker.failed(time.monotonic())
        else:
            breaker.succeeded()
        elapsed = (time.monotonic() - self._started) * 1000
        self._record(elapsed, {"organisme": self.organisme, "outcome": outcome})


async def _wait(calls: list[_Call], until: float) -> bool:
    """Waits for all; whether somebody is still missing at the end."""
    tasks = [call.task for call in calls if not call.task.done()]
    if tasks:
        await asyncio.wait(tasks, timeout=max(0.0, until - time.monotonic()))
    return not all(call.task.done() for call in calls)


def _outcome(problem: Problem) -> Outcome:
    if isinstance(problem, NotFound):
        return Outcome.NO_FILE
    return Outcome.FAILED if isinstance(problem, _AWAY) or problem.kind is Kind.INTERNAL else Outcome.REFUSED
