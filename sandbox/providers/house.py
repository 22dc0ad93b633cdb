"""One carrier's book: what it took, once per delivery, and what it will tell of it, now or days later."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sandbox.providers.recipients import Conduct
from sandbox.providers.store import Store

# What is told of what was taken: now, then later.
_REPORTS: dict[Conduct, tuple[str | None, str | None]] = {
    Conduct.BOUNCE_LATER: ("DELIVERED", "PERMANENT_FAILURE"),
    Conduct.GIVE_UP_LATER: (None, "TEMPORARY_FAILURE"),
    Conduct.RETURNED: (None, "RETURNED"),
}


class Answer(StrEnum):
    """What the carrier answers to who hands something over."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    LATER = "LATER"
    CUT = "CUT"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over. `content`: as it came, of whatever channel."""

    delivery_id: str
    channel: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """A report. `key`: where it stands among the house's reports."""

    delivery_id: str
    outcome: str
    time: float
    key: tuple[str, str]


class House:
    """A carrier: `latency` seconds before each answer."""

    def __init__(self, name: str, store: Store, *, bounce_seconds: float, slow_seconds: float) -> None:
        self.name, self.latency = name, 0.0
        self._store = store
        self._bounce_seconds, self._slow_seconds = bounce_seconds, slow_seconds
        self._refused: Counter[str] = Counter()

    async def before_answer(self) -> None:
        """Lets the time pass that it takes."""
        if self.latency:
            await asyncio.sleep(self.latency)

    def refuses(self, recipient: str, conduct: Conduct) -> Answer | None:
        """What a recipient that takes nothing answers; None: it takes."""
        if conduct is Conduct.PERM_FAIL:
            return Answer.REFUSED
        if conduct is Conduct.TEMP_TWICE and self._refused[recipient] < 2:
            self._refused[recipient] += 1
            return Answer.LATER
        return Answer.LATER if conduct is Conduct.TEMP_FAIL else None

    async def take(self, parcel: Parcel, conduct: Conduct) -> Answer:
        """Takes it, for good, before it answers; again, it is only counted."""
        await self.before_answer()
        if conduct is Conduct.SLOW:
            await asyncio.sleep(self._slow_seconds)
        new = self._write(parcel)
        if new:
            self._announce(parcel.delivery_id, conduct)
        # The second time it answers: who asks again is told.
        return Answer.CUT if new and conduct in (Conduct.CUT, Conduct.SILENT) else Answer.TAKEN

    def find(self, delivery_id: str) -> Told | None:
        """The last that is known of a delivery; None: it was never taken. Raises Silence."""
        taken = self._store.one("SELECT * FROM sent WHERE house = ? AND delivery_id = ?", self.name, delivery_id)
        if taken is None:
            return None
        if _is_silent(taken["recipient"]):
            raise Silence
        row = self._store.one(
            "SELECT * FROM reports WHERE house = ? AND delivery_id = ? AND due_time <= ? ORDER BY due_time DESC, position DESC",
            self.name, delivery_id, self._store.now(),
        )  # fmt: skip
        if row is None:
            return Told(delivery_id, "TAKEN", taken["accept_time"], ("", ""))
        return Told(delivery_id, row["outcome"], row["due_time"], ("", ""))

    def reports(self, after: tuple[str, str] | None, limit: int) -> list[Told]:
        """What is told by now, oldest first, from after a key on."""
        since, position = after or ("0", "0")
        rows = self._store.all(
            "SELECT * FROM reports WHERE house = ? AND (due_time, position) > (?, ?) AND due_time <= ?"
            " ORDER BY due_time, position LIMIT ?",
            self.name, float(since), int(position), self._store.now(), limit,
        )  # fmt: skip
        return [
            Told(row["delivery_id"], row["outcome"], row["due_time"], (repr(row["due_time"]), str(row["position"])))
            for row in rows
        ]

    def tell(self, delivery_id: str, outcome: str, seconds: float = 0.0) -> None:
        """One more report, told in so many seconds."""
        self._store.write(
            "INSERT INTO reports (house, delivery_id, outcome, due_time) VALUES (?, ?, ?, ?)",
            self.name, delivery_id, outcome, self._store.now() + seconds,
        )  # fmt: skip

    def _write(self, parcel: Parcel) -> bool:
        known = self._store.write(
            "UPDATE sent SET times = times + 1 WHERE house = ? AND delivery_id = ?", self.name, parcel.delivery_id
        )
        if not known:
            self._store.write(
                "INSERT INTO sent (house, delivery_id, channel, recipient, content, accept_time) VALUES (?, ?, ?, ?, ?, ?)",
                self.name, parcel.delivery_id, parcel.channel, parcel.recipient, parcel.content, self._store.now(),
            )  # fmt: skip
        return not known

    def _announce(self, delivery_id: str, conduct: Conduct) -> None:
        now, later = _REPORTS.get(conduct, ("DELIVERED", None))
        if now:
            self.tell(delivery_id, now)
        if later:
            self.tell(delivery_id, later, self._bounce_seconds)


class Silence(Exception):
    """It was taken, and nobody will ever say so."""


def _is_silent(recipient: str) -> bool:
    return recipient.startswith("silent") or recipient == "+33639980009" or "TEST SILENCE" in recipient.upper()
