"""How the played organismes instruct a claim: they follow its script, day after day, and stand still where they wait for a piece.

Synchronous, within the store's transaction. What is said of an organisme is said in spans of its own name.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mesdroits.organisme.v1 import claims_pb2
from opentelemetry.trace import Span, Tracer

from chassis import telemetry
from sandbox.organismes.claims.days import Days
from sandbox.organismes.claims.records import Awaited, Dossier, Records
from sandbox.organismes.claims.scenarios import Happening, Kind, Step
from sandbox.organismes.claims.telling import Moment, Teller
from sandbox.organismes.claims.words import Stage

_AT_ONCE = 500


@dataclass(frozen=True)
class Instruction:
    """Of the ten. `tracer_of`: the tracer of an organisme; `clock`: seconds since 1970."""

    records: Records
    teller: Teller
    days: Days
    tracer_of: Callable[[str], Tracer]
    clock: Callable[[], float] = time.time

    def begin(self, dossier: Dossier) -> claims_pb2.ClaimStep:
        """Take a claim: its first step, which the answer tells."""
        first, rest = dossier.script[0], dossier.script[1:]
        begun, step = self.teller.write(dossier, first, Moment(self.clock()))
        self._put(begun, rest, self.days.today)
        return step

    def resume(self, dossier: Dossier) -> None:
        """Take up a claim that was made elsewhere, where its history leaves it."""
        self._put(dossier, dossier.script, self.days.today)

    def withdraw(self, dossier: Dossier) -> claims_pb2.ClaimStep:
        """The person takes it back: its last step, which the answer tells."""
        what = Happening(state=Stage.WITHDRAWN, text="Vous avez retiré votre demande.")
        over, step = self.teller.write(dossier, what, Moment(self.clock()))
        self._end(over)
        return step

    def receive(self, dossier: Dossier, piece_type: str) -> bool:
        """A piece has come: the instruction goes on when it was the last one. False: nobody waited for it."""
        awaited = {piece.piece_type: piece for piece in self.records.awaited(dossier.organisme, dossier.reference)}
        if piece_type not in awaited:
            return False
        self._arrive(dossier, awaited[piece_type], self.days.today)
        return True

    def catch_up(self, organisme: str, most: int = _AT_ONCE) -> int:
        """Do what was due up to today, in its order; how much there was, `most` at once."""
        done, today = 0, self.days.today
        while done < most and self._next(organisme, today):
            done += 1
        return done

    def seconds_until_next(self, organisme: str) -> float | None:
        """How long until something is to be done; None: nothing comes by itself."""
        day = self.records.next_day(organisme)
        return None if day is None else self.days.seconds_until(day)

    def is_due(self, organisme: str) -> bool:
        """Whether something is to be done today."""
        day = self.records.next_day(organisme)
        return day is not None and day <= self.days.today

    def _next(self, organisme: str, today: float) -> bool:
        piece, dossier = self.records.coming(organisme, today), self.records.due(organisme, today)
        if piece and (dossier is None or dossier.due is None or piece.day <= dossier.due):
            self._turn(piece)
        elif dossier:
            self._follow(dossier)
        else:
            return False
        return True

    def _follow(self, dossier: Dossier) -> None:
        """The next step of the script."""
        step, rest, day = dossier.script[0], dossier.script[1:], dossier.due or 0.0
        with self._span(dossier, step.kind):
            if not self._is_idle(dossier, step):
                dossier = self.teller.tell(dossier, step, self._moment(step), step.tell)
                self._await(dossier, step, day)
            self._put(dossier, rest, day)

    def _is_idle(self, dossier: Dossier, step: Step) -> bool:
        """Whether there is nothing to say: a piece that came before it was asked for, a step to correct that never was."""
        if step.correct is not None:
            return not self.records.number_of(dossier.organisme, dossier.reference, step.correct)
        return step.ask is not None and self.records.came_unasked(dossier.organisme, dossier.reference, step.ask)

    def _moment(self, step: Step) -> Moment:
        now = self.clock()
        today = datetime.fromtimestamp(now, UTC).date()
        return Moment(now, today + timedelta(days=step.within) if step.within is not None else None)

    def _await(self, dossier: Dossier, step: Step, day: float) -> None:
        if step.awaits:
            comes = None if step.comes is None else day + step.comes
            ends = None if step.otherwise is None else day + step.otherwise.after
            names = (dossier.organisme, dossier.reference, step.piece, step.owed_by)
            self.records.expect(Awaited(*names, comes=comes, ends=ends, otherwise=step.otherwise))
        elif step.kind is Kind.PIECE_RECEIVED:
            self.records.no_longer(dossier.organisme, dossier.reference, [step.piece])

    def _turn(self, piece: Awaited) -> None:
        """The day of a piece: who owes it has sent it, or it is waited for no longer."""
        dossier = self.records.get(piece.organisme, piece.reference)
        if dossier is None:
            raise LookupError(piece.reference)
        if piece.otherwise is None or piece.ends is None or (piece.comes is not None and piece.comes <= piece.ends):
            with self._span(dossier, Kind.PIECE_RECEIVED):
                self._arrive(dossier, piece, piece.day)
            return
        with self._span(dossier, piece.otherwise.kind):
            self._end(self.teller.tell(dossier, piece.otherwise, Moment(self.clock())))

    def _arrive(self, dossier: Dossier, piece: Awaited, day: float) -> None:
        came = Happening.model_validate({"receive": piece.piece_type, "owed_by": piece.owed_by})
        told = self.teller.tell(dossier, came, Moment(self.clock()))
        self.records.no_longer(dossier.organisme, dossier.reference, [piece.piece_type])
        self._put(told, dossier.script, day)

    def _put(self, dossier: Dossier, script: tuple[Step, ...], day: float) -> None:
        due = day + script[0].after if script else None
        awaited = {piece.piece_type for piece in self.records.awaited(dossier.organisme, dossier.reference)}
        # Pieces that are asked for one after the other are waited for together; the same one again comes after the first.
        if script and awaited and (script[0].ask is None or script[0].ask in awaited):
            due = None
        self.records.put(replace(dossier, script=script, due=due))

    def _end(self, dossier: Dossier) -> None:
        names = [piece.piece_type for piece in self.records.awaited(dossier.organisme, dossier.reference)]
        self.records.no_longer(dossier.organisme, dossier.reference, names)
        self.records.put(replace(dossier, script=(), due=None))

    def _span(self, dossier: Dossier, kind: Kind) -> AbstractContextManager[Span]:
        """Child of the last click about this claim."""
        return telemetry.span(
            "instruct claim",
            telemetry.SpanKind.INTERNAL,
            parent=dossier.traceparent,
            attributes={"mesdroits.claim_step": kind},
            tracer=self.tracer_of(dossier.organisme),
        )
