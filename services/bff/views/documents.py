"""A person's documents: where each stands, what the checks said of it, and the way it made."""

from mesdroits.documents.v1 import admissibility_pb2
from mesdroits.documents.v1 import document_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2 as service_pb

from services.bff.shapes import code
from services.bff.views.admissibility import REASONS, ChannelView, DocumentTypeView, channel_view, size_text, type_view
from services.bff.views.base import View
from services.bff.views.french import instant, moment
from services.bff.views.vocabulary import ORGANISMES

STATES = {
    "uploading": ("À terminer", "Envoyez toutes les pages, puis faites vérifier le document."),
    "checking": ("Vérification en cours", "Nous vérifions votre document. Cela prend en général moins d'une minute."),
    "in_review": ("Une personne regarde", "Nos contrôles n'ont pas suffi : une personne regarde votre document. Sa date de dépôt est gardée."),
    "accepted": ("Accepté", "Votre document est accepté. Il part vers l'organisme."),
    "delivered": ("Remis", "L'organisme a votre document."),
    "refused": ("Refusé", "Ce document ne peut pas être accepté. Voici pourquoi, et quoi faire."),
    "abandoned": ("Abandonné", "Vous avez abandonné cet envoi : rien n'a été transmis."),
    "undelivered": ("Accepté, pas encore remis", "L'organisme ne répond pas. Votre document et sa date de dépôt sont gardés, et nous le renvoyons jusqu'à ce qu'il l'ait."),
    "purged": ("Effacé", "Le contenu de ce document est effacé, comme la loi le veut."),
}  # fmt: skip
_PRODUCED = ("Disponible", "Nous avons établi ce document pour vous.")
_OUTCOMES = {
    "passed": "Rien à redire",
    "failed": "À corriger",
    "inconclusive": "N'a pas pu être vérifié",
    "verified": "Prouvé par une signature",
    "non_recevable": "Ne peut pas être pris ici",
}
_HELD = frozenset({"accepted", "delivered", "undelivered"})
_MOVING = frozenset({"checking", "accepted"})


class PurposeView(View):
    """What it is for; everything absent: on one's own initiative."""

    organisme: str | None
    organisme_name: str | None
    benefit: str | None
    expected_piece_id: str | None
    claim_id: str | None


class UploadView(View):
    """A file of a document: `offset` of its `length` bytes are here, with that SHA-256."""

    upload_id: str
    rank: int
    length: int
    offset: int
    sha256: str | None
    complete: bool
    text: str


class VerdictView(View):
    """What one rule says of a document. `channel`: what to do and with whom, where the explanation does not say it all."""

    rule: str
    rule_version: str
    outcome: str
    outcome_text: str
    explanation: str
    evidence: str | None
    reason: str | None
    reason_text: str | None
    channel: ChannelView | None


class HopView(View):
    """One step of the way; without a receipt, it failed."""

    hop: str
    name: str
    hop_time: str
    time_text: str
    receipt: str | None
    failure: str | None


class DocumentView(View):
    """A document. `moving`: it is worth looking again soon."""

    document_id: str
    document_type: DocumentTypeView
    purpose: PurposeView
    state: str
    state_text: str
    text: str
    deposit_time: str | None
    deposit_text: str | None
    uploads: tuple[UploadView, ...]
    verdicts: tuple[VerdictView, ...]
    hops: tuple[HopView, ...]
    pages: int | None
    sha256: str | None
    produced: bool
    purge_time: str | None
    purge_text: str | None
    purge_certificate: str | None
    verification_code: str | None
    moving: bool
    can_read: bool
    can_reuse: bool


class DocumentsView(View):
    """A page of documents, newest first."""

    documents: tuple[DocumentView, ...]
    next_page_token: str | None


class VerificationView(View):
    """What a code proves, to whoever holds it. `unchanged`: absent when no file was compared."""

    known: bool
    unchanged: bool | None
    label: str | None
    produce_time: str | None
    title: str
    text: str


def document_view(document: pb.Document) -> DocumentView:
    """One document."""
    state = code(pb.DepositState.DESCRIPTOR, document.state)
    held = state in _HELD and bool(document.sha256)
    title, text = _PRODUCED if document.produced and state in _HELD else STATES.get(state, (state, ""))
    deposited = document.deposit_time if document.HasField("deposit_time") else None
    purge = document.purge_time if document.HasField("purge_time") else None
    return DocumentView(
        document_id=document.document_id,
        document_type=type_view(document.document_type),
        purpose=_purpose(document.purpose),
        state=state,
        state_text=title,
        text=text,
        deposit_time=deposited and instant(deposited),
        deposit_text=deposited and f"{'Établi' if document.produced else 'Déposé'} {moment(deposited)}",
        uploads=tuple(map(upload_view, document.uploads)),
        verdicts=tuple(map(_verdict, document.verdicts)),
        hops=tuple(map(_hop, document.hops)),
        pages=document.pages or None,
        sha256=document.sha256 or None,
        produced=document.produced,
        purge_time=purge and instant(purge),
        purge_text=purge and moment(purge),
        purge_certificate=document.purge_certificate or None,
        verification_code=document.verification_code or None,
        moving=state in _MOVING and not document.produced,
        can_read=held or (state == "in_review" and bool(document.sha256)),
        can_reuse=held and not document.produced,
    )


def documents_view(answer: service_pb.ListDocumentsResponse) -> DocumentsView:
    """A page of documents."""
    return DocumentsView(
        documents=tuple(map(document_view, answer.documents)), next_page_token=answer.next_page_token or None
    )  # fmt: skip


def upload_view(upload: pb.Upload) -> UploadView:
    """One file."""
    complete = upload.offset >= upload.length
    here, whole = size_text(upload.offset), size_text(upload.length)
    text = f"arrivé en entier ({whole})" if complete else f"{here} sur {whole} : choisissez-le de nouveau pour finir"
    return UploadView(
        upload_id=upload.upload_id,
        rank=upload.rank,
        length=upload.length,
        offset=upload.offset,
        sha256=upload.sha256 or None,
        complete=complete,
        text=text,
    )


def verification_view(answer: service_pb.VerifyCodeResponse) -> VerificationView:
    """What a code proves."""
    unchanged = answer.unchanged if answer.HasField("unchanged") else None
    title, text = _said(answer, unchanged)
    return VerificationView(
        known=answer.known,
        unchanged=unchanged,
        label=answer.label or None,
        produce_time=instant(answer.produce_time) if answer.known else None,
        title=title,
        text=text,
    )


def _said(answer: service_pb.VerifyCodeResponse, unchanged: bool | None) -> tuple[str, str]:
    if not answer.known:
        return "Ce code n'est pas le nôtre", "Aucun document établi par Mes droits sociaux ne porte ce code."
    made = f"« {answer.label} », établi {moment(answer.produce_time)}."
    if unchanged is None:
        return "Ce code est bien le nôtre", f"{made} Pour savoir si le fichier n'a pas été modifié, donnez-le aussi."
    if unchanged:
        return "Ce document est authentique", f"{made} Le fichier est exactement celui que nous avons établi."
    return "Ce fichier a été modifié", f"{made} Le fichier que vous avez donné n'est pas celui que nous avons établi."


def _purpose(purpose: pb.Purpose) -> PurposeView:
    return PurposeView(
        organisme=purpose.organisme or None,
        organisme_name=ORGANISMES.get(purpose.organisme, purpose.organisme) or None,
        benefit=purpose.benefit or None,
        expected_piece_id=purpose.expected_piece_id or None,
        claim_id=purpose.claim_id or None,
    )


def _verdict(verdict: pb.Verdict) -> VerdictView:
    outcome = code(pb.Outcome.DESCRIPTOR, verdict.outcome)
    reason = code(admissibility_pb2.RefusalReason.DESCRIPTOR, verdict.reason)
    return VerdictView(
        rule=verdict.rule,
        rule_version=verdict.rule_version,
        outcome=outcome,
        outcome_text=_OUTCOMES.get(outcome, outcome),
        explanation=verdict.explanation,
        evidence=verdict.evidence or None,
        reason=reason or None,
        reason_text=REASONS.get(reason),
        channel=channel_view(verdict.channel) if verdict.HasField("channel") else None,
    )


def _hop(hop: pb.DeliveryHop) -> HopView:
    name = "Mes droits sociaux" if hop.hop == "suite" else ORGANISMES.get(hop.hop, hop.hop)
    return HopView(
        hop=hop.hop,
        name=name,
        hop_time=instant(hop.hop_time),
        time_text=moment(hop.hop_time),
        receipt=hop.receipt or None,
        failure=hop.failure or None,
    )
