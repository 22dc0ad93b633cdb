"""The files of a deposit, sent in pieces: whatever came before the line dropped is kept, and the rest goes on from there."""

import hashlib
from collections.abc import AsyncIterator

from mesdroits.documents.v1 import documents_service_pb2 as pb
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect

from chassis.db import new_id
from chassis.errors import StaleState
from services.bff.clients import Voice
from services.bff.views.documents import DocumentView, UploadView, upload_view

# What one call carries; the documents service takes no more.
PIECE = 1 << 20


class Elsewhere(StaleState):
    """A piece without a byte, for a place where the file does not stand: tus refuses it as it would any other."""

    reason = "OFFSET_MISMATCH"
    default_message = "L'envoi reprend là où il s'était arrêté."


async def add(voice: Voice, document_id: str, length: int, request_id: str) -> UploadView:
    """A file to come."""
    service = voice.suite.documents
    request = pb.AddUploadRequest(
        request_id=request_id, person_id=voice.person_id, document_id=document_id, length=length
    )
    return upload_view((await voice.ask(service, service.stub.AddUpload, request)).upload)


async def where(voice: Voice, upload_id: str) -> UploadView:
    """How much of a file is here."""
    service = voice.suite.documents
    request = pb.GetUploadRequest(person_id=voice.person_id, upload_id=upload_id)
    return upload_view((await voice.ask(service, service.stub.GetUpload, request)).upload)


async def remove(voice: Voice, upload_id: str, request_id: str) -> None:
    """Takes a file away from its deposit."""
    service = voice.suite.documents
    request = pb.RemoveUploadRequest(request_id=request_id, person_id=voice.person_id, upload_id=upload_id)
    await voice.ask(service, service.stub.RemoveUpload, request)


async def append(voice: Voice, upload_id: str, offset: int, piece: bytes) -> UploadView:
    """Adds one piece."""
    service = voice.suite.documents
    request = pb.AppendChunkRequest(
        request_id=new_id(), person_id=voice.person_id, upload_id=upload_id, offset=offset, content=piece,
        sha256=hashlib.sha256(piece).hexdigest(),
    )  # fmt: skip
    return upload_view((await voice.ask(service, service.stub.AppendChunk, request)).upload)


async def receive(voice: Voice, upload_id: str, offset: int, body: AsyncIterator[bytes]) -> UploadView:
    """Adds what comes, as it comes. Where the line drops, what came is kept. Raises Elsewhere."""
    shown: UploadView | None = None
    async for piece in _pieces(body):
        shown = await append(voice, upload_id, offset, piece)
        offset += len(piece)
    if shown is None:
        shown = await where(voice, upload_id)
        if shown.offset != offset:
            raise Elsewhere
    return shown


async def send_file(voice: Voice, document: DocumentView, file: UploadFile, request_id: str) -> None:
    """Sends a whole file that a form carried, or the end of one whose beginning is here already."""
    begun = await _begun(document, file)
    upload = begun or await add(voice, document.document_id, file.size or 0, request_id)
    await file.seek(upload.offset)
    await receive(voice, upload.upload_id, upload.offset, _read(file))


async def _begun(document: DocumentView, file: UploadFile) -> UploadView | None:
    """The file of the deposit that this one finishes: as long, and the same as far as it came."""
    for upload in document.uploads:
        if not upload.complete and upload.length == file.size:
            digest, left = hashlib.sha256(), upload.offset
            await file.seek(0)
            while left and (piece := await file.read(min(left, PIECE))):
                digest.update(piece)
                left -= len(piece)
            if not upload.offset or digest.hexdigest() == upload.sha256:
                return upload
    return None


async def _read(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


async def _pieces(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    kept = bytearray()
    try:
        async for part in body:
            kept += part
            while len(kept) >= PIECE:
                yield bytes(kept[:PIECE])
                del kept[:PIECE]
    except ClientDisconnect:
        # Nobody is left to answer; what they sent counts.
        pass
    if kept:
        yield bytes(kept)
