"""Send what is held already to another purpose: the same content, a new deposit, no upload."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from services.documents.domain.admissibility import Asked, Purpose
from services.documents.domain.channels import PersonFile
from services.documents.domain.deposits import HELD, Document
from services.documents.domain.errors import NotReusable
from services.documents.store import documents
from services.documents.usecases.accepting import accept
from services.documents.usecases.context import Parts
from services.documents.usecases.deposit import admit
from services.documents.usecases.moving import locked


async def reuse(
    session: AsyncSession, parts: Parts, document: Document, purpose: Purpose, files: Sequence[PersonFile]
) -> Document:
    """The new deposit, accepted. Raises DocumentNotFound, NotReusable, NotAdmissible: what was fresh may not be any more."""
    held = await locked(session, parts, document.document_id, document.person_id)
    kind = parts.rulebook.types.get(held.type)
    # An identity title is marked for the one it was deposited for, and erased once it has served.
    if held.state not in HELD or held.content is None or kind is None or kind.identity_title:
        raise NotReusable
    admit(parts, Asked(held.type, purpose, held.document_date), files)
    now = parts.now()
    again = replace(
        held,
        document_id=parts.new_id(),
        purpose=purpose,
        state_time=now,
        deposit_time=now,
        verification_code="",
        produced=False,
        attempts=0,
        traceparent=telemetry.current_traceparent(),
    )
    await documents.insert(session, parts.vault, again)
    return await accept(session, parts, again, detail=f"reuse {held.document_id}")
