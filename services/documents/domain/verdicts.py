"""What is examined and what the examination says: the border between the room that keeps documents and the room that checks them.

Frozen and pure: bytes and dates in, verdicts out. Nothing here knows a store, a network or a clock.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """What a check found."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    INCONCLUSIVE = "INCONCLUSIVE"
    VERIFIED = "VERIFIED"
    NON_RECEVABLE = "NON_RECEVABLE"


class RefusalReason(StrEnum):
    """Why a document is refused: one taxonomy for the answer before the upload and for the checks after it."""

    ORIGINAL_PAPIER_REQUIS = "ORIGINAL_PAPIER_REQUIS"
    TELETRANSMISSION_PRESCRIPTEUR = "TELETRANSMISSION_PRESCRIPTEUR"
    MAUVAIS_ORGANISME = "MAUVAIS_ORGANISME"
    DUE_PAR_UN_TIERS = "DUE_PAR_UN_TIERS"
    DEJA_DETENUE = "DEJA_DETENUE"
    EN_LIGNE_SEULEMENT = "EN_LIGNE_SEULEMENT"
    PERIMEE = "PERIMEE"
    ILLISIBLE = "ILLISIBLE"
    INCOMPLETE = "INCOMPLETE"
    NON_ATTENDUE = "NON_ATTENDUE"
    TYPE_INCONNU = "TYPE_INCONNU"
    ALTEREE = "ALTEREE"
    DANGEREUSE = "DANGEREUSE"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do once a document is refused, in plain French, and where ("" = nowhere online)."""

    instruction: str
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says. `explanation`: French, for the person. `evidence`: without personal data. `reason`, `remedy`: where it refuses."""

    rule: str
    version: str
    outcome: Outcome
    explanation: str
    evidence: str = ""
    reason: RefusalReason | None = None
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom the document should name, as identity knows them; empty where it does not. Never logged (hence no repr)."""

    given_names: tuple[str, ...] = ()
    birth_name: str = ""
    usual_name: str = ""
    birth_date: date | None = None

    def __repr__(self) -> str:
        """Says nothing of the person."""
        return "Holder(…)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may be for its organisme: bytes of one file, pages of the whole, media types, both sides or not."""

    maximum_bytes: int = 20 * 1024 * 1024
    maximum_pages: int = 50
    media_types: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png", "image/heic")
    both_sides: bool = False


@dataclass(frozen=True, slots=True)
class Deposited:
    """A deposit to examine: its files in the order of their pages, what it is said to be, and the day it is judged on.

    `deposit_date` is the first chunk's day in Paris; `freshness` the id of the rulebook's freshness rule ("" = none):
    "fiche-de-paie", "avis-impot", "moins-de-3-mois", "moins-de-12-mois", "non-expire".
    `refused_types`: the types that may not be deposited whatever they are said to be, and why: a document recognised as one of
    them is NON_RECEVABLE.
    """

    files: tuple[bytes, ...]
    type: str
    deposit_date: date
    holder: Holder = Holder()
    limits: Limits = Limits()
    freshness: str = ""
    document_date: date | None = None
    refused_types: tuple[tuple[str, RefusalReason], ...] = ()

    def __repr__(self) -> str:
        """Says nothing of the content."""
        return f"Deposited(type={self.type!r}, files={len(self.files)})"


@dataclass(frozen=True, slots=True)
class Examination:
    """What the checks found of a whole deposit.

    `type_found`: the rulebook's id, "" when it could not tell. `pages`: 0 when unknown. `content`: one cleaned file (metadata
    stripped, pages joined) whose type is `media_type`, or None when there is nothing that may be kept.
    `needs_review`: a person must look before it is accepted. `dated`: the day from which its age is counted, where it was read.
    `expiry`: the last day of a title, where its machine-readable lines prove it.
    """

    verdicts: tuple[Verdict, ...]
    type_found: str = ""
    pages: int = 0
    media_type: str = ""
    content: bytes | None = None
    needs_review: bool = False
    dated: date | None = None
    expiry: date | None = None

    @property
    def refused(self) -> bool:
        """Whether one verdict is enough to refuse the whole."""
        return any(v.outcome in (Outcome.FAILED, Outcome.NON_RECEVABLE) for v in self.verdicts)

    def __repr__(self) -> str:
        """Says nothing of the content."""
        return f"Examination(type_found={self.type_found!r}, verdicts={len(self.verdicts)}, needs_review={self.needs_review})"
