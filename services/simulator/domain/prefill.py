"""What is known of a person, and the household that can be made of it: each field with its source, and what is left to ask.

Nothing is guessed. Where two sources disagree, or one can be read in two ways, the field stays empty and the person is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from services.simulator.domain.household import Household
from services.simulator.domain.results import Question

ME = "moi"


class Confidence(StrEnum):
    """How far a value can be relied on."""

    CHECKED = auto()
    DECLARED = auto()
    ASSUMED = auto()


class Correction(StrEnum):
    """What the person's correction can become; UNSPECIFIED: it serves this simulation only."""

    UNSPECIFIED = auto()
    DECLARE_FACT = auto()
    REPORT_TO_EMPLOYER = auto()
    REPORT_TO_ORGANISME = auto()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a field comes from. `source`: an organisme's id, "franceconnect", or "moi"; `month`: what it is about, as a first day."""

    field: str
    source: str
    source_name: str
    confidence: Confidence
    month: date | None = None
    known_date: date | None = None
    outdated: bool = False
    correction: Correction = Correction.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact told once, not annulled: `content` by field of the contract, dates as dates, lines as mappings; validity bounds included."""

    kind: str
    content: Mapping[str, object]
    start: date
    end: date | None
    known: date

    def covers(self, day: date) -> bool:
        """Whether it is true on a day."""
        return self.start <= day and (self.end is None or day <= self.end)

    def text(self, name: str) -> str:
        """A word of its content; empty when absent."""
        return str(self.content.get(name) or "")

    def number(self, name: str) -> int:
        """A number of its content; 0 when absent, as in the contract."""
        value = self.content.get(name)
        return value if isinstance(value, int) else 0

    def day(self, name: str) -> date | None:
        """A date of its content."""
        value = self.content.get(name)
        return value if isinstance(value, date) else None

    def lines(self, name: str) -> tuple[Mapping[str, object], ...]:
        """The lines of its content."""
        value = self.content.get(name)
        return tuple(value) if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class RightHeld:
    """A right that an organisme knows of; `known`: as of when it said so, None where it did not say. `cover`: it has no amount at all;
    `name`: the benefit's, in French."""

    benefit: str
    organisme: str
    organisme_name: str
    open: bool
    start: date | None = None
    end: date | None = None
    amount_cents: int | None = None
    known: date | None = None
    stale: bool = False
    cover: bool = False
    name: str = ""

    def held_on(self, day: date) -> bool:
        """Whether it is open on a day."""
        return self.open and (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Payment:
    """What an organisme paid on a day, in cents of euro."""

    benefit: str
    organisme: str
    organisme_name: str
    day: date
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Known:
    """All that the suite knows. `silent`: organismes that did not answer; `complete`: domains of which everybody answered and nothing is hidden;
    `asked`: rights were asked for at all; `hidden`: the assurance of who signed in hides lines."""

    month: date
    birth_date: date | None
    facts: tuple[Fact, ...] = ()
    rights: tuple[RightHeld, ...] = ()
    payments: tuple[Payment, ...] = ()
    silent: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    asked: bool = True
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A household to start from; None when not even the applicant's birth date is known.

    A household with a `union` and no partner is that of a couple whose partner is still to be told.
    """

    household: Household | None
    provenances: tuple[Provenance, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """After how many days a field is outdated, from a day on; None: it does not age."""

    start: date
    days: int | None


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a field ages, and what its correction becomes. `pattern` is a field, "*" stands for any part; freshness in order of time."""

    pattern: str
    correction: Correction
    freshness: tuple[Freshness, ...]

    def matches(self, name: str) -> bool:
        """Whether the rule is this field's."""
        mine, asked = self.pattern.split("."), name.split(".")
        return len(mine) == len(asked) and all(part in ("*", other) for part, other in zip(mine, asked, strict=True))

    def outdated(self, known: date, today: date) -> bool:
        """Whether what was known on a day is too old today."""
        days = next((rule.days for rule in reversed(self.freshness) if rule.start <= today), None)
        return days is not None and (today - known).days > days


@dataclass(frozen=True, slots=True)
class Source:
    """Who said something, and when; `month`: what it is about."""

    id: str
    name: str
    confidence: Confidence
    known: date | None = None
    month: date | None = None
    stale: bool = False


@dataclass(slots=True)
class Notes:
    """What is gathered on the way: where fields come from, and what must be asked."""

    rules: tuple[FieldRule, ...]
    today: date
    provenances: list[Provenance] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)

    def known(self, name: str, source: Source) -> None:
        """A field is filled in; the age that counts is that of the month it is about, or else of the day it was said."""
        rule = next(rule for rule in self.rules if rule.matches(name))
        since = source.month or source.known
        outdated = source.stale or (since is not None and rule.outdated(since, self.today))
        self.provenances.append(
            Provenance(
                field=name,
                source=source.id,
                source_name=source.name,
                confidence=Confidence.ASSUMED if outdated else source.confidence,
                month=source.month,
                known_date=source.known,
                outdated=outdated,
                correction=rule.correction,
            )
        )

    def ask(self, name: str, text: str, person: str = "") -> None:
        """Something must be asked; the first wording stays."""
        self.questions.setdefault(name, Question(question=name, text=text, person=person))


def told(fact: Fact, *, confidence: Confidence = Confidence.DECLARED, month: date | None = None) -> Source:
    """The person, who told a fact."""
    return Source(ME, "Vous", confidence, fact.known, month)


def current(facts: Iterable[Fact], kind: str, day: date) -> Fact | None:
    """The fact of a single kind that answers for a day: the last to start; of two that started together, the one told last."""
    standing = [fact for fact in facts if fact.kind == kind and fact.covers(day)]
    return max(standing, key=lambda fact: (fact.start, fact.known), default=None)
