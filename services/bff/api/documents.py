"""Documents: whether one may be deposited, before anything is sent; the deposit; where it stands; whether a code is ours."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from mesdroits.documents.v1 import document_pb2
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, PREFIX, Key, Page, RequiredKey, Words, refusals, router
from services.bff.changes import OptionalDay
from services.bff.screens import documents as screens
from services.bff.views.admissibility import AdmissibilityView, DocumentTypesView, PiecesView
from services.bff.views.documents import DocumentsView, DocumentView, VerificationView

routes = router("documents")
_PURPOSE = "deposit_documents"
_READ = declared(Access.PERSON, _PURPOSE)
_DEPOSIT = declared(Access.CERTIFIED, _PURPOSE)
_CONTENT = declared(Access.CERTIFIED, _PURPOSE, sending=True)

TypeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ./_-]{0,64}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


class Purpose(BaseModel):
    """What a document is for; everything empty: on one's own initiative."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisme: Code = ""
    benefit: Code = ""
    expected_piece_id: Code = ""
    claim_id: Code = ""
    organisme_reference: Reference = ""

    def message(self) -> document_pb2.Purpose:
        """The purpose in the terms of the contract."""
        return document_pb2.Purpose(**self.model_dump())


class Deposit(BaseModel):
    """A document to deposit. `document_date`: the date on it, from which a time limit or a freshness runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: TypeId
    purpose: Purpose = Purpose()
    document_date: OptionalDay = None

    def asked(self) -> screens.Asked:
        """What the person wants to deposit."""
        return screens.Asked(self.type, self.purpose.message(), self.document_date)


class Reuse(BaseModel):
    """What a document that is held already is for now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Purpose


class Verification(BaseModel):
    """A printed code, and the SHA-256 of the file that comes with it, if there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Words = Field(min_length=1, max_length=64)
    sha256: Sha256 = ""


class TypesPage(Page):
    """Which types."""

    words: Words = Field("", max_length=200, description="Comme on l'appelle soi-même ; absent : tous les documents.")


class PiecesPage(Page):
    """For which benefit."""

    benefit: Code = Field(min_length=1)


class DocumentsPage(Page):
    """Which documents."""

    type: Code = Field("", description="Ceux d'un seul type ; absent : tous.")


@routes.get("/documents/types", responses=OF_A_PERSON, openapi_extra=_READ)
async def list_document_types(voice: ThePerson, page: Annotated[TypesPage, Query()]) -> DocumentTypesView:
    """The types of documents, by a person's own words."""
    return await screens.types(voice, page.words, page.page_size, page.page_token)


@routes.get("/documents/pieces", responses=OF_A_PERSON, openapi_extra=_READ)
async def list_benefit_pieces(voice: ThePerson, page: Annotated[PiecesPage, Query()]) -> PiecesView:
    """The documents that a benefit calls for, and who owes them."""
    return await screens.pieces(voice, page.benefit, page.page_size, page.page_token)


@routes.post("/documents/admissibility", responses=OF_A_PERSON, openapi_extra=_DEPOSIT)
async def check_admissibility(voice: ThePerson, edge: TheEdge, deposit: Deposit) -> AdmissibilityView:
    """Whether a document may be deposited, and otherwise where it goes and how long is left. Nothing is written."""
    return await screens.check(voice, deposit.asked(), edge.clock())


@routes.post("/documents", status_code=201, responses=refusals(401, 403, 409), openapi_extra=_DEPOSIT)
async def start_deposit(voice: ThePerson, deposit: Deposit, key: RequiredKey, response: Response) -> DocumentView:
    """Opens a deposit, whose files then come by tus at `/documents/{document_id}/uploads`."""
    started = await screens.start(voice, deposit.asked(), key)
    response.headers["location"] = f"{PREFIX}/documents/{started.document_id}"
    return started


@routes.get("/documents", responses=OF_A_PERSON, openapi_extra=_DEPOSIT)
async def list_documents(voice: ThePerson, page: Annotated[DocumentsPage, Query()]) -> DocumentsView:
    """What the person sent and what was produced for them, newest first."""
    return await screens.documents(voice, page.type, page.page_size, page.page_token)


@routes.get("/documents/{document_id:uuid}", responses=refusals(401, 403, 404), openapi_extra=_DEPOSIT)
async def get_document(voice: ThePerson, document_id: UUID) -> DocumentView:
    """A document, with its verdicts and its way."""
    return await screens.document(voice, str(document_id))


@routes.post("/documents/{document_id:uuid}/complete", responses=refusals(401, 403, 404, 409), openapi_extra=_DEPOSIT)
async def complete_deposit(voice: ThePerson, document_id: UUID, key: Key) -> DocumentView:
    """Says that every file is there: the checks begin."""
    return await screens.complete(voice, str(document_id), key)


@routes.post("/documents/{document_id:uuid}/abandon", responses=refusals(401, 403, 404, 409), openapi_extra=_DEPOSIT)
async def abandon_deposit(voice: ThePerson, document_id: UUID, key: Key) -> DocumentView:
    """Gives up a deposit that is not complete; what was sent is erased."""
    return await screens.abandon(voice, str(document_id), key)


@routes.post(
    "/documents/{document_id:uuid}/reuse",
    status_code=201,
    responses=refusals(401, 403, 404, 409),
    openapi_extra=_DEPOSIT,
)
async def reuse_document(
    voice: ThePerson, document_id: UUID, reuse: Reuse, key: RequiredKey, response: Response
) -> DocumentView:
    """Sends a document that is held already to another purpose, instead of a new upload."""
    again = await screens.reuse(voice, str(document_id), reuse.purpose.message(), key)
    response.headers["location"] = f"{PREFIX}/documents/{again.document_id}"
    return again


_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Le document, tel qu'il est gardé.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@routes.get(
    "/documents/{document_id:uuid}/content",
    responses=_BYTES | refusals(401, 403, 404, 409),
    openapi_extra=_CONTENT,
    response_class=Response,
)
async def read_document(voice: ThePerson, document_id: UUID) -> Response:
    """The content of a document, in its own media type."""
    return as_file(await screens.content(voice, str(document_id)), str(document_id))


@routes.post("/documents/verification", responses=refusals(), openapi_extra=declared(Access.PUBLIC))
async def verify_document(edge: TheEdge, verification: Verification) -> VerificationView:
    """Whether a document that bears this code is ours and unchanged. Says nothing of the person."""
    return await screens.verify(edge.suite, verification.code, verification.sha256)


_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic"}


def as_file(content: screens.Content, name: str) -> Response:
    """A document to save, never to open in the page: what somebody sent does not run as ours."""
    headers = {
        "content-disposition": f'attachment; filename="document-{name[:8]}{_SUFFIXES.get(content.media_type, "")}"',
        "cache-control": "no-store",
    }
    return Response(content.body, media_type=content.media_type or "application/octet-stream", headers=headers)
