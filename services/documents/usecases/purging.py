"""What is past its time is erased, with a signed certificate that says so; a person whom identity forgets leaves nothing."""

import asyncio
import base64
import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import TRANSIENT, Database, unit_of_work
from chassis.errors import Unavailable
from services.documents.domain.deposits import HELD, Document, State
from services.documents.domain.errors import DocumentNotFound
from services.documents.store import documents, journal, uploads, work
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import locked, move

_log = logging.getLogger(__name__)
_HOUR_SECONDS, _AWAY_SECONDS = 3600.0, 5.0
_DAY = timedelta(days=1)
_SLICE = 20
_DRAFTS = frozenset({State.UPLOADING, State.ABANDONED})


class Purging:
    """Erases at start, then each hour, and when it is told that a title has served."""

    def __init__(self, database: Database, parts: Parts) -> None:
        self._database, self._parts = database, parts

    async def run(self) -> NoReturn:
        """Until cancelled. What is away is waited for."""
        while True:
            try:
                count = await self.once()
            except (Unavailable, *TRANSIENT) as away:
                _log.warning("purge waits", extra={"reason": type(away).__name__})
                await asyncio.sleep(_AWAY_SECONDS)
            else:
                _log.info("documents purged", extra={"rows": count})
                await self._parts.to_purge.wait(_HOUR_SECONDS)

    async def once(self) -> int:
        """Erases everything that is past its time; how many documents."""
        count = 0
        while True:
            async with unit_of_work(self._database) as session:
                found = await work.lapsed(session, self._parts.vault, self._parts.now(), _SLICE)
                prefixes = {document.document_id: await self._close(session, document) for document in found}
            # Closed to everybody, then erased, then certified: whoever dies in between finds it again, and no certificate comes too early.
            for document in found:
                await self._erase(document, prefixes[document.document_id])
            count += len(found)
            if len(found) < _SLICE:
                return count

    async def _close(self, session: AsyncSession, document: Document) -> list[str] | None:
        """The prefixes to erase; None while another deposit needs the same content: it is looked at again the next day."""
        listed = await uploads.every_id(session, document.document_id)
        await uploads.forget_chunks(session, listed)
        shared = await work.shares_content(session, document)
        # What was given up stays given up: it never was one of the person's documents.
        closed = State.ABANDONED if document.state in _DRAFTS else State.PURGED
        later = self._parts.now() + _DAY if shared else document.purge_time
        if document.state is not closed:
            # Of a title that was accepted its last day stays, of which the person is told.
            kept = document.expiry_date if document.state in HELD else None
            emptied = replace(document, verdicts=(), expiry_date=kept)
            await move(session, self._parts, emptied, closed, purge_time=later)
        elif shared:
            await documents.save(session, self._parts.vault, replace(document, purge_time=later))
        # A process that died between what it kept and what it wrote may have left something there.
        content = document.content.content_id if document.content else document.document_id
        return None if shared else [*(f"uploads/{upload_id}" for upload_id in listed), f"contents/{content}"]

    async def _erase(self, document: Document, prefixes: list[str] | None) -> None:
        if prefixes is None:
            return
        for prefix in prefixes:
            await self._parts.objects.erase(prefix)
        with suppress(DocumentNotFound):
            await self._certify(document)

    async def _certify(self, document: Document) -> None:
        async with unit_of_work(self._database) as session:
            current = await locked(session, self._parts, document.document_id)
            erased = replace(
                current, content=None, purge_time=None, purge_certificate=self._certificate(document)
            )  # fmt: skip
            await documents.save(session, self._parts.vault, erased)
            digest = hashlib.sha256(erased.purge_certificate.encode()).hexdigest()
            await journal.write(session, document.document_id, "ERASED", digest, self._parts.now())

    def _certificate(self, document: Document) -> str:
        """`<base64url of the JSON that says what was erased>.<key id>.<signature>`: the service's own key proves it."""
        said = {
            "document_id": document.document_id,
            "type": document.type,
            "sha256": document.content.sha256 if document.content else "",
            "deposited": document.deposit_time.isoformat() if document.deposit_time else "",
            "erased": self._parts.now().isoformat(),
        }
        payload = base64.urlsafe_b64encode(json.dumps(said, sort_keys=True).encode())
        return f"{payload.decode()}.{self._parts.signer.sign(payload)}"
