"""Writing a step of a claim, and telling it: the event `organisme.<id>.claim.v1.moved`."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from mesdroits.organisme.v1 import claims_pb2

from sandbox.organismes.claims.records import Dossier, Records
from sandbox.organismes.claims.scenarios import Happening, Kind, Telling
from sandbox.organismes.claims.words import Words
from sandbox.organismes.dates import timestamp, to_proto
from sandbox.organismes.outbox import Outbox

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "claim.organisme.mesdroits")
_USUAL = {
    Kind.PIECE_EXPECTED: "Il manque un document pour continuer l'examen.",
    Kind.PIECE_RECEIVED: "Votre document est arrivé.",
    Kind.PIECE_LOST: "Votre document a été égaré. Envoyez-le de nouveau : la date de votre premier envoi est conservée.",
    Kind.CORRECTION: "Une information donnée plus tôt était fausse.",
}


class Moment(NamedTuple):
    """When a step happens (seconds since 1970), and the last day of the piece that it asks for."""

    when: float
    piece_due: date | None = None


@dataclass(frozen=True)
class Teller:
    """Writes within the store's transaction, and within the span of what is done."""

    records: Records
    outbox: Outbox
    words: Words

    def write(self, dossier: Dossier, what: Happening, moment: Moment) -> tuple[Dossier, claims_pb2.ClaimStep]:
        """Add a step to a claim without telling it; the claim as it stands then."""
        organisme, reference = dossier.organisme, dossier.reference
        step = self._step(dossier, what, moment)
        step.number = self.records.last_number(organisme, reference) + 1
        self.records.add(organisme, reference, step, what.name)
        return replace(dossier, stage=what.stage or dossier.stage), step

    def tell(self, dossier: Dossier, what: Happening, moment: Moment, telling: Telling = Telling.ONCE) -> Dossier:
        """Add a step and tell it as `telling` says; the claim as it stands then. A step held back is told after this one."""
        dossier, step = self.write(dossier, what, moment)
        if telling is Telling.LATE:
            return replace(dossier, held=step.number)
        for time in range(2 if telling is Telling.TWICE else 1):
            self._publish(dossier, step, time)
        for late in self.records.steps(dossier.organisme, dossier.reference):
            if late.number == dossier.held:
                self._publish(dossier, late, 0)
        return replace(dossier, held=0)

    def _step(self, dossier: Dossier, what: Happening, moment: Moment) -> claims_pb2.ClaimStep:
        organisme = dossier.organisme
        decision = what.decision
        return claims_pb2.ClaimStep(
            kind=claims_pb2.ClaimStepKind.Value(f"CLAIM_STEP_KIND_{what.kind}"),
            state=self.words.of(organisme, what.stage) if what.stage else "",
            step_time=timestamp(moment.when),
            text=what.text or (decision.reason if decision else "") or _USUAL.get(what.kind, ""),
            piece_type=what.piece,
            piece_owed_by=what.owed_by if what.piece else "",
            piece_due_date=to_proto(moment.piece_due) if moment.piece_due else None,
            decision=claims_pb2.OrganismeDecision(
                granted=decision.granted,
                reason=decision.reason,
                decision_date=to_proto(datetime.fromtimestamp(moment.when, UTC).date()),
                amount_cents=decision.amount_cents,
            )
            if decision
            else None,
            corrects_number=self.records.number_of(organisme, dossier.reference, what.correct) if what.correct else 0,
        )

    def _publish(self, dossier: Dossier, step: claims_pb2.ClaimStep, time: int) -> None:
        moved = claims_pb2.ClaimMoved(organisme_reference=dossier.reference, pseudonym=dossier.pseudonym, step=step)
        name = f"{dossier.organisme}/{dossier.reference}/{step.number}/{time}"
        subject = f"organisme.{dossier.organisme}.claim.v1.moved"
        self.outbox.write(dossier.organisme, str(uuid.uuid5(_NAMESPACE, name)), subject, moved)
