"""Documents: whether one may be deposited, before anything is sent; the deposit; where it stands; whether a code is ours."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, PREFIX, Key, Page, RequiredKey, Words, refusals, router
from services.bff.deposits import Code, Deposit, Purpose
from services.bff.saved import MEDIA, as_file
from services.bff.screens import documents as screens
from services.bff.screens.attesting import attest
from services.bff.views.admissibility import AdmissibilityView, DocumentTypesView, PiecesView
from services.bff.views.documents import DocumentsView, DocumentView, VerificationView

routes = router("documents")
_PURPOSE = "deposit_documents"
_READ = declared(Access.PERSON, _PURPOSE)
_DEPOSIT = declared(Access.CERTIFIED, _PURPOSE)
_ATTEST = declared(Access.CERTIFIED, "consult_rights")
_CONTENT = declared(Access.CERTIFIED, _PURPOSE, sending=True)

Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


class Reuse(BaseModel):
    """What a document that is held already is for now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Purpose


class Verification(BaseModel):
    """A printed code, and the SHA-256 of the file that comes with it, if there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Words = Field(min_length=1, max_length=64)
    sha256: Sha256 = ""


class Attested(BaseModel):
    """An attestation of `GET /rights/attestations`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisme: Code = Field(min_length=1)
    attestation_id: Words = Field(min_length=1, max_length=100)


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


@routes.post("/documents/attestations", status_code=201, responses=refusals(401, 403, 404), openapi_extra=_ATTEST)
async def make_attestation(voice: ThePerson, edge: TheEdge, attested: Attested, response: Response) -> DocumentView:
    """Makes the document of an attestation, with the code that proves it; asked for again the same day, it is the same document."""
    made = await attest(voice, attested.organisme, attested.attestation_id, edge.settings.public_url, edge.clock())
    response.headers["location"] = f"{PREFIX}/documents/{made.document_id}"
    return made


_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Le document, tel qu'il est gardé.",
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA},
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
