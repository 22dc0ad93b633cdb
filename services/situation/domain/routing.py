"""Who receives a fact: the person's attachments × the catalogue × the day × what the person refuses."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from chassis.errors import Violation
from services.situation.domain.catalogue import FactKind, Obligation, Recipient
from services.situation.domain.content import Content
from services.situation.domain.dates import Period
from services.situation.domain.errors import InvalidChange
from services.situation.domain.facts import Verb

_NO_BASIS = "Aucun texte ne lui permet de recevoir cette information."
_BY_LAW = "La loi vous demande d'informer cet organisme : refuser ici obligerait seulement à le lui dire ailleurs."
_NO_FILE = "Vous n'avez pas de dossier dans cet organisme."
_REFUSED = "Vous avez refusé de lui transmettre cette information."
_HOLDS_IT = "Cet organisme a déjà cette information : il doit apprendre qu'elle a changé"


class Reason(StrEnum):
    """Why an organisme does not receive a fact."""

    NOT_ATTACHED = "NOT_ATTACHED"
    NO_LEGAL_BASIS = "NO_LEGAL_BASIS"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the person at an organisme, in a quality, for a period."""

    organisme: str
    quality: str
    period: Period


@dataclass(frozen=True)
class Directory:
    """Where the person has files, and the name (pseudonym) by which each organisme knows them."""

    attachments: tuple[Attachment, ...]
    pseudonyms: Mapping[str, str]

    def qualities(self, day: date) -> dict[str, set[str]]:
        """Organisme → the qualities in which it has a file of the person that day."""
        found: dict[str, set[str]] = {}
        for attachment in self.attachments:
            if attachment.period.covers(day) and attachment.organisme in self.pseudonyms:
                found.setdefault(attachment.organisme, set()).add(attachment.quality)
        return found


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An organisme that is left out, and why."""

    organisme: str
    reason: Reason
    explanation: str


@dataclass(frozen=True, slots=True)
class History:
    """What became of the fact's earlier versions: who received one, and who was refused one and never had any."""

    received: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Routing:
    """Who receives, by which basis, and who does not; both by organisme, in alphabetical order."""

    recipients: tuple[Recipient, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be routed, and when; `content` is None once annulled."""

    kind: FactKind
    verb: Verb
    day: date
    content: Content | None
    history: History = field(default_factory=History)


def route(question: Question, directory: Directory) -> Routing:
    """Everybody who may receive the fact, before the person refuses anybody.

    An organisme that holds an earlier version hears of what corrects it even after the person's file there has closed
    (GDPR, article 19), and cannot be refused it: it would go on deciding on what is false. One that never had the fact does
    not hear that it is annulled or ended, nor that it is corrected when it was refused it.
    """
    qualities = directory.qualities(question.day)
    held = question.history.received & directory.pseudonyms.keys()
    named = {rule.organisme for rule in question.kind.recipients if rule.holds(question.day)}
    decided = [
        _decide(question, name, qualities.get(name, set()), name in held) for name in sorted(named | set(qualities))
    ]
    return Routing(
        tuple(found for found in decided if isinstance(found, Recipient)),
        tuple(found for found in decided if isinstance(found, Exclusion)),
    )


def _decide(question: Question, organisme: str, qualities: Collection[str], holds_it: bool) -> Recipient | Exclusion:
    rule = question.kind.recipient(organisme, question.day)
    if rule is None or (qualities and not holds_it and not _meant_for(rule, qualities, question.content)):
        return Exclusion(organisme, Reason.NO_LEGAL_BASIS, _NO_BASIS)
    if holds_it:
        return _must_hear(rule)
    if question.verb in (Verb.ANNULLED, Verb.ENDED) or organisme in question.history.refused:
        return _never_had(question, organisme, bool(qualities))
    return rule if qualities else Exclusion(organisme, Reason.NOT_ATTACHED, _NO_FILE)


def _must_hear(rule: Recipient) -> Recipient:
    if rule.obligation is Obligation.REQUIRED:
        return rule
    return replace(rule, obligation=Obligation.REQUIRED, obligation_explanation=_HOLDS_IT)


def _meant_for(rule: Recipient, qualities: Collection[str], content: Content | None) -> bool:
    return bool(rule.qualities.intersection(qualities)) and (content is None or rule.concerns(content))


def _never_had(question: Question, organisme: str, attached: bool) -> Exclusion:
    if organisme in question.history.refused:
        return Exclusion(organisme, Reason.REFUSED, _REFUSED)
    if not attached:
        return Exclusion(organisme, Reason.NOT_ATTACHED, _NO_FILE)
    return Exclusion(organisme, Reason.NO_LEGAL_BASIS, "Il n'a jamais reçu cette information : il n'a rien à changer.")


def without(routing: Routing, refused: Collection[str]) -> Routing:
    """The routing once the person has refused some optional recipients.

    Raises InvalidChange when one of them must receive the fact, or would not receive it anyway.
    """
    by_organisme = {rule.organisme: rule for rule in routing.recipients}
    faults = list(_refusal_faults(by_organisme, refused))
    if faults:
        raise InvalidChange(faults)
    exclusions = [
        *routing.exclusions,
        *(Exclusion(name, Reason.REFUSED, _REFUSED) for name in set(refused)),
    ]
    kept = tuple(rule for rule in routing.recipients if rule.organisme not in refused)
    return Routing(kept, tuple(sorted(exclusions, key=lambda exclusion: exclusion.organisme)))


def _refusal_faults(recipients: Mapping[str, Recipient], refused: Collection[str]) -> Iterator[Violation]:
    for rank, organisme in enumerate(refused):
        rule = recipients.get(organisme)
        if rule is None:
            yield Violation(f"refused_organismes[{rank}]", "Cet organisme ne recevrait pas cette information.")
        elif rule.obligation is Obligation.REQUIRED:
            why = f"{rule.obligation_explanation}." if rule.obligation_explanation else _BY_LAW
            yield Violation(f"refused_organismes[{rank}]", why)


def share(rule: Recipient, content: Content | None) -> Content | None:
    """Exactly what a recipient gets of a content: the fields of its basis, no more."""
    return None if content is None else {name: content[name] for name in rule.fields if name in content}
