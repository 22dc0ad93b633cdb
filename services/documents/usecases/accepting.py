"""A document is accepted: the first step of its way has its receipt, and the rest of the way begins."""

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import after_commit
from services.documents.domain.deposits import Document, Hop, State
from services.documents.store import documents
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import move

HERE = "suite"


async def accept(session: AsyncSession, parts: Parts, document: Document, *, detail: str) -> Document:
    """The document, ACCEPTED: its courier takes it from there."""
    now = parts.now()
    receipt = f"MDS-{document.document_id.replace('-', '')[-12:].upper()}"
    await documents.add_hop(session, document.document_id, Hop(HERE, now, receipt))
    after_commit(session, parts.to_deliver.ring)
    return await move(session, parts, document, State.ACCEPTED, detail=detail, accept_time=now)
