"""May this be deposited, and if not, where does it go? Decided before anything is sent, by the rulebook, the date and the person's files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.documents.domain import freshness
from services.documents.domain.rulebook import DocumentType, Organisme, Rule, Rulebook, TimeLimit
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
class PersonFile:
    """A file of the person at an organisme. `office`: the name of theirs ("CPAM de la Loire"), "" when it was not told."""

    organisme: str
    regime: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants to deposit."""

    type: str
    purpose: Purpose = Purpose()
    document_date: date | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a document goes that is not deposited here."""

    instruction: str
    organisme: str = ""
    organisme_name: str = ""
    postal_address: tuple[str, ...] = ()
    service_url: str = ""


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


def answer(rulebook: Rulebook, asked: Asked, now: datetime, files: Sequence[PersonFile]) -> Answer:
    """The answer at `now`. `files`: where the person has files; empty when that is not known."""
    kind = rulebook.types.get(asked.type)
    if kind is None:
        return _unknown(rulebook, asked)
    today, purpose = now.astimezone(PARIS).date(), asked.purpose
    rule = next(r for r in kind.rules if r.speaks_of(today, purpose.organisme, purpose.benefit))
    if rule.reason is None:
        rule = (
            _wrong_door(rulebook, kind, rule, purpose)
            or _too_old(rulebook, kind, rule, asked, today)
            or _not_called_for(rulebook, kind, rule, purpose)
            or rule
        )
    return _said(rulebook, kind, rule, asked, files)


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
        channel=_channel(rulebook, rule, asked.purpose, files) if refused else None,
        countdown=_countdown(rule.time_limit, asked.document_date),
        limits=None if refused else rulebook.limits(kind, asked.purpose.organisme),
    )


def _countdown(limit: TimeLimit | None, document_date: date | None) -> Countdown | None:
    """Whole days after the date: what is due in two days on the 10th is late when the 13th begins."""
    if limit is None or document_date is None or document_date > date.max - timedelta(days=limit.days + 1):
        return None
    due = datetime.combine(document_date + timedelta(days=limit.days + 1), time.min, PARIS)
    return Countdown(due, limit.consequence, limit.legal_reference)


def _channel(rulebook: Rulebook, rule: Rule, purpose: Purpose, files: Sequence[PersonFile]) -> Channel:
    found = _handler(rule, purpose, files)
    organisme = rulebook.organismes.get(found.organisme) if found else None
    if organisme is None or found is None:
        instruction = rule.instruction.replace("{caisse}", "votre caisse")
        return Channel(instruction, service_url=rule.service_url)
    address = _address(organisme, found) if rule.by_post else ()
    word = found.office or organisme.office_word
    # By post, the form has an address of its own; elsewhere the organisme's site is where it goes on.
    url = rule.service_url or ("" if rule.by_post else organisme.site)
    return Channel(rule.instruction.replace("{caisse}", word), organisme.organisme, organisme.name, address, url)


def _address(organisme: Organisme, found: PersonFile) -> tuple[str, ...]:
    """The address of their own office; none when it is not known: an address that may be another's is worse than none."""
    return tuple(line.replace("{office}", found.office) for line in organisme.postal) if found.office else ()


def _handler(rule: Rule, purpose: Purpose, files: Sequence[PersonFile]) -> PersonFile | None:
    """Who handles it for this person: where they have the file of their regime, else the organisme they name, else nobody."""
    by_regime = rule.organismes or {}
    theirs = [f for f in files if f.organisme in by_regime.values()]
    of_regime = [f for f in theirs if by_regime.get(f.regime) == f.organisme]
    named = [f for f in of_regime or theirs if f.organisme == purpose.organisme]
    if named:
        return named[0]
    candidates = of_regime or theirs
    if len({f.organisme for f in candidates}) == 1:
        return candidates[0]
    if candidates:
        return None
    handlers = set(by_regime.values())
    if purpose.organisme in handlers:
        return PersonFile(purpose.organisme)
    return PersonFile(handlers.pop()) if len(handlers) == 1 else None


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
