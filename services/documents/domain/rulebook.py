"""The rulebook in memory: types of documents, the dated rules of their admissibility, and the pieces that benefits call for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.documents.domain.freshness import Freshness
from services.documents.domain.verdicts import Limits, RefusalReason


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit that the law sets: so many whole days after the date on the document, and what happens then."""

    days: int
    consequence: str
    legal_reference: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What is answered of a document, from when to when, and for whom. No `reason`: it may be deposited.

    `only_organismes`, `only_benefits`: the purposes it speaks of; empty: all. `organismes`: regime → who handles it.
    """

    rule: str
    explanation: str
    legal_reference: str
    source: str
    checked: date
    confidence: str
    reason: RefusalReason | None = None
    instruction: str = ""
    organismes: Mapping[str, str] | None = None
    by_post: bool = False
    service_url: str = ""
    time_limit: TimeLimit | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    only_organismes: frozenset[str] = frozenset()
    only_benefits: frozenset[str] = frozenset()

    def speaks_of(self, day: date, organisme: str, benefit: str) -> bool:
        """Whether it is in force that day, for that purpose."""
        in_force = (self.valid_from or date.min) <= day <= (self.valid_until or date.max)
        meant = not self.only_organismes or organisme in self.only_organismes
        return in_force and meant and (not self.only_benefits or benefit in self.only_benefits)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document. `takers`: the organismes that take it, all of them when empty; the first rule that speaks answers."""

    type: str
    label: str
    aliases: tuple[str, ...]
    domain: str
    description: str
    rules: tuple[Rule, ...]
    takers: frozenset[str] = frozenset()
    freshness: str = ""
    both_sides: bool = False
    identity_title: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that a benefit calls for: one of several types, who owes it, and in which case."""

    any_of: tuple[str, ...]
    owed_by: str
    condition: str
    source: str


@dataclass(frozen=True, slots=True)
class Organisme:
    """An organisme as a person writes to it. `postal`: lines of an address, where `{office}` is the office of their file."""

    organisme: str
    name: str
    office_word: str
    postal: tuple[str, ...]
    site: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the addresses of offices are published. `told`: what is said of it; `organismes`: in other words for some of them."""

    page: str
    told: str
    organismes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that is decided from, under one version."""

    version: str
    types: Mapping[str, DocumentType]
    pieces: Mapping[str, tuple[Piece, ...]]
    organismes: Mapping[str, Organisme]
    freshness: Mapping[str, Freshness]
    default_limits: Limits
    directory: Directory
    produced: Mapping[str, DocumentType] = field(default_factory=dict)

    def named(self, kind: str) -> DocumentType | None:
        """A type by its id, deposited or produced."""
        return self.types.get(kind) or self.produced.get(kind)

    def limits(self, kind: DocumentType, organisme: str) -> Limits:
        """What one document of that type may be, for that organisme or for any."""
        known = self.organismes.get(organisme)
        base = known.limits if known else self.default_limits
        return Limits(base.maximum_bytes, base.maximum_pages, base.media_types, kind.both_sides)

    def is_called_for(self, benefit: str, kind: str) -> bool:
        """Whether a benefit calls for that type; True for a benefit whose pieces are not known."""
        pieces = self.pieces.get(benefit)
        return pieces is None or any(kind in piece.any_of for piece in pieces)
