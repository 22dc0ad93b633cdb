"""What the provider remembers, in memory, bounded in number and in time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sandbox.franceconnect.authorization import AuthorizationRequest

Clock = Callable[[], float]
"""Seconds since 1970-01-01 UTC."""

SESSION_TTL = 1800
CODE_TTL = 30
TOKEN_TTL = 60
CAPACITY = 10_000

Value = TypeVar("Value")


class ExpiringStore(Generic[Value]):
    """Values by key, forgotten after `ttl` seconds, the oldest first when there are more than `capacity`."""

    def __init__(self, clock: Clock, ttl: int, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._ttl = ttl
        self._capacity = capacity
        self._entries: OrderedDict[str, tuple[float, Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, key: str, value: Value) -> None:
        """Writing again a key that lives does not prolong it."""
        live = self._entries.get(key)
        now = self._clock()
        written_at = live[0] if live is not None and now - live[0] < self._ttl else now
        self._entries[key] = (written_at, value)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)

    def get(self, key: str) -> Value | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        written_at, value = entry
        if self._clock() - written_at >= self._ttl:
            del self._entries[key]
            return None
        return value

    def drop(self, key: str) -> None:
        self._entries.pop(key, None)


@dataclass(frozen=True)
class Login:
    """Who has authenticated, where, and when (seconds since the epoch)."""

    persona: str
    idp: str
    auth_time: int


@dataclass(frozen=True)
class Interaction:
    """A person between the authorization request and the return to the client."""

    id: str
    request: AuthorizationRequest
    login: Login | None


@dataclass(frozen=True)
class IssuedCode:
    """`access_token`: what the code was exchanged for, absent while it is unused."""

    request: AuthorizationRequest
    login: Login
    issued_at: float
    access_token: str | None = None


@dataclass(frozen=True)
class Grant:
    """What an access token opens."""

    persona: str
    scopes: tuple[str, ...]


class State:
    def __init__(self, clock: Clock) -> None:
        self.interactions: ExpiringStore[Interaction] = ExpiringStore(clock, SESSION_TTL)
        self.sessions: ExpiringStore[Login] = ExpiringStore(clock, SESSION_TTL)
        # Kept longer than it is valid, so that a second use is recognised and revokes the token.
        self.codes: ExpiringStore[IssuedCode] = ExpiringStore(clock, CODE_TTL + TOKEN_TTL)
        self.grants: ExpiringStore[Grant] = ExpiringStore(clock, TOKEN_TTL)
