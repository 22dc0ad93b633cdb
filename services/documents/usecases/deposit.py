"""Open a deposit, add files to it, say that it is whole, or give it up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.db import after_commit
from services.documents.domain import admissibility
from services.documents.domain.admissibility import Answer, Asked
from services.documents.domain.channels import PersonFile
from services.documents.domain.deposits import MOST_FILES, MOST_TOTAL, Document, State, Upload
from services.documents.domain.errors import (
    DateToCome,
    DepositClosed,
    DepositIncomplete,
    FileTooLarge,
    NotAdmissible,
    OrganismeUnknown,
    TooManyFiles,
    UploadNotFound,
)
from services.documents.store import documents, journal, uploads
from services.documents.usecases.context import Parts
from services.documents.usecases.moving import locked, move

# Where the sun rises first, it is already the day that Paris will have tomorrow.
_OVERSEAS = timedelta(days=1)


def check(parts: Parts, asked: Asked, files: Sequence[PersonFile]) -> Answer:
    """Whether it may be deposited now; nothing is written. Raises OrganismeUnknown, DateToCome."""
    if asked.purpose.organisme and asked.purpose.organisme not in parts.rulebook.organismes:
        raise OrganismeUnknown
    now = parts.now()
    answer = admissibility.answer(parts.rulebook, asked, now, files)
    if answer.countdown and asked.document_date and asked.document_date > parts.day(now) + _OVERSEAS:
        raise DateToCome
    return answer


def admit(parts: Parts, asked: Asked, files: Sequence[PersonFile]) -> Answer:
    """The answer of what may be deposited now. Raises NotAdmissible."""
    answer = check(parts, asked, files)
    if answer.reason is not None:
        raise NotAdmissible(answer.explanation, rule=answer.rule, refusal=answer.reason)
    return answer


async def start(
    session: AsyncSession, parts: Parts, person_id: str, asked: Asked, files: Sequence[PersonFile]
) -> Document:
    """A new deposit, empty. Raises NotAdmissible."""
    answer = admit(parts, asked, files)
    document = Document(
        document_id=parts.new_id(),
        person_id=person_id,
        type=answer.type,
        purpose=asked.purpose,
        state=State.UPLOADING,
        state_time=parts.now(),
        document_date=asked.document_date,
        traceparent=telemetry.current_traceparent(),
    )
    await documents.insert(session, parts.vault, document)
    return await move(session, parts, document, State.UPLOADING, detail=answer.rule)


async def add_upload(session: AsyncSession, parts: Parts, person_id: str, document_id: str, length: int) -> Upload:
    """A file to come. Raises DocumentNotFound, DepositClosed, FileTooLarge, TooManyFiles."""
    document = await _open(session, parts, person_id, document_id)
    kind = parts.rulebook.types[document.type]
    if not 0 < length <= parts.rulebook.limits(kind, document.purpose.organisme).maximum_bytes:
        raise FileTooLarge
    files = (await uploads.of_documents(session, [document_id])).get(document_id, [])
    if len(files) >= MOST_FILES or sum(file.length for file in files) + length > MOST_TOTAL:
        raise TooManyFiles
    upload = Upload(parts.new_id(), document_id, await uploads.next_rank(session, document_id), length)
    await uploads.insert(session, upload, person_id)
    return upload


async def remove_upload(session: AsyncSession, parts: Parts, person_id: str, upload_id: str) -> None:
    """Takes a file away; the date of the deposit stays. Raises UploadNotFound, DocumentNotFound, DepositClosed."""
    found = await uploads.find(session, upload_id, person_id)
    if found is None:
        raise UploadNotFound
    # The document first, as whoever completes it does: nobody waits for the other.
    await _open(session, parts, person_id, found.document_id)
    if await uploads.find(session, upload_id, person_id, lock=True) is None:
        raise UploadNotFound
    await uploads.remove(session, upload_id, parts.now())
    await journal.write(session, found.document_id, "REMOVED", f"file {found.rank}", parts.now())


async def complete(session: AsyncSession, parts: Parts, person_id: str, document_id: str) -> Document:
    """Every file is here: the checks begin. Raises DocumentNotFound, DepositClosed, DepositIncomplete."""
    document = await _open(session, parts, person_id, document_id)
    files = (await uploads.of_documents(session, [document_id])).get(document_id, [])
    if not files or any(file.received < file.length for file in files):
        raise DepositIncomplete
    document = replace(document, traceparent=telemetry.current_traceparent())
    after_commit(session, parts.to_examine.ring)
    return await move(session, parts, document, State.CHECKING, detail=f"{len(files)}")


async def abandon(session: AsyncSession, parts: Parts, person_id: str, document_id: str) -> Document:
    """Gives it up; what was sent is erased. Raises DocumentNotFound, DepositClosed."""
    document = await _open(session, parts, person_id, document_id)
    after_commit(session, parts.to_purge.ring)
    return await move(session, parts, document, State.ABANDONED)


async def _open(session: AsyncSession, parts: Parts, person_id: str, document_id: str) -> Document:
    document = await locked(session, parts, document_id, person_id)
    if document.state is not State.UPLOADING:
        raise DepositClosed
    return document
