"""Events of identity: identifiers and states, never what is behind them. Written in the transaction where it happened."""

from collections.abc import Sequence

from google.protobuf.message import Message
from mesdroits.identity.v1 import events_pb2, person_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.bus import new_event
from services.identity.domain.certification import State

_SUBJECTS = "mesdroits.identity.v1"


class OutboxAnnouncer:
    """The announcer of the use cases, through the outbox."""

    async def certification_moved(self, session: AsyncSession, person_id: str, state: State) -> None:
        """`person.certified`."""
        number = person_pb2.CertificationState.Value(f"CERTIFICATION_STATE_{state.value}")
        await _add(session, "person.certified", events_pb2.PersonCertified(person_id=person_id, state=number))

    async def attachments_resolved(self, session: AsyncSession, person_id: str, organismes: tuple[str, ...]) -> None:
        """`attachment.resolved`."""
        await _add(
            session, "attachment.resolved", events_pb2.AttachmentResolved(person_id=person_id, organismes=organismes)
        )

    async def pseudonym_rotated(self, session: AsyncSession, person_id: str, organisme: str) -> None:
        """`pseudonym.rotated`."""
        await _add(session, "pseudonym.rotated", events_pb2.PseudonymRotated(person_id=person_id, organisme=organisme))

    async def persons_erased(self, session: AsyncSession, person_ids: Sequence[str]) -> None:
        """`person.erased`, one each."""
        subject = f"{_SUBJECTS}.person.erased"
        erased = [events_pb2.PersonErased(person_id=person_id) for person_id in person_ids]
        await outbox.add(session, *(new_event(subject, message, source="identity") for message in erased))


async def _add(session: AsyncSession, what: str, message: Message) -> None:
    await outbox.add(session, new_event(f"{_SUBJECTS}.{what}", message, source="identity"))
