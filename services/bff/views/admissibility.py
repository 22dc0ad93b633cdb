"""May this document be deposited, and if not, where does it go and how long is left: the answer that comes before any upload."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.documents.v1 import admissibility_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2 as service_pb
from mesdroits.rights.v1 import benefit_pb2

from services.bff.facts import iso_date
from services.bff.shapes import code
from services.bff.views.base import View
from services.bff.views.french import counted, day, day_of, instant, listed
from services.bff.views.vocabulary import DOMAINS

REASONS = {
    "original_papier_requis": "L'original sur papier est exigé",
    "teletransmission_prescripteur": "Celui qui prescrit l'envoie lui-même",
    "mauvais_organisme": "Un autre organisme s'en occupe",
    "due_par_un_tiers": "Ce n'est pas à vous de l'envoyer",
    "deja_detenue": "L'administration l'a déjà",
    "en_ligne_seulement": "Cela se dit dans un formulaire en ligne",
    "perimee": "Ce document est trop ancien",
    "illisible": "Ce document n'est pas lisible",
    "incomplete": "Il manque une page ou un côté",
    "non_attendue": "Ce document n'est pas demandé",
    "type_inconnu": "Nous ne connaissons pas ce document",
    "alteree": "Ce document a été modifié",
    "dangereuse": "Ce fichier est dangereux",
}
_OWED_BY = {
    "person": "vous", "employer": "votre employeur", "doctor": "votre médecin", "bailleur": "votre bailleur",
    "organisme": "l'organisme lui-même",
}  # fmt: skip
_MEDIA = {
    "application/pdf": "PDF",
    "image/jpeg": "photo JPEG",
    "image/png": "image PNG",
    "image/heic": "photo HEIC (iPhone)",
}


class DocumentTypeView(View):
    """A type of document. `aliases`: what people call it too."""

    type: str
    label: str
    aliases: tuple[str, ...]
    domain: str
    domain_text: str
    description: str


class DocumentTypesView(View):
    """A page of types: the likeliest first where words were said."""

    types: tuple[DocumentTypeView, ...]
    next_page_token: str | None


class PieceView(View):
    """What a benefit calls for: one of `any_of` is enough."""

    any_of: tuple[DocumentTypeView, ...]
    owed_by: str
    owed_by_text: str
    condition: str | None
    source: str


class PiecesView(View):
    """A page of the documents that a benefit calls for."""

    pieces: tuple[PieceView, ...]
    next_page_token: str | None


class ChannelView(View):
    """Where a document goes that is not deposited here. No address: it is not sent by post, or the person's own office is not known."""

    instruction: str
    organisme: str | None
    organisme_name: str | None
    postal_address: tuple[str, ...]
    service_url: str | None


class CountdownView(View):
    """How long is left. `due_time` is the instant after which it is late."""

    due_time: str
    due_text: str
    left_text: str
    late: bool
    consequence: str
    legal_reference: str


class LimitsView(View):
    """What one file may be, in bytes and pages."""

    maximum_bytes: int
    maximum_pages: int
    media_types: tuple[str, ...]
    both_sides: bool
    text: str


class AdmissibilityView(View):
    """The answer: `admissible` with its limits, or the reason and the right way. `rule` and `rulebook_version` name what answered."""

    document_type: DocumentTypeView
    admissible: bool
    title: str
    explanation: str
    reason: str | None
    channel: ChannelView | None
    countdown: CountdownView | None
    limits: LimitsView | None
    rule: str
    rulebook_version: str
    legal_reference: str | None
    source: str
    checked_date: str | None
    checked_text: str | None


def type_view(kind: pb.DocumentType) -> DocumentTypeView:
    """A type; its id stands for the name of one that is not known any more."""
    domain = code(benefit_pb2.Domain.DESCRIPTOR, kind.domain)
    return DocumentTypeView(
        type=kind.type,
        label=kind.label or kind.type,
        aliases=tuple(kind.aliases),
        domain=domain,
        domain_text=DOMAINS.get(domain, ""),
        description=kind.description,
    )


def types_view(answer: service_pb.ListDocumentTypesResponse) -> DocumentTypesView:
    """A page of types."""
    return DocumentTypesView(types=tuple(map(type_view, answer.types)), next_page_token=answer.next_page_token or None)


def pieces_view(answer: service_pb.ListBenefitPiecesResponse) -> PiecesView:
    """A page of pieces."""
    return PiecesView(pieces=tuple(map(_piece, answer.pieces)), next_page_token=answer.next_page_token or None)


def admissibility_view(answer: pb.AdmissibilityAnswer, now: datetime) -> AdmissibilityView:
    """The answer, with the time that is left at `now`."""
    reason = code(pb.RefusalReason.DESCRIPTOR, answer.reason)
    admissible = answer.admissibility == pb.ADMISSIBILITY_ADMISSIBLE
    checked = answer.checked_date if answer.HasField("checked_date") else None
    return AdmissibilityView(
        document_type=type_view(answer.document_type),
        admissible=admissible,
        title="Vous pouvez déposer ce document ici" if admissible else REASONS.get(reason, "Ne l'envoyez pas ici"),
        explanation=answer.explanation,
        reason=reason or None,
        channel=channel_view(answer.channel) if answer.HasField("channel") else None,
        countdown=_countdown(answer.countdown, now) if answer.HasField("countdown") else None,
        limits=_limits(answer.limits) if answer.HasField("limits") else None,
        rule=answer.rule,
        rulebook_version=answer.rulebook_version,
        legal_reference=answer.legal_reference or None,
        source=answer.source,
        checked_date=checked and iso_date(checked),
        checked_text=checked and day(checked),
    )


def size_text(number: int) -> str:
    """`20 Mo`, `350 Ko`: rounded up, as a limit is read by whoever is under it."""
    if number >= 1 << 20:
        return f"{-(-number // (1 << 20))}\u00a0Mo"
    return f"{max(1, -(-number // 1024))}\u00a0Ko"


def _piece(piece: pb.BenefitPiece) -> PieceView:
    return PieceView(
        any_of=tuple(map(type_view, piece.any_of)),
        owed_by=piece.owed_by,
        owed_by_text=_OWED_BY.get(piece.owed_by, piece.owed_by),
        condition=piece.condition or None,
        source=piece.source,
    )


def channel_view(channel: pb.Channel) -> ChannelView:
    """Where it goes, and what to do."""
    return ChannelView(
        instruction=channel.instruction,
        organisme=channel.organisme or None,
        organisme_name=channel.organisme_name or None,
        postal_address=tuple(channel.postal_address),
        service_url=channel.service_url or None,
    )


def _countdown(countdown: pb.Countdown, now: datetime) -> CountdownView:
    due = countdown.due_time.ToDatetime(UTC)
    # What is due before midnight is due on the day that ends then.
    last = Timestamp(seconds=countdown.due_time.seconds - 1)
    late = due <= now
    left = _span(now - due if late else due - now)
    return CountdownView(
        due_time=instant(countdown.due_time),
        due_text=f"au plus tard le {day(day_of(last))}",
        left_text=f"Le délai est passé depuis {left}." if late else f"Il vous reste {left}.",
        late=late,
        consequence=countdown.consequence,
        legal_reference=countdown.legal_reference,
    )


def _span(left: timedelta) -> str:
    days, hours, minutes = left.days, left.seconds // 3600, left.seconds // 60 % 60
    if days >= 3:
        return counted(days, "jour", "jours")
    words = [(days, "jour", "jours"), (hours, "heure", "heures")]
    said: Sequence[str] = [counted(number, one, many) for number, one, many in words if number]
    return listed(said) if said else counted(max(1, minutes), "minute", "minutes")


def _limits(limits: pb.Limits) -> LimitsView:
    media = listed([_MEDIA.get(one, one) for one in limits.media_types])
    sides = " Les deux côtés sont nécessaires." if limits.both_sides else ""
    pages = counted(limits.maximum_pages, "page", "pages")
    return LimitsView(
        maximum_bytes=limits.maximum_bytes,
        maximum_pages=limits.maximum_pages,
        media_types=tuple(limits.media_types),
        both_sides=limits.both_sides,
        text=f"{media} ; {size_text(limits.maximum_bytes)} au plus par fichier, {pages} au plus en tout.{sides}",
    )
