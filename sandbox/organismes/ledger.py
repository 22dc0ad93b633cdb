"""What the organismes received, have to do, and did. Called inside the store's transaction."""

import sqlite3
from dataclasses import dataclass

from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from chassis.bus import Incoming
from sandbox.organismes.store import Store
from sandbox.organismes.vocabulary import Answer


@dataclass(frozen=True)
class Task:
    """What to do about an event: `answer`, once `due` (seconds since 1970; None: once a check is offered)."""

    organisme: str
    event_id: str
    persona: str
    change: events_pb2.SituationChanged
    answer: Answer
    reason: str
    traceparent: str
    due: float | None


class Ledger:
    """Every row belongs to one organisme; nothing here looks at another's."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection

    def take(self, organisme: str, event: Incoming, ids: tuple[str, str], now: float) -> bool:
        """Write that this event was taken off the stream; `ids`: delivery, version. False: it was before."""
        row = (organisme, event.event_id, *ids, event.subject, now)
        return bool(self._db.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)", row).rowcount)

    def refuse(self, organisme: str, event: Incoming, reason: str, now: float) -> None:
        """Write that this attempt came to nothing."""
        row = (organisme, event.event_id, event.subject, event.deliveries, reason, now)
        self._db.execute(
            "INSERT INTO refusals (organisme, event_id, subject, deliveries, reason, refused) VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )

    def plan(self, task: Task) -> None:
        """Remember what is to be done."""
        data = task.change.SerializeToString()
        ids = (task.organisme, task.event_id, task.change.version_id, task.persona)
        self._db.execute(
            "INSERT INTO work VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*ids, data, task.answer, task.reason, task.traceparent, task.due),
        )

    def due(self, organisme: str, now: float, limit: int = 500) -> list[Task]:
        """What is to be done now, oldest first."""
        rows = self._db.execute(
            "SELECT * FROM work WHERE organisme = ? AND due <= ? ORDER BY due LIMIT ?", (organisme, now, limit)
        )
        return [_task(row) for row in rows]

    def next_due(self, organisme: str) -> float | None:
        """When the next thing is to be done; None when nothing is."""
        [due] = self._db.execute("SELECT min(due) FROM work WHERE organisme = ?", (organisme,)).fetchone()
        return None if due is None else float(due)

    def done(self, task: Task) -> None:
        """Nothing is left to do about this event."""
        self._db.execute("DELETE FROM work WHERE organisme = ? AND event_id = ?", (task.organisme, task.event_id))

    def wait_for_check(self, task: Task) -> None:
        """It will be applied when another organisme has checked it."""
        self._db.execute(
            "UPDATE work SET due = NULL, answer = ? WHERE organisme = ? AND event_id = ?",
            (Answer.APPLY, task.organisme, task.event_id),
        )

    def offer(self, organisme: str, control: ledger_pb2.Control, now: float) -> None:
        """Another organisme has checked a version: what waited for it is to be done now."""
        row = (organisme, control.control_id, control.version_id)
        self._db.execute("INSERT OR IGNORE INTO controls VALUES (?, ?, ?)", row)
        self._db.execute(
            "UPDATE work SET due = ? WHERE organisme = ? AND version_id = ? AND due IS NULL",
            (now, organisme, control.version_id),
        )

    def is_checked(self, organisme: str, version_id: str) -> bool:
        """Whether another organisme's check of this version was offered."""
        row = self._db.execute("SELECT 1 FROM controls WHERE organisme = ? AND version_id = ?", (organisme, version_id))
        return row.fetchone() is not None

    def is_overtaken(self, task: Task) -> bool:
        """Whether a later version of the fact is in the file: events may arrive out of order."""
        later = "SELECT 1 FROM facts WHERE organisme = ? AND persona = ? AND fact_id = ? AND number > ?"
        names = (task.organisme, task.persona, task.change.fact_id, task.change.number)
        return self._db.execute(later, names).fetchone() is not None

    def apply(self, task: Task, now: float) -> None:
        """Change the file, unless this version is in it. One that comes after a later one changes nothing."""
        change, organisme = task.change, task.organisme
        applied = "SELECT 1 FROM applications WHERE organisme = ? AND version_id = ?"
        if self._db.execute(applied, (organisme, change.version_id)).fetchone():
            return
        late = not self._keep(task)
        row = (organisme, change.version_id, task.event_id, kind_of(change), _verb_of(change), change.number, late, now)
        self._db.execute(
            "INSERT INTO applications (organisme, version_id, event_id, kind, verb, number, late, applied)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )

    def _keep(self, task: Task) -> bool:
        """False when a later version is already held."""
        change = task.change
        row = (task.organisme, task.persona, change.fact_id, change.version_id, change.number, _verb_of(change))
        written = self._db.execute(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " version_id = excluded.version_id, number = excluded.number, verb = excluded.verb,"
            " change = excluded.change WHERE excluded.number > number",
            (*row, kind_of(change), change.SerializeToString()),
        )
        return bool(written.rowcount)


def _verb_of(change: events_pb2.SituationChanged) -> str:
    return ledger_pb2.Verb.Name(change.verb).removeprefix("VERB_").lower()


def kind_of(change: events_pb2.SituationChanged) -> str:
    """`address`, as in subjects and personas."""
    return facts_pb2.FactKind.Name(change.kind).removeprefix("FACT_KIND_").lower()


def _task(row: sqlite3.Row) -> Task:
    return Task(
        organisme=row["organisme"],
        event_id=row["event_id"],
        persona=row["persona"],
        change=events_pb2.SituationChanged.FromString(row["change"]),
        answer=Answer(row["answer"]),
        reason=row["reason"],
        traceparent=row["traceparent"],
        due=row["due"],
    )
