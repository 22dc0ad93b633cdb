"""What every use case works with, and what it asks of the outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from chassis.bus import Event
from chassis.crypto import Vault
from chassis.db import new_id
from services.requests_tracking.domain.catalogue import Catalogue
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import add_months, day_of
from services.requests_tracking.domain.exchange import Submission, Told, Withdrawal
from services.requests_tracking.domain.rules import Case, ClockRule
from services.requests_tracking.domain.steps import Piece
from services.requests_tracking.domain.timeline import Entry
from services.requests_tracking.domain.vocabulary import ClaimKind
from services.requests_tracking.store.directory import Directory


class Announcements(Protocol):
    """The events that this service publishes."""

    def advanced(self, claim: Claim, entry: Entry, rank: int) -> Event:
        """To the suite: something happened to a claim."""

    def erased(self, claim: Claim) -> Event:
        """To the suite: a draft is no more."""

    def expected(self, claim: Claim, piece: Piece) -> Event:
        """To the suite: an organisme asks for a piece."""

    def sent(self, claim: Claim, now: datetime) -> Event:
        """To the access journal: an organisme is sent a claim."""

    def asked(self, person_id: str, organisme: str, now: datetime) -> Event:
        """To the access journal: an organisme was asked about the person's claims."""


class DirectorySource(Protocol):
    """Identity, as this service needs it."""

    async def read(self, person_id: str) -> Directory | None:
        """Where the person has files, and under which pseudonyms; None while identity has not resolved it."""


class Gateways(Protocol):
    """The organismes' gateways. Each call raises the Problem that the organisme raised, or Unavailable."""

    def __contains__(self, organisme: str) -> bool:
        """Whether the organisme has a gateway."""

    async def submit(self, submission: Submission) -> Told:
        """Send a claim; the organisme's reference and its first step."""

    async def withdraw(self, withdrawal: Withdrawal) -> Told:
        """Take a claim back; its last step."""

    async def claims(self, organisme: str, pseudonym: str) -> list[Told]:
        """The person's claims there, with all their steps."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Tracking:
    """The catalogue, the keys, the ways out and the clock."""

    catalogue: Catalogue
    vault: Vault
    events: Announcements
    identity: DirectorySource
    gateways: Gateways
    now: Callable[[], datetime] = _now
    new_id: Callable[[], str] = new_id
    wake: Callable[[], None] = lambda: None

    def today(self) -> date:
        """The calendar day in Paris, by which delays are counted."""
        return day_of(self.now())

    def kept_since(self) -> datetime:
        """Claims that were over before then are no longer kept."""
        now = self.now()
        return datetime.combine(add_months(now.date(), -self.catalogue.kept_months), now.timetz())

    def rule_of(self, claim: Claim) -> ClockRule | None:
        """The rule that a claim stands under; None for a draft, for what other claims are the parts of, and where nobody here knows who decides, or
        which way an appeal went."""
        unknown = claim.decider not in self.catalogue.organismes or (claim.kind is ClaimKind.APPEAL and not claim.path)
        if claim.submitted is None or claim.is_whole or unknown:
            return None
        return self.catalogue.rule_of(
            Case(claim.kind, claim.decider, claim.benefit, day_of(claim.submitted), claim.path)
        )
