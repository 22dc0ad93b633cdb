"""What may be deposited, what was, and where it stands."""

from dataclasses import dataclass, field
from datetime import datetime

from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from services.bff import facts
from services.bff.clients import Suite, Voice
from services.bff.views.admissibility import (
    AdmissibilityView,
    DocumentTypesView,
    PiecesView,
    admissibility_view,
    pieces_view,
    types_view,
)
from services.bff.views.documents import (
    DocumentsView,
    DocumentView,
    VerificationView,
    document_view,
    documents_view,
    verification_view,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wants to deposit. `day`: the date on the document, ISO; None when it was not told."""

    type: str
    purpose: document_pb2.Purpose = field(default_factory=document_pb2.Purpose)
    day: str | None = None


async def types(voice: Voice, words: str, page_size: int = 0, page_token: str = "") -> DocumentTypesView:
    """The types that somebody may mean by these words; all of them without a word."""
    service = voice.suite.documents
    request = pb.ListDocumentTypesRequest(
        person_id=voice.person_id, words=words, page_size=page_size, page_token=page_token
    )
    return types_view(await voice.ask(service, service.stub.ListDocumentTypes, request))


async def pieces(voice: Voice, benefit: str, page_size: int, page_token: str) -> PiecesView:
    """The documents that a benefit calls for."""
    service = voice.suite.documents
    request = pb.ListBenefitPiecesRequest(
        person_id=voice.person_id, benefit=benefit, page_size=page_size, page_token=page_token
    )
    return pieces_view(await voice.ask(service, service.stub.ListBenefitPieces, request))


async def check(voice: Voice, asked: Asked, now: datetime) -> AdmissibilityView:
    """Whether it may be deposited. Nothing is written."""
    service = voice.suite.documents
    request = pb.CheckAdmissibilityRequest(person_id=voice.person_id, type=asked.type, purpose=asked.purpose)
    if asked.day:
        request.document_date.CopyFrom(facts.required_date("document_date", asked.day))
    return admissibility_view((await voice.ask(service, service.stub.CheckAdmissibility, request)).answer, now)


async def start(voice: Voice, asked: Asked, request_id: str) -> DocumentView:
    """Opens a deposit."""
    service = voice.suite.documents
    request = pb.StartDepositRequest(
        request_id=request_id, person_id=voice.person_id, type=asked.type, purpose=asked.purpose
    )
    if asked.day:
        request.document_date.CopyFrom(facts.required_date("document_date", asked.day))
    return document_view((await voice.ask(service, service.stub.StartDeposit, request)).document)


async def complete(voice: Voice, document_id: str, request_id: str) -> DocumentView:
    """Every file is there: the checks begin."""
    service = voice.suite.documents
    request = pb.CompleteDepositRequest(request_id=request_id, person_id=voice.person_id, document_id=document_id)
    return document_view((await voice.ask(service, service.stub.CompleteDeposit, request)).document)


async def abandon(voice: Voice, document_id: str, request_id: str) -> DocumentView:
    """Gives up a deposit."""
    service = voice.suite.documents
    request = pb.AbandonDepositRequest(request_id=request_id, person_id=voice.person_id, document_id=document_id)
    return document_view((await voice.ask(service, service.stub.AbandonDeposit, request)).document)


async def document(voice: Voice, document_id: str) -> DocumentView:
    """A document."""
    service = voice.suite.documents
    request = pb.GetDocumentRequest(person_id=voice.person_id, document_id=document_id)
    return document_view((await voice.ask(service, service.stub.GetDocument, request)).document)


async def documents(voice: Voice, kind: str, page_size: int, page_token: str) -> DocumentsView:
    """« Mes derniers documents »: a page of them."""
    service = voice.suite.documents
    request = pb.ListDocumentsRequest(
        person_id=voice.person_id, type=kind, page_size=page_size, page_token=page_token
    )  # fmt: skip
    return documents_view(await voice.ask(service, service.stub.ListDocuments, request))


async def reuse(voice: Voice, document_id: str, purpose: document_pb2.Purpose, request_id: str) -> DocumentView:
    """Sends a document that is held already to another purpose."""
    service = voice.suite.documents
    request = pb.ReuseDocumentRequest(
        request_id=request_id, person_id=voice.person_id, document_id=document_id, purpose=purpose
    )
    return document_view((await voice.ask(service, service.stub.ReuseDocument, request)).document)


@dataclass(frozen=True, slots=True)
class Content:
    """A document as it was kept: at most the limit of its organisme, some 20 MB."""

    media_type: str
    body: bytes = field(repr=False)


async def content(voice: Voice, document_id: str) -> Content:
    """What the document holds, whole: half a document must not look like one."""
    service, media_type, parts = voice.suite.documents, "", []
    request = pb.ReadDocumentRequest(person_id=voice.person_id, document_id=document_id)
    async for part in voice.listen(service, service.stub.ReadDocument, request):
        media_type = media_type or part.media_type
        parts.append(part.content)
    return Content(media_type, b"".join(parts))


async def verify(suite: Suite, code: str, sha256: str) -> VerificationView:
    """What a code proves, to anybody who holds it."""
    request = pb.VerifyCodeRequest(code=code, sha256=sha256)
    return verification_view(await suite.documents.call(suite.documents.stub.VerifyCode, request))
