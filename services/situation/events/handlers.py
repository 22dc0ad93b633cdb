"""What arrives: organismes' receipts and checks, and identity's news of where a person has files.

An event that cannot be read, or that speaks of what is not the sender's, will never be right: it is refused for good.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

from google.protobuf.message import DecodeError, Message
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.identity.v1 import events_pb2 as identity_pb2
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import ledger_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.bus import Incoming
from chassis.errors import Problem
from chassis.inbox import Handler, PermanentError
from services.situation.domain.controls import Level
from services.situation.domain.delivery import Receipt, State
from services.situation.mapping.content import date_text
from services.situation.store.erasure import erase
from services.situation.usecases.context import Situation
from services.situation.usecases.controls import ControlMade, record_control
from services.situation.usecases.directory import read_directory
from services.situation.usecases.receipts import record_receipts

RECEIPTS = "organisme.*.receipt.v1.*"
RESOLVED = "mesdroits.identity.v1.attachment.resolved"
ROTATED = "mesdroits.identity.v1.pseudonym.rotated"
ERASED = "mesdroits.identity.v1.person.erased"
_CONTROLLED = "controlled"
_UNREADABLE = "Ce message est illisible."

M = TypeVar("M", bound=Message)


class Receipts:
    """Handles `organisme.<org>.receipt.v1.<state>`; the subject, which the bus guards, says who speaks."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """One receipt or one check."""
        await self.handle_many(session, [event])

    async def handle_many(self, session: AsyncSession, events: Sequence[Incoming]) -> None:
        """Receipts in their order, then checks: a check says nothing of where a delivery stands."""
        receipts = [_receipt(event) for event in events if not _is_control(event)]
        checks = [(event.traceparent, _control(event)) for event in events if _is_control(event)]
        try:
            await record_receipts(session, self._situation, receipts)
            for traceparent, made in checks:
                # Each check has its own trace: the one of the click behind it.
                with telemetry.span("record check", parent=traceparent):
                    await record_control(session, self._situation, made)
        except Problem as refused:
            raise PermanentError(refused.message) from refused


class Directories:
    """Handles what makes a person's directory out of date: it is read again before the transaction."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    async def prepare(self, event: Incoming) -> Handler:
        """Ask identity; what is returned writes its answer."""
        if event.subject == ROTATED:
            person_id = _parsed(identity_pb2.PseudonymRotated, event.data).person_id
        else:
            person_id = _parsed(identity_pb2.AttachmentResolved, event.data).person_id
        write = await read_directory(self._situation, person_id)

        async def handle(session: AsyncSession, _: Incoming) -> None:
            if write:
                await write(session)

        return handle


async def on_person_erased(session: AsyncSession, event: Incoming) -> None:
    """Identity no longer knows the person: neither do we."""
    await erase(session, _parsed(identity_pb2.PersonErased, event.data).person_id)


def _is_control(event: Incoming) -> bool:
    return event.subject.endswith(f".{_CONTROLLED}")


def _organisme(event: Incoming) -> str:
    return event.subject.split(".")[1]


def _receipt(event: Incoming) -> Receipt:
    message = _parsed(organisme_pb2.Receipt, event.data)
    state = organisme_pb2.ReceiptState.Name(message.state).removeprefix("RECEIPT_STATE_")
    if state == "UNSPECIFIED" or state.lower() != event.subject.rpartition(".")[2]:
        raise PermanentError("L'état du message n'est pas celui de son sujet.")
    time = _instant(message.receipt_time) if message.HasField("receipt_time") else None
    return Receipt(_organisme(event), message.delivery_id, State(state), message.reason, time, event.traceparent)


def _control(event: Incoming) -> ControlMade:
    message = _parsed(organisme_pb2.ControlMade, event.data)
    level = ledger_pb2.ControlLevel.Name(message.level).removeprefix("CONTROL_LEVEL_")
    if level == "UNSPECIFIED" or not message.HasField("control_time"):
        raise PermanentError("Le contrôle ne dit pas comment, ou quand, il a été fait.")
    try:
        expiry = date.fromisoformat(date_text(message.expiry_date))
    except ValueError:
        raise PermanentError("Le contrôle n'a pas de date de fin.") from None
    scope, time = tuple(message.scope), _instant(message.control_time)
    return ControlMade(_organisme(event), message.delivery_id, scope, Level(level), time, expiry)


def _instant(message: Timestamp) -> datetime:
    try:
        return message.ToDatetime(UTC)
    except (ValueError, OverflowError):
        raise PermanentError(_UNREADABLE) from None


def _parsed(kind: type[M], data: bytes) -> M:
    try:
        return kind.FromString(data)
    except DecodeError:
        raise PermanentError(_UNREADABLE) from None
