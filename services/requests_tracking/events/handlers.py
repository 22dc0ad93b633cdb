"""What arrives: organismes' steps, the suite's documents, and identity's news of persons.

An event that cannot be read, or that speaks of what is not the sender's, will never be right: it is refused for good.
"""

from typing import TypeVar

from google.protobuf.message import DecodeError, Message
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import events_pb2 as documents_pb2
from mesdroits.identity.v1 import events_pb2 as identity_pb2
from mesdroits.organisme.v1 import claims_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Incoming
from chassis.db import Database, is_identifier
from chassis.errors import NotFound
from chassis.inbox import Handler, PermanentError
from services.requests_tracking.domain.exchange import Told
from services.requests_tracking.partners.reading import UnreadableStep, reference_of, step_of
from services.requests_tracking.store.erasure import erase
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.directory import read_directory
from services.requests_tracking.usecases.news import hear
from services.requests_tracking.usecases.pieces import PieceMoved, Progress, move_piece

MOVED = "organisme.*.claim.v1.moved"
DOCUMENT = "mesdroits.documents.v1.document.advanced"
RESOLVED = "mesdroits.identity.v1.attachment.resolved"
ROTATED = "mesdroits.identity.v1.pseudonym.rotated"
ERASED = "mesdroits.identity.v1.person.erased"
_UNREADABLE = "Ce message est illisible."
_PROGRESS = {
    document_pb2.DEPOSIT_STATE_CHECKING: Progress.DEPOSITED,
    document_pb2.DEPOSIT_STATE_IN_REVIEW: Progress.DEPOSITED,
    document_pb2.DEPOSIT_STATE_ACCEPTED: Progress.DEPOSITED,
    document_pb2.DEPOSIT_STATE_UNDELIVERED: Progress.DEPOSITED,
    document_pb2.DEPOSIT_STATE_DELIVERED: Progress.DELIVERED,
    document_pb2.DEPOSIT_STATE_REFUSED: Progress.GIVEN_BACK,
    document_pb2.DEPOSIT_STATE_ABANDONED: Progress.GIVEN_BACK,
}

M = TypeVar("M", bound=Message)


class ClaimNews:
    """Handles `organisme.<org>.claim.v1.moved`; the subject, which the bus guards, says who speaks."""

    def __init__(self, database: Database, tracking: Tracking) -> None:
        self._database, self._tracking = database, tracking

    async def prepare(self, event: Incoming) -> Handler:
        """Find the claim among the sender's own; what is returned writes the step."""
        organisme = event.subject.split(".")[1]
        message = _parsed(claims_pb2.ClaimMoved, event.data)
        try:
            step = step_of(organisme, message.step, self._tracking.now())
            told = Told(reference_of(message.organisme_reference), (step,))
            write = await hear(self._database, self._tracking, organisme, reference_of(message.pseudonym), told)
        except (UnreadableStep, NotFound) as refused:
            raise PermanentError(str(refused) or _UNREADABLE) from refused

        async def handle(session: AsyncSession, _: Incoming) -> None:
            await write(session)

        return handle


class DocumentNews:
    """Handles the progress of documents that answer an expected piece."""

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """One step of a document."""
        message = _parsed(documents_pb2.DocumentAdvanced, event.data)
        progress = _PROGRESS.get(message.state)
        if progress is None or not is_identifier(message.purpose.expected_piece_id):
            return
        moved = PieceMoved(message.person_id, message.document_id, message.purpose.expected_piece_id, progress)
        await move_piece(session, self._tracking, moved)


class Directories:
    """Handles what makes a person's directory out of date: it is read again before the transaction."""

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    async def prepare(self, event: Incoming) -> Handler:
        """Ask identity; what is returned writes its answer."""
        if event.subject == ROTATED:
            person_id = _parsed(identity_pb2.PseudonymRotated, event.data).person_id
        else:
            person_id = _parsed(identity_pb2.AttachmentResolved, event.data).person_id
        write = await read_directory(self._tracking, person_id)

        async def handle(session: AsyncSession, _: Incoming) -> None:
            if write:
                await write(session)

        return handle


async def on_person_erased(session: AsyncSession, event: Incoming) -> None:
    """Identity no longer knows the person: neither do we."""
    await erase(session, _parsed(identity_pb2.PersonErased, event.data).person_id)


def _parsed(kind: type[M], data: bytes) -> M:
    try:
        return kind.FromString(data)
    except DecodeError:
        raise PermanentError(_UNREADABLE) from None
