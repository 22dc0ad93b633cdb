"""Add a chunk to a file. Its content is in the object store before its row is written: what the person is told to be here, is here.

The digest of a file is kept going from one chunk to the next; a process that did not see the chunks before reads them again.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database, read_session
from services.documents.domain.deposits import MOST_CHUNK, Chunk, State, Upload, next_chunk
from services.documents.domain.errors import (
    ChunkDamaged,
    ChunkTooLarge,
    DepositClosed,
    DocumentNotFound,
    OffsetMismatch,
    UploadNotFound,
)
from services.documents.store import documents, uploads
from services.documents.usecases.context import Parts

if TYPE_CHECKING:
    from hashlib import _Hash

_MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class Part:
    """What came: where it begins in its file, and its digest as whoever sent it counted it."""

    upload_id: str
    start: int
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Appended:
    """The file after the chunk, and the date of the deposit."""

    upload: Upload
    deposit_time: datetime


def check_part(part: Part) -> None:
    """Raises ChunkTooLarge, ChunkDamaged."""
    if len(part.content) > MOST_CHUNK:
        raise ChunkTooLarge
    if hashlib.sha256(part.content).hexdigest() != part.sha256.lower():
        raise ChunkDamaged


def name_of(chunk: Chunk) -> str:
    """Its name in the object store: two contents at one place do not meet."""
    return f"{chunk.start:012d}-{chunk.sha256[:16]}"


class Appending:
    """Adds chunks, one process's share of them."""

    def __init__(self, database: Database, parts: Parts) -> None:
        self._database, self._parts = database, parts
        self._digests: OrderedDict[tuple[str, int], _Hash] = OrderedDict()

    async def keep(self, person_id: str, part: Part) -> str:
        """Puts the content in the object store, before any transaction; the digest of the file with it, "" when it is here already.

        Raises UploadNotFound, OffsetMismatch, ChunkOverflows, ChunkDamaged, ChunkTooLarge.
        """
        check_part(part)
        async with read_session(self._database) as session:
            upload = await _upload(session, part.upload_id, person_id)
            if await _is_here(session, part):
                return ""
        next_chunk(upload, part.start, len(part.content))
        digest = await self._digest(upload)
        digest.update(part.content)
        chunk = Chunk(part.upload_id, part.start, len(part.content), part.sha256.lower())
        await self._parts.objects.put(f"uploads/{part.upload_id}", name_of(chunk), part.content)
        self._remember(part.upload_id, part.start + len(part.content), digest)
        return digest.hexdigest()

    async def append(self, session: AsyncSession, person_id: str, part: Part, sha256: str) -> Appended:
        """The chunk counts from now on. Raises UploadNotFound, OffsetMismatch, DepositClosed."""
        upload = await _upload(session, part.upload_id, person_id, lock=True)
        document = await documents.find(session, self._parts.vault, upload.document_id, person_id)
        if document is None:
            raise DocumentNotFound
        if document.deposit_time and await _is_here(session, part):
            return Appended(upload, document.deposit_time)
        if document.state is not State.UPLOADING:
            raise DepositClosed
        next_chunk(upload, part.start, len(part.content))
        moved = replace(upload, received=part.start + len(part.content), sha256=sha256)
        chunk = Chunk(part.upload_id, part.start, len(part.content), part.sha256.lower())
        return Appended(moved, await uploads.add_chunk(session, moved, chunk, self._parts.now()))

    async def _digest(self, upload: Upload) -> "_Hash":
        kept = self._digests.get((upload.upload_id, upload.received))
        if kept is not None:
            return kept.copy()
        async with read_session(self._database) as session:
            before = await uploads.chunks_of(session, upload.upload_id)
        digest = hashlib.sha256()
        # The same chunk may have come twice at once, and the other one be written by now.
        for chunk in (chunk for chunk in before if chunk.start < upload.received):
            digest.update(await self._parts.objects.get(f"uploads/{upload.upload_id}", name_of(chunk)))
        return digest

    def _remember(self, upload_id: str, received: int, digest: "_Hash") -> None:
        self._digests[upload_id, received] = digest
        while len(self._digests) > _MOST_KEPT:
            self._digests.popitem(last=False)


async def _upload(session: AsyncSession, upload_id: str, person_id: str, *, lock: bool = False) -> Upload:
    found = await uploads.find(session, upload_id, person_id, lock=lock)
    if found is None:
        raise UploadNotFound
    return found


async def _is_here(session: AsyncSession, part: Part) -> bool:
    """Whether this very chunk is here. Raises OffsetMismatch when another one is at its place."""
    found = await uploads.chunk_at(session, part.upload_id, part.start)
    if found is None:
        return False
    if (found.length, found.sha256) != (len(part.content), part.sha256.lower()):
        raise OffsetMismatch
    return True
