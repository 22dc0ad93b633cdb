"""A document reaches a state: its row, its event and its line of the journal, in one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from services.documents.domain.deposits import Document, State
from services.documents.domain.errors import DocumentNotFound
from services.documents.domain.retention import purge_time
from services.documents.store import documents, journal
from services.documents.usecases.context import Parts


async def locked(session: AsyncSession, parts: Parts, document_id: str, person_id: str | None = None) -> Document:
    """The document, that nobody else changes meanwhile. Raises DocumentNotFound."""
    found = await documents.find(session, parts.vault, document_id, person_id, lock=True)
    if found is None:
        raise DocumentNotFound
    return found


async def move(
    session: AsyncSession, parts: Parts, document: Document, state: State, *, detail: str = "", **more: Any
) -> Document:
    """The document in its new state. `more`: columns that only the workers know."""
    now = parts.now()
    moved = replace(
        document, state=state, state_time=now, attempts=0, purge_time=_purge_time(parts, document, state, now)
    )
    await documents.save(session, parts.vault, moved, **({"next_try_time": None} | more))
    await outbox.add(session, parts.events.advanced(moved))
    # Last, so that whoever writes the next line waits as little as may be.
    await journal.write(session, moved.document_id, state, detail, now)
    return moved


def _purge_time(parts: Parts, document: Document, state: State, now: datetime) -> datetime | None:
    kind = parts.rulebook.types.get(document.type)
    return purge_time(parts.retention, state, now, identity_title=kind is not None and kind.identity_title)
