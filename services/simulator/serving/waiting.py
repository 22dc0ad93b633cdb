"""Calls that wait for a worker: a bounded queue, batches of what can be computed together, and who is told at once that it would take too long."""

import asyncio
import statistics
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from chassis.errors import Exhausted
from services.simulator.serving.work import Key, Limits

_REMEMBERED = 16


class TooBusy(Exhausted):
    """More is asked than can be computed in time."""

    reason = "SIMULATOR_BUSY"
    default_message = "Beaucoup de simulations sont en cours. Réessayez dans un instant."


@dataclass(eq=False, slots=True)
class Call:
    """One call: its households packed, how many they are, until when somebody waits (on the loop's clock), and the trace it belongs to."""

    key: Key
    blob: bytes
    weight: int
    until: float
    answer: "asyncio.Future[bytes]"
    traceparent: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Calls computed together; `deaths`: how many workers were killed at it."""

    calls: tuple[Call, ...]
    deaths: int = 0

    @property
    def key(self) -> Key:
        """What they have in common."""
        return self.calls[0].key

    @property
    def weight(self) -> int:
        """Households."""
        return sum(call.weight for call in self.calls)

    @property
    def alone(self) -> bool:
        """Whether it is one call."""
        return len(self.calls) == 1

    def once_more_dead(self) -> "Batch":
        """After another death."""
        return Batch(self.calls, self.deaths + 1)

    def apart(self) -> list["Batch"]:
        """Each call alone, under no more suspicion than one death."""
        return [Batch((call,), min(self.deaths, 1)) for call in self.calls]

    def still_wanted(self) -> "Batch | None":
        """Without the calls that nobody waits for any more."""
        wanted = tuple(call for call in self.calls if not call.answer.done())
        return Batch(wanted, self.deaths) if wanted else None


class Pace:
    """How long batches take, by how many months they compute: the median of the last ones, so that a cold one does not count."""

    def __init__(self) -> None:
        self._seconds: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))

    def record(self, months: int, seconds: float) -> None:
        """One batch."""
        self._seconds[months].append(seconds)

    def typical(self, months: int) -> float:
        """Seconds for a batch; 0 as long as nothing is known."""
        return statistics.median(self._seconds[months]) if self._seconds[months] else 0.0


class Waiting:
    """The queue. Batches that come back from a worker that died go first."""

    def __init__(self, limits: Limits, pace: Pace, clock: Callable[[], float]) -> None:
        self._limits, self._pace, self._clock = limits, pace, clock
        self._calls: deque[Call] = deque()
        self._back: deque[Batch] = deque()

    @property
    def households(self) -> int:
        """How many wait."""
        return sum(call.weight for call in self._calls) + sum(batch.weight for batch in self._back)

    def add(self, call: Call, workers: int, idle: int) -> None:
        """Puts a call at the end. Raises TooBusy, with the time after which it may pass, rather than let it wait for nothing."""
        ahead = self.households
        # With somebody free and nothing before it, it is tried: else a pace measured on a bad day would refuse everything for ever.
        if ahead or not idle:
            expected = self._expected(call, ahead, max(workers, 1))
            if ahead + call.weight > self._limits.waiting or self._clock() + expected > call.until:
                raise TooBusy(retry_in=max(expected, 0.1))
        self._calls.append(call)

    def _expected(self, call: Call, ahead: int, workers: int) -> float:
        # Half of what the workers are at, what is ahead, and the call's own batch.
        rounds = 0.5 + ahead / (self._limits.batch * workers) + 1
        return rounds * self._pace.typical(call.key.months)

    def give_back(self, batches: list[Batch]) -> None:
        """Puts batches before everything else."""
        self._back.extend(batches)

    def drop(self, call: Call) -> None:
        """Forgets a call that nobody waits for any more."""
        if call in self._calls:
            self._calls.remove(call)

    def take(self, fits: Callable[[Key], bool]) -> Batch | None:
        """The next batch: the oldest call whose key `fits`, and as many with the same key as go with it."""
        for batch in [batch for batch in self._back if fits(batch.key)]:
            self._back.remove(batch)
            if wanted := batch.still_wanted():
                return wanted
        first = next((call for call in self._calls if fits(call.key)), None)
        if first is None:
            return None
        key, room = first.key, self._limits.batch
        taken: list[Call] = []
        left: deque[Call] = deque()
        for call in self._calls:
            # The first one goes whole, whatever its size: its variants are computed in one.
            if call.key == key and (not taken or call.weight <= room):
                taken.append(call)
                room -= call.weight
            else:
                left.append(call)
        self._calls = left
        return Batch(tuple(taken))
