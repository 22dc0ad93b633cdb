"""The organismes' answers: written in the transaction that they speak of, kept until the stream acknowledges them."""

import uuid
from datetime import UTC, datetime, timedelta

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import ledger_pb2

from chassis.bus import Event, new_event
from sandbox.organismes.dates import to_proto
from sandbox.organismes.ledger import Task
from sandbox.organismes.personas import Check
from sandbox.organismes.store import Store

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "receipt.organisme.mesdroits")


class Receipts:
    """An outbox. Its ids are drawn from the event answered, so that the same answer is always the same event."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection

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

    def unsent(self, organisme: str, limit: int = 256) -> list[tuple[int, Event]]:
        """What the stream has not acknowledged, in the order in which it was written."""
        rows = self._db.execute(
            "SELECT * FROM receipts WHERE organisme = ? AND sent IS NULL ORDER BY number LIMIT ?", (organisme, limit)
        )
        return [
            (
                row["number"],
                Event(
                    row["receipt_id"], row["subject"], row["data"], f"organisme.{organisme}",
                    datetime.fromtimestamp(row["made"], UTC), row["traceparent"],
                ),
            )
            for row in rows
        ]  # fmt: skip

    def sent(self, numbers: list[int], now: float) -> None:
        """The stream has acknowledged these."""
        self._db.executemany("UPDATE receipts SET sent = ? WHERE number = ?", [(now, number) for number in numbers])

    def _write(self, organisme: str, event_id: str, state: str, message: Message) -> None:
        subject = f"organisme.{organisme}.receipt.v1.{state}"
        identifier = str(uuid.uuid5(_NAMESPACE, f"{organisme}/{event_id}/{state}"))
        event = new_event(subject, message, source=f"organisme.{organisme}", event_id=identifier)
        row = (organisme, event.event_id, event.subject, event.data, event.traceparent, event.time.timestamp())
        self._db.execute(
            "INSERT OR IGNORE INTO receipts (organisme, receipt_id, subject, data, traceparent, made)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )


def receipt(delivery_id: str, state: str, now: float, reason: str = "") -> events_pb2.Receipt:
    """`state` as the contract names it, without its prefix: RECEIVED, APPLIED, REJECTED, CONTROL_REQUESTED."""
    return events_pb2.Receipt(
        delivery_id=delivery_id,
        state=events_pb2.ReceiptState.Value(f"RECEIPT_STATE_{state}"),
        reason=reason,
        receipt_time=timestamp(now),
    )


def timestamp(now: float) -> Timestamp:
    """Seconds since 1970 as the contract writes an instant."""
    instant = Timestamp()
    instant.FromNanoseconds(int(now * 1_000_000_000))
    return instant
