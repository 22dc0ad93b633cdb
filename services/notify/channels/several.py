"""Several carriers of one channel that stand in for each other, so that nothing is carried by two."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from services.notify.domain.sending.channels import Carried, Fate, Heard
from services.notify.domain.sending.delivery import Parcel

_FAILURES, _OPEN_SECONDS = 3, 30.0


class Provider(Protocol):
    """One carrier. `name`: as it is written with the delivery ("smtp.1")."""

    name: str

    async def carry(self, parcel: Parcel) -> Carried:
        """Hands it over. Never raises what the provider does."""

    async def find(self, key: str) -> Heard | None:
        """What it knows of a delivery; None: it does not answer."""


class Breaker:
    """Opens after three failures in a row, for half a minute: meanwhile the other carrier is asked first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._failures, self._until = clock, 0, 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._until

    def note(self, *, failed: bool) -> None:
        """One more answer, or none."""
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= _FAILURES:
            self._until = self._clock() + _OPEN_SECONDS


class Several:
    """The usual one first. Another is asked only if the one before certainly does not have it."""

    def __init__(self, providers: Sequence[Provider], clock: Callable[[], float] = time.monotonic) -> None:
        self._providers = [(provider, Breaker(clock)) for provider in providers]

    async def carry(self, parcel: Parcel) -> Carried:
        """What the last carrier asked said."""
        carried = Carried(Fate.NOT_TAKEN, reason="NO_PROVIDER")
        for provider, breaker in sorted(self._providers, key=lambda each: each[1].is_open):
            carried = await provider.carry(parcel)
            if carried.fate is Fate.UNSURE:
                carried = await self._settled(provider, parcel.key, carried)
            breaker.note(failed=carried.fate in (Fate.NOT_TAKEN, Fate.UNSURE))
            if carried.fate is not Fate.NOT_TAKEN:
                break
        return carried

    async def find(self, key: str) -> Heard | None:
        """Asks all of them: after a crash nobody remembers which one was being handed it."""
        silent = False
        for provider, _ in self._providers:
            heard = await provider.find(key)
            if heard not in (None, Heard.ABSENT):
                return heard
            silent = silent or heard is None
        return None if silent else Heard.ABSENT

    async def _settled(self, provider: Provider, key: str, unsure: Carried) -> Carried:
        heard = await provider.find(key)
        if heard is None:
            return unsure
        fate = Fate.NOT_TAKEN if heard is Heard.ABSENT else Fate.TAKEN
        return Carried(fate, provider.name, reason=unsure.reason)
