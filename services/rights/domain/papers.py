"""What organismes make out for a person: statements and attestations."""

from dataclasses import dataclass
from datetime import date

from services.rights.domain.vocabulary import Organisme


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement (décompte, relevé), under the organisme's own reference. Euro cents, None when it has no sum."""

    statement_id: str
    organisme: Organisme
    dated: date
    title: str
    amount_cents: int | None
    is_health: bool


@dataclass(frozen=True, slots=True)
class Attestation:
    """An attestation, under the organisme's own reference; `expires` None when it has no end."""

    attestation_id: str
    organisme: Organisme
    title: str
    statement: str
    issued: date
    expires: date | None
    is_health: bool
