"""The circuit breaker of one organisme: a state machine that is told the time, in seconds on any clock that only moves forward."""

from dataclasses import dataclass
from enum import Enum


class BreakerState(Enum):
    """CLOSED: calls pass. OPEN: none does. HALF_OPEN: one passes, to see; its outcome decides."""

    CLOSED = "CLOSED"
    HALF_OPEN = "HALF_OPEN"
    OPEN = "OPEN"


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Opens after `failures` in a row, for `open_seconds`."""

    failures: int = 5
    open_seconds: float = 10.0


class Breaker:
    """Closed until the organisme fails several times in a row. Every admitted call reports exactly one outcome."""

    def __init__(self, policy: BreakerPolicy) -> None:
        self._policy = policy
        self._failures = 0
        self._opened_at = 0.0
        self.state = BreakerState.CLOSED

    def admit(self, now: float) -> bool:
        """Whether a call may pass now; in an open breaker whose time is over, the first one to ask is the trial."""
        if self.state is BreakerState.OPEN and self.retry_in(now) <= 0:
            self.state = BreakerState.HALF_OPEN
            return True
        return self.state is BreakerState.CLOSED

    def succeeded(self) -> None:
        """A call was answered in time. One that began before the breaker opened proves nothing of now."""
        if self.state is not BreakerState.OPEN:
            self.state, self._failures = BreakerState.CLOSED, 0

    def failed(self, now: float) -> None:
        """A call was not answered, or not in time."""
        self._failures += 1
        tried = self.state is BreakerState.HALF_OPEN
        if tried or (self.state is BreakerState.CLOSED and self._failures >= self._policy.failures):
            self.state, self._opened_at = BreakerState.OPEN, now

    def abandoned(self) -> None:
        """A call was given up before its outcome: if it was the trial, the next one to ask is."""
        if self.state is BreakerState.HALF_OPEN:
            self.state = BreakerState.OPEN

    def retry_in(self, now: float) -> float:
        """Seconds until an open breaker lets a trial pass; 0 in the other states."""
        if self.state is not BreakerState.OPEN:
            return 0.0
        return max(0.0, self._opened_at + self._policy.open_seconds - now)
