"""Which organismes may be given a NIR, on which basis, and in which order they are believed. The rules are data (rules/certifiers.yaml)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisme that may receive a NIR from `start` on. `certifies`: its word certifies an identity."""

    organisme: str
    legal_basis: str
    certifies: bool
    start: date
    end: date | None = None

    def covers(self, on: date) -> bool:
        """Whether the organisme may receive a NIR that day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Directory:
    """`recipients` in the order in which certifiers are believed. `refresh_after`: how long attachments are taken as they are."""

    recipients: tuple[Recipient, ...]
    retry_delays: tuple[timedelta, ...]
    refresh_after: timedelta

    def certifiers(self, reachable: Iterable[str], on: date) -> tuple[Recipient, ...]:
        """Those whose word certifies, in their order, among the organismes that have an address."""
        return tuple(each for each in self._allowed(reachable, on) if each.certifies)

    def others(self, reachable: Iterable[str], on: date) -> tuple[Recipient, ...]:
        """Those asked only once the identity is certified, for the person's files."""
        return tuple(each for each in self._allowed(reachable, on) if not each.certifies)

    def retry_delay(self, attempts: int) -> timedelta:
        """How long to wait after so many tries; the last delay lasts."""
        return self.retry_delays[min(attempts, len(self.retry_delays) - 1)]

    def _allowed(self, reachable: Iterable[str], on: date) -> list[Recipient]:
        addresses = set(reachable)
        return [each for each in self.recipients if each.organisme in addresses and each.covers(on)]
