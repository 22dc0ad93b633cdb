"""What the suite makes for a person: kept among their documents under the code printed on it, once for the same words."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.db import new_id
from services.bff.clients import Voice
from services.bff.screens.documents import content

# A document takes a processor for a moment: whoever comes third waits, and the other pages go on.
_WRITERS = asyncio.Semaphore(2)
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Making:
    """A document to make. `words`: all that it says but its code; `write`: the PDF with a code on it, or none ("")."""

    type: str
    words: str = field(repr=False)
    write: Callable[[str], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document among the person's own; "" when it could not be kept, and bears no code."""

    document_id: str
    body: bytes = field(repr=False)


async def written(making: Making, code: str = "") -> bytes:
    """The PDF."""
    async with _WRITERS:
        return await asyncio.to_thread(making.write, code)


async def keep(voice: Voice, making: Making) -> Kept:
    """The document, as it is kept. The same words for the same person are the same document: nothing is made a second time."""
    service = voice.suite.documents
    subject = hashlib.sha256("\n".join((making.type, voice.person_id, making.words)).encode()).hexdigest()
    given = await service.call(service.stub.GetNewCode, pb.GetNewCodeRequest(subject_sha256=subject))
    if given.document_id:
        return Kept(given.document_id, (await content(voice, given.document_id)).body)
    body = await written(making, given.code)
    request = pb.KeepProducedRequest(
        request_id=new_id(), person_id=voice.person_id, type=making.type, content=body, media_type=_PDF, code=given.code
    )
    kept = await service.call(service.stub.KeepProduced, request)
    return Kept(kept.document.document_id, body)
