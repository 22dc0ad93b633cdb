"""What arrives: the suite's news of persons, which make them looked at again, and what organismes write.

An event that cannot be read, or that speaks of what is not the sender's, will never be right: it is refused for good.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from google.protobuf.message import DecodeError, Message
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import events_pb2 as documents_pb2
from mesdroits.identity.v1 import events_pb2 as identity_pb2
from mesdroits.organisme.v1 import messages_pb2
from mesdroits.requests_tracking.v1 import events_pb2 as claims_pb2
from mesdroits.rights.v1 import events_pb2 as rights_pb2
from mesdroits.situation.v1 import events_pb2 as situation_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Incoming
from chassis.errors import Unavailable
from chassis.inbox import Handler, PermanentError
from services.notify.domain.errors import UnknownRecipient, UnreadableMessage
from services.notify.domain.organisme_messages import Put, Taken, Withdrawn, check_reference, checked
from services.notify.partners.reading import day_of, instant_of
from services.notify.partners.titles import KINDS
from services.notify.store.erasure import erase
from services.notify.usecases.context import Notify
from services.notify.usecases.directory import read_directory
from services.notify.usecases.organisme_messages import Letter, receive
from services.notify.usecases.watching import heard

RESOLVED = "mesdroits.identity.v1.attachment.resolved"
ROTATED = "mesdroits.identity.v1.pseudonym.rotated"
ERASED = "mesdroits.identity.v1.person.erased"
OBSERVED = "mesdroits.rights.v1.right.observed"
DECLARED = "mesdroits.situation.v1.declaration.recorded"
ADVANCED = "mesdroits.requests_tracking.v1.claim.advanced"
EXPECTED = "mesdroits.requests_tracking.v1.piece.expected"
DEPOSITED = "mesdroits.documents.v1.document.advanced"
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
    DEPOSITED: lambda data: _with_a_title(documents_pb2.DocumentAdvanced.FromString(data)),
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
        """They are looked at again, unless it changes no date."""
        try:
            person_id = _NEWS[event.subject](event.data)
        except DecodeError:
            raise PermanentError(_UNREADABLE) from None
        if person_id:
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

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    async def together(self, session: AsyncSession, events: Sequence[Incoming]) -> None:
        """Many at once; raises whatever is wrong with one of them."""
        now = self._notify.now()
        await receive(session, self._notify, [_letter(event, now) for event in events])

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """One of them."""
        try:
            await receive(session, self._notify, [_letter(event, self._notify.now())])
        except (UnreadableMessage, ValueError, OverflowError) as refused:
            raise PermanentError(str(refused) or _UNREADABLE) from refused
        except UnknownRecipient as unknown:
            if event.deliveries < _PATIENCE:
                raise Unavailable from unknown
            raise PermanentError(unknown.message) from unknown


async def on_person_erased(session: AsyncSession, event: Incoming) -> None:
    """Identity no longer knows the person: neither do we."""
    await erase(session, _parsed(identity_pb2.PersonErased, event.data).person_id)


def _with_a_title(event: documents_pb2.DocumentAdvanced) -> str:
    """Whose identity paper was just accepted; empty where it is anything else."""
    accepted = event.state == document_pb2.DEPOSIT_STATE_ACCEPTED and event.type in KINDS
    return event.person_id if accepted else ""


def _sender(event: Incoming) -> str:
    return event.subject.split(".")[1]


def _letter(event: Incoming, now: datetime) -> Letter:
    return checked(_put(event), now) if event.subject.endswith(".put") else _taken(event)


def _taken(event: Incoming) -> Taken:
    message = _parsed(messages_pb2.MessageWithdrawn, event.data)
    check_reference(message.reference, message.pseudonym)
    if message.reason not in _REASONS:
        raise UnreadableMessage(_UNREADABLE)
    return Taken(_sender(event), message.reference, message.pseudonym, _REASONS[message.reason])


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
