"""A fact and its versions: told, corrected, annulled or ended, and never erased."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Violation
from services.situation.domain.catalogue import FactKind
from services.situation.domain.content import MISSING, Content, normalised, violations
from services.situation.domain.dates import Period
from services.situation.domain.errors import FactAlreadyEnded, FactAnnulled, FactNotFound, InvalidChange, StaleVersion


class Verb(StrEnum):
    """What a version does to its fact."""

    CREATED = "CREATED"
    CORRECTED = "CORRECTED"
    ANNULLED = "ANNULLED"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class FactVersion:
    """One version of a fact; `content` is None when annulled, `known_time` is when the suite learned it."""

    version_id: str
    fact_id: str
    person_id: str
    kind: str
    number: int
    verb: Verb
    content: Content | None
    validity: Period
    known_time: datetime
    previous_version_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change as a person proposes it; dates are ISO text, not yet checked."""

    verb: Verb
    kind: str
    fact_id: str | None = None
    previous_version_id: str | None = None
    content: Content | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the fact would say after a change: a version without its ids and its instant."""

    kind: FactKind
    verb: Verb
    content: Content | None
    validity: Period
    previous: FactVersion | None = None


@dataclass(slots=True)
class _Draft:
    """A change being checked: faults gather here, so that all are told at once."""

    change: Change
    kind: FactKind
    today: date
    current: FactVersion | None
    faults: list[Violation] = field(default_factory=list)

    def fault(self, path: str, description: str) -> None:
        self.faults.append(Violation(f"change.{path}", description))


def outcome_of(change: Change, kind: FactKind, current: FactVersion | None, today: date) -> Outcome:
    """What the change would make of the fact. `current` is the fact's last version, None when there is no such fact.

    Raises InvalidChange (every fault at once), FactNotFound, StaleVersion, FactAnnulled, FactAlreadyEnded.
    """
    draft = _Draft(change, kind, today, current)
    if change.verb is Verb.CREATED:
        content, validity = _created(draft)
    else:
        content, validity = _RESULTS[change.verb](draft, _referenced(draft))
    if draft.faults or validity is None:
        raise InvalidChange(draft.faults)
    return Outcome(kind, change.verb, content, validity, current)


def version_of(outcome: Outcome, person_id: str, known_time: datetime, new_id: Callable[[], str]) -> FactVersion:
    """The version that writes an outcome down."""
    previous = outcome.previous
    if previous:
        # Two replicas' clocks may differ: what was learned later is known later.
        known_time = max(known_time, previous.known_time + timedelta(microseconds=1))
    return FactVersion(
        version_id=new_id(),
        fact_id=previous.fact_id if previous else new_id(),
        person_id=person_id,
        kind=outcome.kind.name,
        number=previous.number + 1 if previous else 1,
        verb=outcome.verb,
        content=outcome.content,
        validity=outcome.validity,
        known_time=known_time,
        previous_version_id=previous.version_id if previous else None,
    )


def _refuse_reference(draft: _Draft) -> None:
    for name in ("fact_id", "previous_version_id"):
        if getattr(draft.change, name):
            draft.fault(name, "Une nouvelle information ne reprend pas une information existante.")


def _referenced(draft: _Draft) -> FactVersion:
    missing = [name for name in ("fact_id", "previous_version_id") if not getattr(draft.change, name)]
    if missing:
        raise InvalidChange([Violation(f"change.{name}", MISSING) for name in missing])
    if draft.current is None:
        raise FactNotFound
    if draft.current.kind != draft.kind.name:
        raise InvalidChange([Violation("change.kind", "Cette information est d'une autre nature.")])
    if draft.current.verb is Verb.ANNULLED:
        raise FactAnnulled
    if draft.current.version_id != draft.change.previous_version_id:
        raise StaleVersion
    if draft.change.verb is Verb.ENDED and draft.current.verb is Verb.ENDED:
        raise FactAlreadyEnded
    return draft.current


def _created(draft: _Draft) -> tuple[Content | None, Period | None]:
    _refuse_reference(draft)
    start = _day(draft, "start", required=True)
    return _content(draft), _period(draft, start, _day(draft, "end"))


def _corrected(draft: _Draft, current: FactVersion) -> tuple[Content | None, Period | None]:
    content = _content(draft)
    if draft.change.start is None and draft.change.end is None:
        return content, current.validity
    start = _day(draft, "start") if draft.change.start is not None else current.validity.start
    return content, _period(draft, start, _day(draft, "end"))


def _annulled(draft: _Draft, current: FactVersion) -> tuple[Content | None, Period | None]:
    _refuse_content(draft)
    return None, current.validity


def _ended(draft: _Draft, current: FactVersion) -> tuple[Content | None, Period | None]:
    _refuse_content(draft)
    end = _day(draft, "end", required=True)
    return current.content, None if end is None else _period(draft, current.validity.start, end)


_RESULTS = {Verb.CORRECTED: _corrected, Verb.ANNULLED: _annulled, Verb.ENDED: _ended}


def _content(draft: _Draft) -> Content | None:
    if draft.change.content is None:
        draft.fault("content", MISSING)
        return None
    content = normalised(draft.kind, draft.change.content)
    message = draft.kind.name.lower()
    for found in violations(draft.kind, content, draft.today):
        draft.fault(f"content.{message}.{found.field}", found.description)
    return content


def _refuse_content(draft: _Draft) -> None:
    if draft.change.content is not None:
        draft.fault("content", "Pour changer ce que dit cette information, corrigez-la.")


def _day(draft: _Draft, bound: str, *, required: bool = False) -> date | None:
    text: str | None = getattr(draft.change, bound)
    if text is None:
        if required:
            draft.fault(f"validity.{bound}_date", MISSING)
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        draft.fault(f"validity.{bound}_date", "Cette date n'existe pas.")
        return None


def _period(draft: _Draft, start: date | None, end: date | None) -> Period | None:
    if start is None:
        return None
    for description in _period_faults(draft, start):
        draft.fault("validity.start_date", description)
    if end is not None and end < start:
        draft.fault("validity.end_date", "La date de fin précède la date de début.")
    return Period(start, end)


def _period_faults(draft: _Draft, start: date) -> Iterator[str]:
    # A start already told stays acceptable: a correction may come years later.
    told = draft.current is not None and draft.current.validity.start == start
    fault = None if told or draft.kind.start_window is None else draft.kind.start_window.fault(start, draft.today)
    if fault:
        yield fault
