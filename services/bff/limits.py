"""How much one caller may ask, in this process's memory: token buckets, which forget whom they have not seen for long.

Behind several replicas, each counts for itself: the limit that holds is theirs added up.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from services.bff.settings import Settings

_MOST = 50_000


class Buckets:
    """A bucket per key, which holds `burst` tokens and gets `rate` of them back each second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Takes a token: 0.0 if there was one, otherwise the seconds until there is."""
        now = self._clock()
        tokens, then = self._kept.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - then) * self._rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
        self._kept[key] = (tokens if wait else tokens - 1, now)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return wait

    def give_back(self, key: str) -> None:
        """Gives back a token that was taken for nothing."""
        if kept := self._kept.get(key):
            self._kept[key] = (min(self._burst, kept[0] + 1), kept[1])


class Limits:
    """The limits of the edge. Many people may share an address: a session's own limit is the narrow one."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        rate, burst = settings.requests_per_second, settings.requests_burst
        self.address = Buckets(rate * 4, burst * 4, clock)
        self.session = Buckets(rate, burst, clock)
        self.login = Buckets(settings.logins_per_minute / 60, settings.logins_per_minute, clock)
        self.nir = Buckets(settings.nir_attempts_per_hour / 3600, settings.nir_attempts_per_hour, clock)
