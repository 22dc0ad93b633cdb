"""What every use case works with, and what it asks of the outside."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from chassis.bus import Event
from chassis.crypto import Signer, Vault
from chassis.db import new_id
from services.documents.domain.admissibility import PARIS
from services.documents.domain.channels import PersonFile
from services.documents.domain.deposits import Document, Receipt
from services.documents.domain.retention import Retention
from services.documents.domain.rulebook import Rulebook
from services.documents.domain.verdicts import Deposited, Examination, Holder
from services.documents.store.objects import Objects


class Announcements(Protocol):
    """The events that this service publishes."""

    def advanced(self, document: Document) -> Event:
        """A deposit reached a new state."""

    def delivered(self, document: Document, time: datetime) -> Event:
        """To the access journal: an organisme received a document."""

    def looked_at(self, document: Document, reader: str, time: datetime) -> Event:
        """To the access journal: an agent looked at a document, by that service."""


class Directory(Protocol):
    """Identity, as this service needs it."""

    async def files(self, person_id: str) -> Sequence[PersonFile]:
        """Where the person has files; empty when that is not known, or not known soon enough."""

    async def holder(self, person_id: str) -> Holder:
        """Whom the person's documents should name. Raises Unavailable."""

    async def pseudonym(self, person_id: str, organisme: str) -> str:
        """The person's name at an organisme, "" when it has none. Raises Unavailable."""


class Couriers(Protocol):
    """The organismes' gateways."""

    async def deliver(self, document: Document, pseudonym: str, parts: AsyncIterator[bytes]) -> Receipt:
        """Brings a document to its organisme. Raises the Problem that the gateway raised."""


class Bell:
    """Wakes the workers of this process; those of others look by themselves now and then."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Until it rings, or for so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


Examine = Callable[[Deposited], Awaitable[Examination]]
# A content, its media type and a sentence → the content with the sentence across it. Raises NotMarked.
Mark = Callable[[bytes, str, str], Awaitable[bytes]]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """The rulebook, the keys, the object store, the others, and the clock. `examine` raises Unavailable where we are at fault."""

    rulebook: Rulebook
    retention: Retention
    vault: Vault = field(repr=False)
    objects: Objects
    events: Announcements
    directory: Directory
    couriers: Couriers
    examine: Examine
    mark: Mark
    signer: Signer = field(repr=False)
    to_examine: Bell = field(default_factory=Bell)
    to_deliver: Bell = field(default_factory=Bell)
    to_purge: Bell = field(default_factory=Bell)
    now: Callable[[], datetime] = _now
    new_id: Callable[[], str] = new_id

    def day(self, instant: datetime) -> date:
        """The calendar day in Paris."""
        return instant.astimezone(PARIS).date()
