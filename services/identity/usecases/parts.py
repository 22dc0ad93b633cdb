"""What the use cases work with, handed down from `main.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database
from services.identity.domain.certification import State
from services.identity.domain.directory import Directory
from services.identity.domain.retention import RetentionRule
from services.identity.partners.franceconnect import Issuers
from services.identity.partners.gateways import Gateways
from services.identity.store.keyring import Keyring
from services.identity.store.sealing import Sealing

Clock = Callable[[], datetime]
"""The present instant, in UTC."""

# How long a process holds what it took from a queue of the database; longer than asking every organisme takes.
LEASE = timedelta(seconds=30)


class Announcer(Protocol):
    """Says what happened, in the transaction where it happened."""

    async def certification_moved(self, session: AsyncSession, person_id: str, state: State) -> None:
        """A certification has a new state."""

    async def attachments_resolved(self, session: AsyncSession, person_id: str, organismes: tuple[str, ...]) -> None:
        """The organismes were asked where the person has a file."""

    async def pseudonym_rotated(self, session: AsyncSession, person_id: str, organisme: str) -> None:
        """An organisme knows the person under a new pseudonym."""

    async def persons_erased(self, session: AsyncSession, person_ids: Sequence[str]) -> None:
        """These persons are no longer known here, nor may they be anywhere in the suite."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where FranceConnect may send a browser back to."""

    login_return: tuple[str, ...]
    logout_return: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The dated rules."""

    directory: Directory
    retention: tuple[RetentionRule, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything at once: a use case takes what it needs."""

    database: Database
    sealing: Sealing
    keyring: Keyring
    issuers: Issuers
    gateways: Gateways
    announcer: Announcer
    addresses: Addresses
    rules: Rules
    clock: Clock
