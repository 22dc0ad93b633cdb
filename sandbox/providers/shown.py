"""What was sent, as the page and its JSON show it."""

import email
import email.policy
from datetime import UTC, datetime
from typing import Any

from sandbox.providers.store import Store

_CHANNELS = {"EMAIL": "E-mail", "SMS": "SMS", "PUSH": "Alerte du navigateur", "LETTER": "Lettre"}
_OUTCOMES = {
    "TAKEN": "pris en charge", "DELIVERED": "remis", "TEMPORARY_FAILURE": "abandonné", "PERMANENT_FAILURE": "refusé",
    "RETURNED": "revenu à l'expéditeur",
}  # fmt: skip


class Shown:
    """Reads the book of both houses, newest first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sent(self, *, recipient: str = "", delivery_id: str = "", limit: int = 200) -> list[dict[str, Any]]:
        """What was sent to a recipient, or under a delivery id, or all."""
        rows = self._store.all(
            "SELECT * FROM sent WHERE (? = '' OR recipient = ?) AND (? = '' OR delivery_id = ?) ORDER BY position DESC LIMIT ?",
            recipient, recipient, delivery_id, delivery_id, limit,
        )  # fmt: skip
        return [self._one(row) for row in rows]

    def one(self, position: int) -> dict[str, Any] | None:
        """One of them, with all that it says."""
        row = self._store.one("SELECT * FROM sent WHERE position = ?", position)
        return self._one(row) if row else None

    def letter(self, position: int) -> bytes | None:
        """The PDF of a letter."""
        row = self._store.one("SELECT content FROM sent WHERE position = ? AND channel = 'LETTER'", position)
        return bytes(row["content"]) if row else None

    def totals(self) -> dict[str, int]:
        """How many were taken, how many deliveries that is, how many hand-overs: the three are equal unless something was sent twice."""
        row = self._store.one(
            "SELECT count(*) AS taken, count(DISTINCT delivery_id) AS deliveries, sum(times) AS handed FROM sent"
        )
        return {name: int(row[name] or 0) for name in ("taken", "deliveries", "handed")} if row else {}

    def _one(self, row: Any) -> dict[str, Any]:
        reports = self._store.all(
            "SELECT * FROM reports WHERE house = ? AND delivery_id = ? AND due_time <= ? ORDER BY due_time, position",
            row["house"], row["delivery_id"], self._store.now(),
        )  # fmt: skip
        shown = {
            "position": row["position"],
            "house": row["house"],
            "delivery_id": row["delivery_id"],
            "channel": row["channel"],
            "channel_text": _CHANNELS[row["channel"]],
            "recipient": row["recipient"],
            "time": datetime.fromtimestamp(row["accept_time"], UTC).isoformat(timespec="seconds"),
            "times": row["times"],
            "reports": [{"outcome": each["outcome"], "text": _OUTCOMES[each["outcome"]]} for each in reports],
        }
        return shown | _said(row["channel"], bytes(row["content"]))


def _said(channel: str, content: bytes) -> dict[str, Any]:
    if channel == "LETTER":
        return {"subject": "", "text": "", "headers": {}}
    if channel != "EMAIL":
        return {"subject": "", "text": content.decode(errors="replace"), "headers": {}}
    mail = email.message_from_bytes(content, policy=email.policy.default)
    body = mail.get_body(("plain",))
    return {
        "subject": mail["Subject"] or "",
        "text": body.get_content() if body else "",
        "headers": {name: str(value) for name, value in mail.items()},
    }
