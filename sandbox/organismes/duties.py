"""What persons have to do to keep a right, and what they did at the counter, on paper or by telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from sandbox.organismes.dates import timestamp, to_proto
from sandbox.organismes.personas import Duty, Right
from sandbox.organismes.store import Store


@dataclass(frozen=True)
class Done:
    """Everything due by `until` was done, at `time` (seconds since 1970)."""

    until: date
    time: float


class Duties:
    """What was done, per organisme, persona and benefit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, organisme: str, persona: str, benefit: str, done: Done) -> None:
        """The person has done what was due by then; again, with another day, replaces."""
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT OR REPLACE INTO duties_done VALUES (?, ?, ?, ?, ?)",
                (organisme, persona, benefit, done.until.isoformat(), done.time),
            )

    def done(self, organisme: str, persona: str) -> Mapping[str, Done]:
        """Benefit → what was done."""
        rows = self._store.connection.execute(
            "SELECT benefit, until, done FROM duties_done WHERE organisme = ? AND persona = ?", (organisme, persona)
        )
        return {row["benefit"]: Done(date.fromisoformat(row["until"]), row["done"]) for row in rows}


def duties_of(right: Right, today: date, done: Done | None) -> list[pb.Duty]:
    """The duties of a right on a given day, as the gateway tells them."""
    return [_line(duty, today, done) for duty in right.duties]


def _line(duty: Duty, today: date, done: Done | None) -> pb.Duty:
    due = duty.due.on(today)
    line = pb.Duty(
        kind=pb.DutyKind.Value(f"DUTY_KIND_{duty.kind}"),
        open_date=to_proto(duty.opens.on(today)) if duty.opens else None,
        due_date=to_proto(due),
        reference_months=[to_proto(month.on(today)) for month in duty.months],
    )
    if duty.done is not None:
        line.done_time.FromJsonString(f"{duty.done.on(today).isoformat()}T10:00:00Z")
    elif done is not None and due <= done.until:
        line.done_time.CopyFrom(timestamp(done.time))
    return line
