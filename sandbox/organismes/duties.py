"""What persons have to do to keep a right, and what they did at the counter, on paper or by telephone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from sandbox.organismes.dates import timestamp, to_proto
from sandbox.organismes.moments import FixedDay
from sandbox.organismes.personas import Duty, Right
from sandbox.organismes.store import Store


@dataclass(frozen=True)
class Done:
    """Everything due by `until` was done, at `time` (seconds since 1970)."""

    until: date
    time: float


@dataclass(frozen=True)
class Told:
    """What a person was asked for a right, besides what their file says, and what they did."""

    asked: Sequence[date] = ()
    done: Done | None = None


NOTHING = Told()


class Duties:
    """What was asked and done, per organisme, persona and benefit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mark(self, organisme: str, persona: str, benefit: str, done: Done) -> None:
        """The person has done what was due by then; again, with another day, replaces."""
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT OR REPLACE INTO duties_done VALUES (?, ?, ?, ?, ?)",
                (organisme, persona, benefit, done.until.isoformat(), done.time),
            )

    def ask(self, organisme: str, persona: str, benefit: str, due: date) -> None:
        """The person has to confirm their situation by then; again: the same."""
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT OR IGNORE INTO duties_asked VALUES (?, ?, ?, ?)", (organisme, persona, benefit, due.isoformat())
            )

    def told(self, organisme: str, persona: str) -> Mapping[str, Told]:
        """Benefit → what was asked and done."""
        whose = (organisme, persona)
        done = {
            row["benefit"]: Done(date.fromisoformat(row["until"]), row["done"])
            for row in self._store.connection.execute(
                "SELECT benefit, until, done FROM duties_done WHERE organisme = ? AND persona = ?", whose
            )
        }
        asked = defaultdict[str, list[date]](list)
        for row in self._store.connection.execute(
            "SELECT benefit, due FROM duties_asked WHERE organisme = ? AND persona = ?", whose
        ):
            asked[row["benefit"]].append(date.fromisoformat(row["due"]))
        return {benefit: Told(asked[benefit], done.get(benefit)) for benefit in {*done, *asked}}


def duties_of(right: Right, today: date, told: Told) -> list[pb.Duty]:
    """The duties of a right on a given day, as the gateway tells them."""
    asked = (Duty(kind="CONFIRMATION", due=FixedDay(due)) for due in told.asked)
    return [_line(duty, today, told.done) for duty in (*right.duties, *asked)]


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
