"""Keep what the suite produced, and tell a third party who holds its code whether it is ours and unchanged: nothing of the person."""

import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.domain import codes
from services.documents.domain.admissibility import Purpose
from services.documents.domain.deposits import Content, Document, State
from services.documents.domain.errors import CodeUnknown, ProducedInvalid
from services.documents.store import documents
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import move

_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Produced:
    """A document that the suite made for a person."""

    person_id: str
    type: str
    content: bytes = field(repr=False)
    media_type: str
    code: str


@dataclass(frozen=True, slots=True)
class Verified:
    """`unchanged`: None when no file was compared."""

    label: str
    produce_time: datetime
    unchanged: bool | None


def draw(parts: Parts) -> str:
    """A code to print."""
    return codes.printed(codes.drawn(os.urandom(8), parts.signer.sign))


async def put_produced(parts: Parts, made: Produced) -> Document:
    """Puts its content in the object store, before any transaction. Raises ProducedInvalid, CodeUnknown."""
    code = codes.read(made.code)
    if not codes.is_ours(code, parts.signer.sign):
        raise CodeUnknown
    if made.type not in parts.rulebook.produced or not 0 < len(made.content) <= _MOST_BYTES:
        raise ProducedInvalid
    document_id, now = parts.new_id(), parts.now()
    await parts.objects.put_whole(f"contents/{document_id}", made.content)
    digest = hashlib.sha256(made.content).hexdigest()
    return Document(
        document_id=document_id,
        person_id=made.person_id,
        type=made.type,
        purpose=Purpose(),
        state=State.ACCEPTED,
        state_time=now,
        deposit_time=now,
        content=Content(document_id, digest, len(made.content), made.media_type, 0),
        produced=True,
        verification_code=code,
    )


async def keep_produced(session: AsyncSession, parts: Parts, document: Document) -> Document:
    """It is among the person's documents from now on. Raises CodeUnknown when its code is another document's."""
    if await documents.of_code(session, parts.vault, document.verification_code):
        raise CodeUnknown
    await documents.insert(session, parts.vault, document)
    return await move(session, parts, document, State.ACCEPTED, detail="produced")


async def verify(session: AsyncSession, parts: Parts, printed: str, sha256: str) -> Verified | None:
    """What the code proves; None when it is not one of ours."""
    code = codes.read(printed)
    if not code or not codes.is_ours(code, parts.signer.sign):
        return None
    document = await documents.of_code(session, parts.vault, code)
    if document is None or document.deposit_time is None:
        return None
    kind = parts.rulebook.named(document.type)
    unchanged = None
    if sha256 and document.content is not None:
        unchanged = document.content.sha256 == sha256.lower()
    return Verified(kind.label if kind else document.type, document.deposit_time, unchanged)
