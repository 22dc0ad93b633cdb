"""What every use case works with, and what it asks of the outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from chassis.bus import Event
from chassis.crypto import Vault
from chassis.db import new_id
from services.situation.domain.catalogue import Catalogue, LegalBasis
from services.situation.domain.controls import Control
from services.situation.domain.declarations import Declaration
from services.situation.domain.delivery import Delivery
from services.situation.domain.facts import FactVersion, Verb
from services.situation.domain.routing import Directory

# The calendar of the person.
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery, ready to leave: `version` holds only what the recipient may see."""

    delivery: Delivery
    version: FactVersion
    pseudonym: str
    basis: LegalBasis
    declare_time: datetime
    controls: tuple[Control, ...] = ()


class Announcements(Protocol):
    """The events that this service publishes."""

    def changed(self, parcel: Parcel) -> Event:
        """To an organisme: a change of situation."""

    def offered(self, control: Control, organisme: str, pseudonym: str) -> Event:
        """To an organisme: another one has checked what it received."""

    def declared(self, declaration: Declaration) -> Event:
        """To the suite: a change was confirmed."""

    def advanced(self, delivery: Delivery) -> Event:
        """To the suite: a delivery reached a new state."""

    def controlled(self, control: Control) -> Event:
        """To the suite: an organisme checked a fact."""

    def accessed(self, delivery: Delivery, basis: LegalBasis, time: datetime, verb: Verb | None) -> Event:
        """To the access journal: an organisme is sent a fact, or a check of it (no `verb`), by this basis."""


class DirectorySource(Protocol):
    """Identity, as this service needs it."""

    async def read(self, person_id: str) -> Directory | None:
        """Where the person has files, and under which pseudonyms; None while identity has not resolved it."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Situation:
    """The catalogue, the keys, the way out and the clock."""

    catalogue: Catalogue
    vault: Vault
    events: Announcements
    identity: DirectorySource
    now: Callable[[], datetime] = _now
    new_id: Callable[[], str] = new_id

    def today(self) -> date:
        """The calendar day in Paris, by which rules and bases are dated."""
        return self.now().astimezone(PARIS).date()
