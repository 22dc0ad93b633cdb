"""Files sent in as many pieces as the line wants: tus 1.0.0 (https://tus.io/protocols/resumable-upload), with `creation`,
`checksum` and `termination`.

A PATCH may be any piece of the file. Without a checksum, what came before the line dropped is kept; with one, the piece is taken whole or not at all.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import InvalidInput, Kind, Problem, Refused, Violation
from services.bff.access import Access, GuardedRoute, ThePerson, declared
from services.bff.api.describe import PREFIX, Key, refusals, router
from services.bff.problems import TooLarge, respond
from services.bff.screens import uploads as screens
from services.bff.sizes import MOST_SENT
from services.bff.views.documents import UploadView

_VERSION = "1.0.0"
_MEDIA = "application/offset+octet-stream"
_ABLE = {
    "Tus-Resumable": _VERSION,
    "Tus-Version": _VERSION,
    "Tus-Extension": "creation,checksum,termination",
    "Tus-Checksum-Algorithm": "sha256",
    "Tus-Max-Size": str(MOST_SENT),
}
_DEPOSIT = declared(Access.CERTIFIED, "deposit_documents")
_SEND = declared(Access.CERTIFIED, "deposit_documents", sending=True)
_BODY = {"requestBody": {"required": True, "content": {_MEDIA: {"schema": {"type": "string", "format": "binary"}}}}}


class OtherVersion(Refused):
    """The client speaks another tus than 1.0.0, or none."""

    reason = "TUS_VERSION"
    default_message = "Cet envoi doit suivre le protocole tus 1.0.0 : l'en-tête Tus-Resumable le dit."
    http_status = 412


class OtherMedia(InvalidInput):
    """A piece is sent as `application/offset+octet-stream`."""

    reason = "TUS_MEDIA_TYPE"
    default_message = "Une partie de fichier est attendue, en application/offset+octet-stream."
    http_status = 415


class ChecksumMismatch(InvalidInput):
    """The piece that came is not the one that was sent: none of it is kept."""

    reason = "CHECKSUM_MISMATCH"
    default_message = "Une partie du fichier est arrivée abîmée. Renvoyez-la."
    http_status = 460


class TusRoute(GuardedRoute):
    """A route whose every answer says which tus it speaks."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, refusals included."""
        handle = super().get_route_handler()

        async def speaking(request: Request) -> Response:
            try:
                response = await handle(request)
            except Problem as problem:
                if problem.kind is Kind.INTERNAL:
                    raise
                response = respond(request, problem)
            response.headers.update({"tus-resumable": _VERSION, "tus-version": _VERSION})
            return response

        return speaking


routes = router("documents")
routes.route_class = TusRoute


_Spoken = Annotated[str, Header(alias="Tus-Resumable", max_length=20, description="`1.0.0`.")]


def _same_version(tus: _Spoken) -> None:
    if tus != _VERSION:
        raise OtherVersion


@dataclass(frozen=True, slots=True)
class _Creation:
    length: int
    key: str


def _creation(
    tus: _Spoken, key: Key, length: Annotated[int, Header(alias="Upload-Length", ge=1, le=2**40)]
) -> _Creation:  # fmt: skip
    _same_version(tus)
    return _Creation(length, key)


@dataclass(frozen=True, slots=True)
class _Piece:
    offset: int
    body: AsyncIterator[bytes]


def _piece(
    request: Request,
    tus: _Spoken,
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**40)],
    checksum: Annotated[str, Header(alias="Upload-Checksum", max_length=200)] = "",
) -> _Piece:
    """Raises OtherVersion, OtherMedia, InvalidInput."""
    _same_version(tus)
    if request.headers.get("content-type", "") != _MEDIA:
        raise OtherMedia
    return _Piece(offset, _verified(request, _digest(checksum)) if checksum else request.stream())


_EMPTY: dict[int | str, dict[str, Any]] = {204: {"description": "`Upload-Offset` dit ce qui est arrivé."}}


@routes.options(
    "/documents/uploads",
    status_code=204,
    responses=refusals(),
    openapi_extra=declared(Access.PUBLIC),
    response_class=Response,
)
async def describe_uploads() -> Response:
    """What this tus server can do."""
    return Response(status_code=204, headers=_ABLE)


@routes.post(
    "/documents/{document_id:uuid}/uploads",
    status_code=201,
    responses=refusals(401, 403, 404, 409, 412),
    openapi_extra=_DEPOSIT,
)
async def add_upload(
    voice: ThePerson, document_id: UUID, creation: Annotated[_Creation, Depends(_creation)], response: Response
) -> UploadView:
    """Adds a file of `Upload-Length` bytes to a deposit; `Location` is where its pieces are sent."""
    added = await screens.add(voice, str(document_id), creation.length, creation.key)
    response.headers["location"] = f"{PREFIX}/documents/uploads/{added.upload_id}"
    return added


@routes.get(
    "/documents/uploads/{upload_id:uuid}",
    responses=refusals(401, 403, 404, 412),
    openapi_extra=_DEPOSIT,
    dependencies=[Depends(_same_version)],
)
async def get_upload(voice: ThePerson, upload_id: UUID, response: Response) -> UploadView:
    """How much of a file is here (HEAD says it without a body): where to go on from."""
    found = await screens.where(voice, str(upload_id))
    response.headers.update(_offset(found) | {"upload-length": str(found.length), "cache-control": "no-store"})
    return found


@routes.patch(
    "/documents/uploads/{upload_id:uuid}",
    status_code=204,
    responses=_EMPTY | refusals(401, 403, 404, 409, 412, 415, 460),
    openapi_extra=_SEND | _BODY,
    response_class=Response,
)
async def append_upload(
    voice: ThePerson, upload_id: UUID, piece: Annotated[_Piece, Depends(_piece)]
) -> Response:  # fmt: skip
    """Adds a piece that begins at `Upload-Offset`; 409 when the file does not stand there. `Upload-Checksum`: `sha256` and the digest in base64."""
    return Response(
        status_code=204, headers=_offset(await screens.receive(voice, str(upload_id), piece.offset, piece.body))
    )


_GONE: dict[int | str, dict[str, Any]] = {
    204: {"description": "Le fichier est retiré du dépôt, et ce qui était arrivé est effacé."}
}


@routes.delete(
    "/documents/uploads/{upload_id:uuid}",
    status_code=204,
    responses=_GONE | refusals(401, 403, 404, 409, 412),
    openapi_extra=_DEPOSIT,
    dependencies=[Depends(_same_version)],
    response_class=Response,
)
async def remove_upload(voice: ThePerson, upload_id: UUID, key: Key) -> Response:
    """Takes a file away from a deposit under way. Its date of deposit stays; its address answers 404 from then on."""
    await screens.remove(voice, str(upload_id), key)
    return Response(status_code=204)


def _offset(upload: UploadView) -> dict[str, str]:
    return {"upload-offset": str(upload.offset)}


def _digest(checksum: str) -> bytes:
    name, _, encoded = checksum.partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if name != "sha256" or len(digest) != hashlib.sha256().digest_size:
        raise InvalidInput([Violation("Upload-Checksum", "« sha256 », puis l'empreinte en base64, sont attendus.")])
    return digest


async def _verified(request: Request, digest: bytes) -> AsyncIterator[bytes]:
    """The whole piece, held until its digest is known. Raises TooLarge over 1 MiB, and ChecksumMismatch."""
    kept = bytearray()
    async for part in request.stream():
        kept += part
        if len(kept) > screens.PIECE:
            raise TooLarge("Avec un Upload-Checksum, une partie a au plus 1 Mo.")
    if not hmac.compare_digest(hashlib.sha256(kept).digest(), digest):
        raise ChecksumMismatch
    yield bytes(kept)
