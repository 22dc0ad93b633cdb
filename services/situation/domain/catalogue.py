"""The catalogue of facts as the domain sees it: already validated, and asked with a date."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from datetime import date
from enum import StrEnum
from typing import Any

from services.situation.domain.dates import Period, Window

START, END = "start", "end"


class FieldType(StrEnum):
    """How a field is written: dates are ISO text, amounts are cents of euro, lines are lists of records."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MONTH = "month"
    INTEGER = "integer"
    AMOUNT = "amount"
    BOOLEAN = "boolean"
    LINES = "lines"


class Obligation(StrEnum):
    """Whether the person may refuse that an organisme receives a fact."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind; `name` is the one of the contract."""

    name: str
    label: str
    type: FieldType
    required: bool = False
    codes: Mapping[str, str] = _field(default_factory=dict)
    format: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    default: str | None = None
    window: Window | None = None
    fields: tuple["FieldSpec", ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RequiredWhen:
    """These fields are required, and these formats apply (field → format), once another field has this value."""

    field: str
    equals: str
    then: tuple[str, ...]
    formats: Mapping[str, str] = _field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """How one asks for the first or the last day of a fact; `field`: the field of the content that says it, which alone is asked."""

    label: str = ""
    hint: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Fields that a form asks for together; START and END are the days. `only_when`: only once this field says one of these codes."""

    label: str
    hint: str
    fields: tuple[str, ...]
    only_when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An article, and what it allows in one plain French sentence."""

    reference: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """What one organisme may receive of a kind, of persons it knows in these qualities, and while this holds.

    `only_when` (field → codes): only of a fact that says one of these codes. `obligation_explanation`, in plain French:
    why the person may not refuse, where it is not by the basis alone; the catalogue leaves it empty.
    """

    organisme: str
    fields: tuple[str, ...]
    obligation: Obligation
    basis: LegalBasis
    qualities: frozenset[str]
    only_when: Mapping[str, Collection[str]] = _field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    obligation_explanation: str = ""

    def holds(self, day: date) -> bool:
        """True when the basis is in force that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def concerns(self, content: Mapping[str, Any]) -> bool:
        """True when a fact that says this is one that the basis is for."""
        return all(content.get(name) in codes for name, codes in self.only_when.items())


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact. `single`: a person has one at a time, the latest to start answers for a day."""

    name: str
    label: str
    description: str
    single: bool
    fields: tuple[FieldSpec, ...]
    recipients: tuple[Recipient, ...]
    start: Bound
    questions: tuple[Question, ...]
    end: Bound | None = None
    start_window: Window | None = None
    one_of: tuple[tuple[str, ...], ...] = ()
    required_when: tuple[RequiredWhen, ...] = ()

    def recipient(self, organisme: str, day: date) -> Recipient | None:
        """The basis by which an organisme may receive this kind that day; None: it may not."""
        return next((rule for rule in self.recipients if rule.organisme == organisme and rule.holds(day)), None)

    def may_lack(self, spec: FieldSpec) -> bool:
        """True when a field may be left out whatever else is told."""
        hangs = {name for names in (*self.one_of, *(rule.then for rule in self.required_when)) for name in names}
        return not spec.required and spec.name not in hangs


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name, and since when it is the official one (None: since always)."""

    name: str
    since: date | None = None


@dataclass(frozen=True)
class Catalogue:
    """Every kind by name, in the order of the contract, and the organismes' names, oldest first.

    `delivery_days`: how long the bus keeps what is addressed to an organisme.
    """

    kinds: Mapping[str, FactKind]
    organismes: Mapping[str, tuple[DatedName, ...]]
    delivery_days: int

    def name_of(self, organisme: str, day: date) -> str:
        """An organisme's name that day; an unknown one keeps its id."""
        names = self.organismes.get(organisme, ())
        current = [dated.name for dated in names if dated.since is None or dated.since <= day]
        return current[-1] if current else organisme

    def organismes_of(self, day: date) -> frozenset[str]:
        """The organismes that may receive something that day."""
        return frozenset(rule.organisme for kind in self.kinds.values() for rule in kind.recipients if rule.holds(day))


def overlapping(recipients: Iterable[Recipient]) -> str | None:
    """The first organisme for which two bases of one kind are in force on one day; None when the kind is sound."""
    seen: dict[str, list[Period]] = {}
    for rule in recipients:
        period = Period(rule.valid_from or date.min, rule.valid_until)
        if any(period.overlaps(other) for other in seen.setdefault(rule.organisme, [])):
            return rule.organisme
        seen[rule.organisme].append(period)
    return None
