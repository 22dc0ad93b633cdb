"""What the organismes publish: written in the transaction that it speaks of, kept until the stream acknowledges it."""

import asyncio
from datetime import UTC, datetime

from google.protobuf.message import Message

from chassis.bus import Event, new_event
from sandbox.organismes.store import Store
from sandbox.organismes.vocabulary import ORGANISMES


class Outbox:
    """Of the ten. `came` rings, per organisme, when something is written for it to send."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection
        self.came = {organisme: asyncio.Event() for organisme in ORGANISMES}

    def write(self, organisme: str, event_id: str, subject: str, message: Message) -> None:
        """Write an event, within the transaction and the span of what it tells. The same id again is the same event."""
        event = new_event(subject, message, source=f"organisme.{organisme}", event_id=event_id)
        row = (organisme, event.event_id, event.subject, event.data, event.traceparent, event.time.timestamp())
        self._db.execute(
            "INSERT OR IGNORE INTO outbox (organisme, event_id, subject, data, traceparent, made) VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )
        self.came[organisme].set()

    def unsent(self, organisme: str, limit: int = 256) -> list[tuple[int, Event]]:
        """What the stream has not acknowledged, in the order in which it was written."""
        rows = self._db.execute(
            "SELECT * FROM outbox WHERE organisme = ? AND sent IS NULL ORDER BY number LIMIT ?", (organisme, limit)
        )
        return [
            (
                row["number"],
                Event(
                    row["event_id"], row["subject"], row["data"], f"organisme.{organisme}",
                    datetime.fromtimestamp(row["made"], UTC), row["traceparent"],
                ),
            )
            for row in rows
        ]  # fmt: skip

    def sent(self, numbers: list[int], now: float) -> None:
        """The stream has acknowledged these."""
        self._db.executemany("UPDATE outbox SET sent = ? WHERE number = ?", [(now, number) for number in numbers])
