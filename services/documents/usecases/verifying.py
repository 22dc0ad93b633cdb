"""Keep what the suite produced, and tell a third party who holds its code whether it is ours and unchanged: nothing of the person."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.domain import codes
from services.documents.domain.admissibility import Purpose
from services.documents.domain.deposits import HELD, Content, Document, State
from services.documents.domain.errors import CodeUnknown, ProducedInvalid, SubjectInvalid
from services.documents.store import documents
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import move

_MOST_BYTES = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


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


@dataclass(frozen=True, slots=True)
class Given:
    """A code to print, and the document that bears it already ("" = none)."""

    code: str
    document_id: str = ""


async def draw(session: AsyncSession, parts: Parts, subject_sha256: str) -> Given:
    """A code; of the same subject always the same, and of none a new one. Raises SubjectInvalid."""
    if not subject_sha256:
        return Given(codes.printed(codes.drawn(os.urandom(8), parts.signer.sign)))
    if not _DIGEST.fullmatch(subject_sha256):
        raise SubjectInvalid
    # What nobody else can draw from the same subject: only our key signs so.
    entropy = hashlib.sha256(parts.signer.sign(f"verification-subject/{subject_sha256}".encode()).encode()).digest()
    code = codes.drawn(entropy[:8], parts.signer.sign)
    borne = await documents.of_code(session, parts.vault, code)
    return Given(codes.printed(code), borne.document_id if borne and borne.state in HELD else "")


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
    """It is among the person's documents from now on, or was already. Raises CodeUnknown when its code is another document's."""
    borne = await documents.of_code(session, parts.vault, document.verification_code)
    if borne is not None:
        if not _is_same(borne, document):
            raise CodeUnknown
        return borne
    await documents.insert(session, parts.vault, document)
    return await move(session, parts, document, State.ACCEPTED, detail="produced")


def _is_same(borne: Document, made: Document) -> bool:
    """Whether what is kept under a code is what was made again: of the same person, byte for byte."""
    if borne.content is None or made.content is None or borne.state not in HELD:
        return False
    return (borne.person_id, borne.type, borne.content.sha256) == (made.person_id, made.type, made.content.sha256)


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
