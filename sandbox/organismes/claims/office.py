"""What the ten share to take claims and documents, and what a persona had asked for elsewhere before."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as hour
from typing import Self

from opentelemetry.trace import Tracer

from sandbox.organismes.claims.answered import Answered
from sandbox.organismes.claims.days import Days
from sandbox.organismes.claims.instruction import Instruction
from sandbox.organismes.claims.records import Awaited, Dossier, Records
from sandbox.organismes.claims.scenarios import PastClaim
from sandbox.organismes.claims.telling import Moment, Teller
from sandbox.organismes.claims.words import Words
from sandbox.organismes.intake import Books

# Offices write and receive in the morning.
_MORNING = hour(9, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """`clock`: seconds since 1970."""

    books: Books
    records: Records
    answered: Answered
    words: Words
    days: Days
    instruction: Instruction
    clock: Callable[[], float]

    @classmethod
    def open(
        cls, books: Books, day_ms: int, tracer_of: Callable[[str], Tracer], clock: Callable[[], float] = time.time
    ) -> Self:
        """Everything that stands in the store of the books."""
        records, words, days = Records(books.store), Words(), Days(books.store, day_ms, clock)
        instruction = Instruction(records, Teller(records, books.outbox, words), days, tracer_of, clock)
        return cls(books, records, Answered(books.store), words, days, instruction, clock)

    def recall(self, organisme: str, persona: str, pseudonym: str) -> None:
        """Write down what the persona's file says of claims, once, dated from today; speak of the persona under this pseudonym."""
        file = self.books.world.file(organisme, persona)
        with self.books.store.transaction():
            self.records.rename(organisme, persona, pseudonym)
            for past in file.claims if file else ():
                if self.records.get(organisme, past.reference) is None:
                    self._write(past, Dossier(organisme, past.reference, persona, pseudonym, past.benefit, 0.0))

    def find(self, organisme: str, persona: str, reference: str) -> Dossier | None:
        """A claim of this persona, by its reference."""
        found = self.records.get(organisme, reference)
        return found if found and found.persona == persona else None

    def _write(self, past: PastClaim, named: Dossier) -> None:
        today = datetime.fromtimestamp(self.clock(), UTC).date()
        details = {
            "submitted": self._morning(past.submitted.on(today)),
            "appeals": past.appeals,
            "part_of": past.part_of,
            "decided_by": past.decided_by,
            "effect": past.effect.on(today).isoformat() if past.effect else "",
            "script": past.then,
        }
        dossier = Dossier(**vars(named) | details)
        self.records.put(dossier)
        for step in past.steps:
            moment = Moment(self._morning(step.day.on(today)), step.due.on(today) if step.due else None)
            dossier, _ = self.instruction.teller.write(dossier, step, moment)
        for step in past.awaited:
            self.records.expect(Awaited(named.organisme, named.reference, step.piece, step.owed_by))
        self.instruction.resume(dossier)

    def _morning(self, day: date) -> float:
        # A step of today has happened already.
        return min(datetime.combine(day, _MORNING).timestamp(), self.clock())
