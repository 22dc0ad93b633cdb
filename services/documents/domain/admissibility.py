"""May this be deposited, and if not, where does it go? Decided before anything is sent, by the rulebook, the date and the person's files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.documents.domain import freshness
from services.documents.domain.channels import Channel, PersonFile, channel_of
from services.documents.domain.rulebook import DocumentType, Rule, Rulebook, TimeLimit
from services.documents.domain.verdicts import Limits, RefusalReason

# The law counts days where the person lives and works; the suite knows metropolitan time.
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a document is deposited for; all empty: on one's own initiative."""

    organisme: str = ""
    benefit: str = ""
    expected_piece_id: str = ""
    claim_id: str = ""
    organisme_reference: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants to deposit."""

    type: str
    purpose: Purpose = Purpose()
    document_date: date | None = None


@dataclass(frozen=True, slots=True)
class Countdown:
    """`due_time`: the instant after which it is late."""

    due_time: datetime
    consequence: str
    legal_reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Admissible when `reason` is None: then `limits` says what a file may be. Else `channel` says where it goes."""

    type: str
    document_type: DocumentType | None
    explanation: str
    rule: str
    rulebook_version: str
    legal_reference: str
    source: str
    checked: date | None
    reason: RefusalReason | None = None
    channel: Channel | None = None
    countdown: Countdown | None = None
    limits: Limits | None = None
    destinations: tuple[str, ...] = ()


def answer(rulebook: Rulebook, asked: Asked, now: datetime, files: Sequence[PersonFile]) -> Answer:
    """The answer at `now`. `files`: where the person has files; empty when that is not known."""
    kind = rulebook.types.get(asked.type)
    if kind is None:
        return _unknown(rulebook, asked)
    today, purpose = now.astimezone(PARIS).date(), asked.purpose
    rule = _rule_for(kind, today, purpose.organisme, purpose.benefit)
    if rule.reason is None:
        rule = (
            _wrong_door(rulebook, kind, rule, purpose)
            or _too_old(rulebook, kind, rule, asked, today)
            or _not_called_for(rulebook, kind, rule, purpose)
            or rule
        )
    said = _said(rulebook, kind, rule, asked, files)
    if said.reason is not None:
        return said
    if purpose.organisme:
        return _awaited(rulebook, said, purpose.organisme, files)
    return replace(said, destinations=_destinations(rulebook, kind, asked, files, today))


def _awaited(rulebook: Rulebook, said: Answer, organisme: str, files: Sequence[PersonFile]) -> Answer:
    """The answer, and that the document will wait where the person is not known yet. Nothing of it when their files are not known."""
    known = rulebook.organismes.get(organisme)
    if known is None or not files or any(file.organisme == organisme for file in files):
        return said
    told = f"Aucun dossier à votre nom n'y est encore connu ({known.name}) : votre document attendra qu'il y en ait un."
    return replace(said, explanation=f"{said.explanation} {told}")


def _said(rulebook: Rulebook, kind: DocumentType, rule: Rule, asked: Asked, files: Sequence[PersonFile]) -> Answer:
    refused = rule.reason is not None
    return Answer(
        type=kind.type,
        document_type=kind,
        explanation=rule.explanation,
        rule=rule.rule,
        rulebook_version=rulebook.version,
        legal_reference=rule.legal_reference,
        source=rule.source,
        checked=rule.checked,
        reason=rule.reason,
        channel=channel_of(rulebook, rule, asked.purpose.organisme, files) if refused else None,
        countdown=_countdown(rule.time_limit, asked.document_date),
        limits=None if refused else rulebook.limits(kind, asked.purpose.organisme),
    )


def _destinations(
    rulebook: Rulebook, kind: DocumentType, asked: Asked, files: Sequence[PersonFile], today: date
) -> tuple[str, ...]:
    """Where the person has a file, and the document would be taken if it were deposited there that day."""
    theirs = dict.fromkeys(f.organisme for f in files if not kind.takers or f.organisme in kind.takers)
    known = [name for name in theirs if name in rulebook.organismes]
    return tuple(n for n in known if _rule_for(kind, today, n, asked.purpose.benefit).reason is None)


def _rule_for(kind: DocumentType, today: date, organisme: str, benefit: str) -> Rule:
    """The first rule that speaks: the loader has seen that there is one each day."""
    return next(rule for rule in kind.rules if rule.speaks_of(today, organisme, benefit))


def _countdown(limit: TimeLimit | None, document_date: date | None) -> Countdown | None:
    """Whole days after the date: what is due in two days on the 10th is late when the 13th begins."""
    if limit is None or document_date is None or document_date > date.max - timedelta(days=limit.days + 1):
        return None
    due = datetime.combine(document_date + timedelta(days=limit.days + 1), time.min, PARIS)
    return Countdown(due, limit.consequence, limit.legal_reference)


def _wrong_door(rulebook: Rulebook, kind: DocumentType, rule: Rule, purpose: Purpose) -> Rule | None:
    if not purpose.organisme or not kind.takers or purpose.organisme in kind.takers:
        return None
    named = rulebook.organismes.get(purpose.organisme)
    takers = ", ".join(rulebook.organismes[taker].name for taker in sorted(kind.takers))
    return Rule(
        rule="mauvais-organisme",
        explanation=f"{named.name if named else 'Cet organisme'} ne traite pas ce document : {kind.label.lower()}.",
        legal_reference="CRPA art. L. 114-2",
        source=rule.source,
        checked=rule.checked,
        confidence=rule.confidence,
        reason=RefusalReason.MAUVAIS_ORGANISME,
        instruction=f"Déposez-le ici pour l'organisme qui le traite : {takers}.",
        organismes={taker: taker for taker in kind.takers},
    )


def _too_old(rulebook: Rulebook, kind: DocumentType, rule: Rule, asked: Asked, today: date) -> Rule | None:
    if asked.document_date is None or not kind.freshness:
        return None
    limit = rulebook.freshness[kind.freshness]
    why = freshness.fault(limit, asked.document_date, today)
    if not why:
        return None
    return Rule(
        rule=f"fraicheur-{kind.freshness}",
        explanation=why,
        legal_reference="",
        source=limit.source,
        checked=rule.checked,
        confidence=rule.confidence,
        reason=RefusalReason.PERIMEE,
        instruction="Demandez-en un plus récent à qui vous l'a remis, puis déposez-le ici.",
    )


def _not_called_for(rulebook: Rulebook, kind: DocumentType, rule: Rule, purpose: Purpose) -> Rule | None:
    """Nothing is refused that somebody asked for, nor what belongs to a claim under way."""
    if not purpose.benefit or purpose.expected_piece_id or purpose.claim_id:
        return None
    if rulebook.is_called_for(purpose.benefit, kind.type):
        return None
    return Rule(
        rule="piece-non-attendue",
        explanation="Ce document n'est pas demandé pour cette prestation : l'organisme ne s'en servirait pas.",
        legal_reference="",
        source="liste des pièces de la prestation, dans le référentiel",
        checked=rule.checked,
        confidence="W",
        reason=RefusalReason.NON_ATTENDUE,
        instruction="Gardez-le. Si un organisme vous le réclame, ouvrez sa demande et répondez depuis là.",
    )


def _unknown(rulebook: Rulebook, asked: Asked) -> Answer:
    return Answer(
        type=asked.type,
        document_type=None,
        explanation="Nous ne reconnaissons pas ce document : nous ne pouvons pas dire qui doit le recevoir.",
        rule="type-inconnu",
        rulebook_version=rulebook.version,
        legal_reference="",
        source="",
        checked=None,
        reason=RefusalReason.TYPE_INCONNU,
        channel=Channel(
            "Cherchez-le sous un autre nom. Sinon, demandez à votre caisse ou à un espace France services.",
            service_url="https://www.france-services.gouv.fr/",
        ),
    )
