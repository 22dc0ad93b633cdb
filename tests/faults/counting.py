"""What was lost, done twice, or told to somebody who may not know it: pure questions to the evidence. Each finding is one line."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from google.protobuf.message import DecodeError
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.situation.domain.catalogue import Catalogue, Recipient

R = TypeVar("R", bound=Hashable)
ANSWERED = frozenset({"APPLIED", "REJECTED"})


@dataclass(frozen=True)
class Told:
    """A declaration that the edge acknowledged to its client."""

    persona: str
    declaration_id: str
    recipients: frozenset[str]


@dataclass(frozen=True)
class Sent:
    """A delivery, as the situation service keeps it."""

    delivery_id: str
    declaration_id: str
    person_id: str
    version_id: str
    organisme: str
    state: str
    trace_id: str
    declare_time: datetime


@dataclass(frozen=True)
class Heard:
    """What the organismes keep: events taken, versions applied (a row each time), and under which name they know whom."""

    taken: frozenset[tuple[str, str]]
    applied: Sequence[tuple[str, str]]
    names: Mapping[tuple[str, str], str]
    files: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Evidence:
    """Everything that can be read once the suite is at rest. `messages`: subject and data of each one of the organismes' stream.

    `steps`: delivery and state. `journal`: person, reader, trace and instant of each access told to the person. `checks`: who
    checked which version.
    """

    told: Sequence[Told]
    sent: Sequence[Sent]
    steps: Sequence[tuple[str, str]]
    journal: Sequence[tuple[str, str, str, datetime]]
    checks: Sequence[tuple[str, str]]
    heard: Heard
    messages: Sequence[tuple[str, bytes]]


def lost(evidence: Evidence) -> list[str]:
    """Acknowledged and absent; sent and never taken; taken and never answered; sent and not in the person's journal."""
    return [*_declarations_lost(evidence), *_deliveries_lost(evidence)]


def _declarations_lost(evidence: Evidence) -> Iterator[str]:
    recipients: dict[str, set[str]] = {}
    for sent in evidence.sent:
        recipients.setdefault(sent.declaration_id, set()).add(sent.organisme)
    for told in evidence.told:
        if told.declaration_id not in recipients:
            yield f"declaration {told.declaration_id}: acknowledged, absent"
        elif missing := told.recipients - recipients[told.declaration_id]:
            yield f"declaration {told.declaration_id}: no delivery to {', '.join(sorted(missing))}"


def _deliveries_lost(evidence: Evidence) -> Iterator[str]:
    journal, applied = set(evidence.journal), set(evidence.heard.applied)
    for sent in evidence.sent:
        where = f"delivery {sent.delivery_id} to {sent.organisme}"
        if (sent.organisme, sent.delivery_id) not in evidence.heard.taken:
            yield f"{where}: never taken"
        elif sent.state not in ANSWERED:
            yield f"{where}: no answer came back ({sent.state})"
        elif sent.state == "APPLIED" and (sent.organisme, sent.version_id) not in applied:
            yield f"{where}: said to be applied, and is not"
        elif (sent.person_id, sent.organisme, sent.trace_id, sent.declare_time) not in journal:
            yield f"{where}: not in the person's journal"


def done_twice(evidence: Evidence) -> list[str]:
    """A version applied or checked twice by an organisme, a step taken twice, an access told twice, one wish declared twice."""
    acknowledged = {told.declaration_id for told in evidence.told}
    return [
        *(f"{org} checked {version} {times} times" for (org, version), times in _repeated(evidence.checks)),
        *(f"{org} applied {version} {times} times" for (org, version), times in _repeated(evidence.heard.applied)),
        *(f"delivery {one} reached {state} {times} times" for (one, state), times in _repeated(evidence.steps)),
        *(
            f"journal: {reader} in trace {trace} told {times} times"
            for (_, reader, trace, _), times in _repeated(evidence.journal)
        ),
        *(
            f"{told} acknowledged under {times} keys"
            for told, times in _repeated(t.declaration_id for t in evidence.told)
        ),
        # Every client insisted until it was acknowledged: a declaration that nobody knows is a second effect of some key.
        *(
            f"declaration {unknown}: written, acknowledged to nobody"
            for unknown in sorted({sent.declaration_id for sent in evidence.sent} - acknowledged)
        ),
    ]


def _repeated(rows: Iterable[R]) -> list[tuple[R, int]]:
    return [(row, times) for row, times in Counter(rows).items() if times > 1]


def misdelivered(evidence: Evidence, catalogue: Catalogue, day: date) -> list[str]:
    """Messages of the organismes' stream without a basis, with a field too many, or about somebody else than they should be."""
    people = {told.declaration_id: told.persona for told in evidence.told}
    owners = {sent.delivery_id: (sent.organisme, people.get(sent.declaration_id)) for sent in evidence.sent}
    customs = _Customs(evidence.heard, owners, catalogue, day)
    return [f"{subject}: {fault}" for subject, data in evidence.messages for fault in customs.faults(subject, data)]


@dataclass(frozen=True)
class _Customs:
    """`owners`: delivery → whose it is: the organisme, and the persona who declared."""

    heard: Heard
    owners: Mapping[str, tuple[str, str | None]]
    catalogue: Catalogue
    day: date

    def faults(self, subject: str, data: bytes) -> Iterator[str]:
        parts = subject.split(".")
        if len(parts) != 6 or [parts[0], *parts[2:4]] != ["organisme", "situation", "v1"]:
            yield "not a subject of organismes"
            return
        organisme, kind, verb = parts[1], parts[4].upper(), parts[5].upper()
        known = self.catalogue.kinds.get(kind)
        rule = known.recipient(organisme, self.day) if known else None
        if rule is None:
            yield f"no legal basis for {kind}"
            return
        try:
            if verb == "CONTROLLED":
                yield from self._check(rule, events_pb2.ControlOffered.FromString(data), kind)
            else:
                yield from self._change(rule, events_pb2.SituationChanged.FromString(data), (kind, verb))
        except DecodeError:
            yield "not a message of the contract"

    def _change(self, rule: Recipient, change: events_pb2.SituationChanged, said: tuple[str, str]) -> Iterator[str]:
        kind, verb = facts_pb2.FactKind.Name(change.kind), ledger_pb2.Verb.Name(change.verb)
        if (kind, verb) != (f"FACT_KIND_{said[0]}", f"VERB_{said[1]}"):
            yield f"holds {kind} {verb}"
        content = change.content.WhichOneof("content")
        if content not in (None, said[0].lower()):
            yield f"holds a content of {content}"
        elif content:
            fields = {field.name for field, _ in getattr(change.content, content).ListFields()}
            yield from (f"field {name} without a basis" for name in sorted(fields - set(rule.fields)))
        if change.legal_basis.reference != rule.basis.reference:
            yield f"says {change.legal_basis.reference!r} for its basis"
        owner = self.owners.get(change.delivery_id)
        known_as = self.heard.names.get((rule.organisme, change.pseudonym))
        if owner is None or owner != (rule.organisme, known_as):
            yield f"delivery {change.delivery_id} is about {known_as}, and should be {owner}"
        yield from self._attached(rule.organisme, known_as)

    def _check(self, rule: Recipient, offer: events_pb2.ControlOffered, kind: str) -> Iterator[str]:
        if facts_pb2.FactKind.Name(offer.control.kind) != f"FACT_KIND_{kind}":
            yield "a check of another kind"
        yield from (f"checked field {name} without a basis" for name in offer.control.scope if name not in rule.fields)
        yield from self._attached(rule.organisme, self.heard.names.get((rule.organisme, offer.pseudonym)))

    def _attached(self, organisme: str, persona: str | None) -> Iterator[str]:
        if persona is None or organisme not in self.heard.files.get(persona, ()):
            yield f"{persona} has no file at {organisme}"
