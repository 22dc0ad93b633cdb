"""Read documents: one, all of a person's, those that wait for an agent, and the content of one."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from services.documents.domain.deposits import HELD, Document, Followed, State, Upload
from services.documents.domain.errors import ContentUnavailable, DocumentNotFound, NotInReview, UploadNotFound
from services.documents.store import documents, journal, uploads
from services.documents.usecases.context import Parts

# A message of the contract carries less than a part of the object store.
_MESSAGE = 256 << 10


async def get(session: AsyncSession, parts: Parts, document_id: str, person_id: str | None = None) -> Followed:
    """A document. Raises DocumentNotFound."""
    found = await documents.find(session, parts.vault, document_id, person_id)
    if found is None:
        raise DocumentNotFound
    return (await documents.followed(session, [found]))[0]


async def get_upload(session: AsyncSession, upload_id: str, person_id: str) -> Upload:
    """A file: how much of it is here. Raises UploadNotFound."""
    found = await uploads.find(session, upload_id, person_id)
    if found is None:
        raise UploadNotFound
    return found


async def list_of(
    session: AsyncSession, parts: Parts, person_id: str, *, kind: str, before: str | None, limit: int
) -> list[Followed]:
    """« Mes derniers documents », newest first."""
    found = await documents.of_person(session, parts.vault, person_id, kind=kind, before=before, limit=limit)
    return await documents.followed(session, found)


async def list_reviews(
    session: AsyncSession, parts: Parts, *, after: tuple[datetime, str] | None, limit: int
) -> list[Followed]:
    """What waits for an agent, the longest waiting first."""
    return await documents.followed(
        session, await documents.in_review(session, parts.vault, after=after, limit=limit)
    )  # fmt: skip


async def read(session: AsyncSession, parts: Parts, document_id: str, person_id: str) -> Document:
    """The person's document, whose content they may read: a line of the journal. Raises DocumentNotFound, ContentUnavailable."""
    document = readable((await get(session, parts, document_id, person_id)).document)
    await journal.write(session, document_id, "READ", "person", parts.now())
    return document


async def read_review(session: AsyncSession, parts: Parts, document_id: str, reader: str) -> Document:
    """A document in review, for an agent: the person reads that it was looked at. Raises DocumentNotFound, NotInReview."""
    document = (await get(session, parts, document_id)).document
    if document.state is not State.IN_REVIEW or document.content is None:
        raise NotInReview
    await outbox.add(session, parts.events.looked_at(document, reader, parts.now()))
    await journal.write(session, document_id, "READ", reader, parts.now())
    return document


def readable(document: Document) -> Document:
    """The document, whose content may be read. Raises ContentUnavailable."""
    if document.content is None or document.state not in HELD | {State.IN_REVIEW}:
        raise ContentUnavailable
    return document


async def content_of(parts: Parts, document: Document) -> AsyncIterator[tuple[str, bytes]]:
    """The content in pieces that a message holds, the first one with its media type."""
    if document.content is None:
        raise ContentUnavailable
    media_type = document.content.media_type
    async for part in parts.objects.parts(f"contents/{document.content.content_id}", document.content.length):
        for start in range(0, len(part), _MESSAGE):
            yield media_type, part[start : start + _MESSAGE]
            media_type = ""
