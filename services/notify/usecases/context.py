"""What every use case works with, and what it asks of the outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from chassis.bus import Event
from chassis.crypto import Vault
from chassis.db import new_id
from services.notify.domain.due import DueItem
from services.notify.domain.messages import Message
from services.notify.domain.profile import Profile
from services.notify.domain.rulebook import Rulebook
from services.notify.domain.sightings import Sighting
from services.notify.domain.territories import today_of
from services.notify.domain.words import Words


class Announcements(Protocol):
    """The events that this service publishes."""

    def changed(self, message: Message) -> Event:
        """To the suite: a message arrived, was read, done, cancelled or expired."""

    def read_rights(self, person_id: str, now: datetime) -> Event:
        """To the access journal: the person's rights and facts were read, to watch over them."""


class Sources(Protocol):
    """Identity, situation, rights and claims, as this service needs them."""

    async def look(self, person_id: str) -> Sighting | None:
        """What is known of the person now; None when identity does not know them. Raises Unavailable."""

    async def names(self, person_id: str) -> Mapping[str, str] | None:
        """Organisme → the name by which it knows the person; None while identity has not resolved them. Raises Unavailable."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Notify:
    """The rules, their words, the keys, the ways out and the clock.

    `organismes`: id → how a sentence names it. `kept_days`: how long a message is kept that no longer is open. `wake`: somebody is to be looked at
    now. `wake_sending`: something is to leave. `changed`: a message was committed as it now stands.
    """

    rulebook: Rulebook
    words: Callable[[DueItem], Words]
    vault: Vault
    events: Announcements
    sources: Sources
    organismes: Mapping[str, str]
    push_origins: frozenset[str] = frozenset()
    push_public_key: str = ""
    kept_days: int = 365
    now: Callable[[], datetime] = _now
    new_id: Callable[[], str] = new_id
    wake: Callable[[], None] = lambda: None
    wake_sending: Callable[[], None] = lambda: None
    changed: Callable[[Message], None] = lambda _: None

    def today(self, profile: Profile) -> date:
        """The person's own day."""
        return today_of(self.now(), profile.territory)
