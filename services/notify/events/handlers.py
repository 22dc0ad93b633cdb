"""What arrives: the suite's news of persons, which make them looked at again, and what organismes write.

An event that cannot be read, or that speaks of what is not the sender's, will never be right: it is refused for good.
"""

from collections.abc import Callable
from typing import TypeVar

from google.protobuf.message import DecodeError, Message
from mesdroits.identity.v1 import events_pb2 as identity_pb2
from mesdroits.organisme.v1 import messages_pb2
from mesdroits.requests_tracking.v1 import events_pb2 as claims_pb2
from mesdroits.rights.v1 import events_pb2 as rights_pb2
from mesdroits.situation.v1 import events_pb2 as situation_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Incoming
from chassis.db import Database
from chassis.errors import Unavailable
from chassis.inbox import Handler, PermanentError
from services.notify.domain.errors import UnknownRecipient, UnreadableMessage
from services.notify.domain.organisme_messages import Put, Withdrawn, check_reference, checked
from services.notify.partners.reading import day_of, instant_of
from services.notify.store.erasure import erase
from services.notify.store.withdrawals import Withdrawal
from services.notify.usecases.context import Notify
from services.notify.usecases.directory import read_directory
from services.notify.usecases.organisme_messages import put_message, recipient, withdraw_message
from services.notify.usecases.watching import heard

RESOLVED = "mesdroits.identity.v1.attachment.resolved"
ROTATED = "mesdroits.identity.v1.pseudonym.rotated"
ERASED = "mesdroits.identity.v1.person.erased"
OBSERVED = "mesdroits.rights.v1.right.observed"
DECLARED = "mesdroits.situation.v1.declaration.recorded"
ADVANCED = "mesdroits.requests_tracking.v1.claim.advanced"
EXPECTED = "mesdroits.requests_tracking.v1.piece.expected"
PUT = "organisme.*.message.v1.put"
WITHDRAWN = "organisme.*.message.v1.withdrawn"
_UNREADABLE = "Ce message est illisible."
# Identity's own news of a person travels on another stream: for half a minute, it may be behind.
_PATIENCE = 7
_NEWS: dict[str, Callable[[bytes], str]] = {
    OBSERVED: lambda data: rights_pb2.RightObserved.FromString(data).person_id,
    DECLARED: lambda data: situation_pb2.DeclarationRecorded.FromString(data).person_id,
    ADVANCED: lambda data: claims_pb2.ClaimAdvanced.FromString(data).person_id,
    EXPECTED: lambda data: claims_pb2.PieceExpected.FromString(data).person_id,
}
_REASONS = {
    messages_pb2.WITHDRAWAL_REASON_DONE: Withdrawn.DONE,
    messages_pb2.WITHDRAWAL_REASON_VOID: Withdrawn.VOID,
}

M = TypeVar("M", bound=Message)


class PersonNews:
    """Handles whatever may change a date of a person."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """They are looked at again."""
        try:
            person_id = _NEWS[event.subject](event.data)
        except DecodeError:
            raise PermanentError(_UNREADABLE) from None
        await heard(session, self._notify, person_id)


class Directories:
    """Handles what makes a person's directory out of date: it is read again before the transaction."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    async def prepare(self, event: Incoming) -> Handler:
        """Ask identity; what is returned writes its answer."""
        if event.subject == ROTATED:
            person_id = _parsed(identity_pb2.PseudonymRotated, event.data).person_id
        else:
            person_id = _parsed(identity_pb2.AttachmentResolved, event.data).person_id
        write = await read_directory(self._notify, person_id)

        async def handle(session: AsyncSession, _: Incoming) -> None:
            await write(session)

        return handle


class Correspondence:
    """Handles `organisme.<org>.message.v1.*`; the subject, which the bus guards, says who writes."""

    def __init__(self, database: Database, notify: Notify) -> None:
        self._database, self._notify = database, notify

    async def prepare(self, event: Incoming) -> Handler:
        """Read what came and find whom it is for; what is returned writes it."""
        try:
            if event.subject.endswith(".put"):
                return await self._put(event)
            return await self._withdrawn(event)
        except (UnreadableMessage, ValueError, OverflowError) as refused:
            raise PermanentError(str(refused) or _UNREADABLE) from refused
        except UnknownRecipient as unknown:
            if event.deliveries < _PATIENCE:
                raise Unavailable from unknown
            raise PermanentError(unknown.message) from unknown

    async def _put(self, event: Incoming) -> Handler:
        put = checked(_put(event), self._notify.now())
        person_id = await recipient(self._database, put.organisme, put.pseudonym)

        async def handle(session: AsyncSession, _: Incoming) -> None:
            try:
                await put_message(session, self._notify, person_id, put)
            except UnknownRecipient as somebody_else:
                raise PermanentError(somebody_else.message) from somebody_else

        return handle

    async def _withdrawn(self, event: Incoming) -> Handler:
        organisme = _sender(event)
        message = _parsed(messages_pb2.MessageWithdrawn, event.data)
        check_reference(message.reference, message.pseudonym)
        if message.reason not in _REASONS:
            raise UnreadableMessage(_UNREADABLE)
        person_id = await recipient(self._database, organisme, message.pseudonym)
        taken = Withdrawal(organisme, message.reference, person_id, _REASONS[message.reason])

        async def handle(session: AsyncSession, _: Incoming) -> None:
            try:
                await withdraw_message(session, self._notify, taken)
            except UnknownRecipient as somebody_else:
                raise PermanentError(somebody_else.message) from somebody_else

        return handle


async def on_person_erased(session: AsyncSession, event: Incoming) -> None:
    """Identity no longer knows the person: neither do we."""
    await erase(session, _parsed(identity_pb2.PersonErased, event.data).person_id)


def _sender(event: Incoming) -> str:
    return event.subject.split(".")[1]


def _put(event: Incoming) -> Put:
    message = _parsed(messages_pb2.MessagePut, event.data)
    if not message.HasField("valid_until_time"):
        raise UnreadableMessage("Il manque la date jusqu'à laquelle ce message peut être montré.")
    return Put(
        organisme=_sender(event),
        reference=message.reference,
        version=message.version,
        pseudonym=message.pseudonym,
        title=message.title,
        body=message.body,
        health=message.health,
        due=day_of(message.due_date) if message.HasField("due_date") else None,
        valid_until=instant_of(message.valid_until_time),
        legal_effect=message.legal_effect,
        benefit=message.benefit,
    )


def _parsed(kind: type[M], data: bytes) -> M:
    try:
        return kind.FromString(data)
    except DecodeError:
        raise PermanentError(_UNREADABLE) from None
