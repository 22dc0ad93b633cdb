"""The organismes' answers to what they are told of a situation."""

import uuid
from datetime import UTC, datetime, timedelta

from google.protobuf.message import Message
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import ledger_pb2

from sandbox.organismes.dates import timestamp, to_proto
from sandbox.organismes.ledger import Task
from sandbox.organismes.outbox import Outbox
from sandbox.organismes.personas import Check

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "receipt.organisme.mesdroits")


class Receipts:
    """Their ids are drawn from the event answered, so that the same answer is always the same event."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def answer(self, organisme: str, event_id: str, receipt: events_pb2.Receipt) -> None:
        """Write a receipt, within the transaction and the span of what it tells."""
        state = events_pb2.ReceiptState.Name(receipt.state).removeprefix("RECEIPT_STATE_").lower()
        self._write(organisme, event_id, state, receipt)

    def share(self, task: Task, check: Check, now: float) -> None:
        """Write that the organisme has checked the fact."""
        made = events_pb2.ControlMade(
            delivery_id=task.change.delivery_id,
            scope=check.scope,
            level=ledger_pb2.ControlLevel.Value(f"CONTROL_LEVEL_{check.level}"),
            control_time=timestamp(now),
            expiry_date=to_proto((datetime.fromtimestamp(now, UTC) + timedelta(days=check.holds_days)).date()),
        )
        self._write(task.organisme, task.event_id, "controlled", made)

    def _write(self, organisme: str, event_id: str, state: str, message: Message) -> None:
        subject = f"organisme.{organisme}.receipt.v1.{state}"
        identifier = str(uuid.uuid5(_NAMESPACE, f"{organisme}/{event_id}/{state}"))
        self._outbox.write(organisme, identifier, subject, message)


def receipt(delivery_id: str, state: str, now: float, reason: str = "") -> events_pb2.Receipt:
    """`state` as the contract names it, without its prefix: RECEIVED, APPLIED, REJECTED, CONTROL_REQUESTED."""
    return events_pb2.Receipt(
        delivery_id=delivery_id,
        state=events_pb2.ReceiptState.Value(f"RECEIPT_STATE_{state}"),
        reason=reason,
        receipt_time=timestamp(now),
    )
