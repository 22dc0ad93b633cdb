"""What a claim tells: whom it waits for, its legal clock and what happened."""

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.requests_tracking.v1 import claim_pb2 as pb

from services.bff.facts import iso_date
from services.bff.shapes import code
from services.bff.views.base import View
from services.bff.views.french import day, instant, moment, since

STATES = {
    "draft": "Brouillon",
    "submitted": "Envoyée",
    "received": "Reçue",
    "incomplete": "Pièce attendue",
    "under_review": "À l'étude",
    "granted": "Acceptée",
    "refused": "Refusée",
    "decided_by_silence": "Délai dépassé sans réponse",
    "withdrawn": "Retirée",
    "closed": "Classée sans décision",
}
WHO = {
    "person": "Vous",
    "organisme": "L'organisme",
    "employer": "Votre employeur",
    "doctor": "Votre médecin",
    "bailleur": "Votre bailleur",
}
_KINDS = {
    "state": "Étape",
    "piece_expected": "Pièce demandée",
    "piece_received": "Pièce reçue",
    "piece_lost": "Pièce perdue par l'organisme",
    "correction": "Correction",
    "note": "Message",
}
_MEANT = {"refusal": "refusée", "acceptance": "acceptée"}
UNKNOWN = "État non communiqué"
_CORRECTS = "Correction de l'étape {number} : ce n'est pas une nouvelle décision."
_LATER = "Nous l'avons appris {moment}."


class WaitingView(View):
    """Whom a claim waits for (person, organisme, employer, doctor, bailleur), since when, and for what."""

    who: str
    who_text: str
    since_time: str
    since_text: str
    reason: str


class PauseView(View):
    """Days on which the clock stood still, both included; no end: it still does."""

    start_date: str
    end_date: str | None
    text: str
    reason: str


class ClockView(View):
    """The legal clock. No `decision_date`: it stands still, has not started, or no longer matters. `standing`: it stands still now.
    `silence`: refusal, acceptance or none. `deadline_text`: what silence would mean, while it runs."""

    start_date: str | None
    decision_date: str | None
    silence: str
    standing: bool
    pauses: tuple[PauseView, ...]
    rule: str
    legal_reference: str
    explanation: str
    appeal_date: str | None
    deadline_text: str | None


class TimelineEntryView(View):
    """One line of what happened. `corrects_number`: the line that it corrects. `lost`: what our word loses of the organisme's own."""

    number: int
    kind: str
    kind_text: str
    state: str
    state_text: str
    time: str
    time_text: str
    known_text: str | None
    text: str
    organisme_state: str | None
    lost: str | None
    corrects_number: int | None
    correction_text: str | None


def state_code(state: pb.ClaimState.ValueType) -> str:
    """`CLAIM_STATE_UNDER_REVIEW` → `under_review`; `unknown` for a state that this release does not know."""
    return code(pb.ClaimState.DESCRIPTOR, state) or "unknown"


def state_text(state: str) -> str:
    """The state in French."""
    return STATES.get(state, UNKNOWN)


def waiting_view(claim: pb.Claim) -> WaitingView | None:
    """Whom it waits for; None for nobody."""
    if not claim.waiting.who:
        return None
    who = code(pb.WaitingFor.DESCRIPTOR, claim.waiting.who)
    name = (claim.decided_by_name or claim.organisme_name) if who == "organisme" else ""
    return WaitingView(
        who=who,
        who_text=name or WHO.get(who, who),
        since_time=instant(claim.waiting.since_time),
        since_text=since(claim.waiting.since_time),
        reason=claim.waiting.reason,
    )


def clock_view(claim: pb.Claim, *, running: bool) -> ClockView | None:
    """The clock; None for a draft. `running`: nothing is decided yet."""
    if not claim.HasField("clock"):
        return None
    clock = claim.clock
    decision = clock.decision_date if clock.HasField("decision_date") else None
    silence = code(pb.Silence.DESCRIPTOR, clock.silence)
    meant = _MEANT.get(silence)
    deadline = f"Sans réponse le {day(decision)}, votre demande sera réputée {meant}." if decision and meant else None
    return ClockView(
        start_date=_iso(clock.start_date if clock.HasField("start_date") else None),
        decision_date=_iso(decision),
        silence=silence or "none",
        standing=running and any(not pause.HasField("end_date") for pause in clock.pauses),
        pauses=tuple(_pause(pause) for pause in clock.pauses if _lasts(pause)),
        rule=clock.rule,
        legal_reference=clock.legal_reference,
        explanation=clock.explanation,
        appeal_date=_iso(clock.appeal_date if clock.HasField("appeal_date") else None),
        deadline_text=deadline if running else None,
    )


def entry_view(entry: pb.TimelineEntry) -> TimelineEntryView:
    """One line; when it was learnt, if that was another day."""
    kind, state = code(pb.EntryKind.DESCRIPTOR, entry.kind) or "note", state_code(entry.state)
    late = entry.HasField("known_time") and since(entry.known_time) != since(entry.entry_time)
    corrects = entry.corrects_number or None
    return TimelineEntryView(
        number=entry.number,
        kind=kind,
        kind_text=_KINDS.get(kind, kind),
        state=state,
        state_text=state_text(state),
        time=instant(entry.entry_time),
        time_text=moment(entry.entry_time),
        known_text=_LATER.format(moment=moment(entry.known_time)) if late else None,
        text=entry.text,
        organisme_state=entry.organisme_state or None,
        lost=entry.lost or None,
        corrects_number=corrects,
        correction_text=_CORRECTS.format(number=corrects) if corrects else None,
    )


def _lasts(pause: pb.Pause) -> bool:
    """Whether it holds a day: what is asked for and produced within one stops nothing."""
    return not pause.HasField("end_date") or iso_date(pause.start_date) <= iso_date(pause.end_date)


def _pause(pause: pb.Pause) -> PauseView:
    end = pause.end_date if pause.HasField("end_date") else None
    text = f"Arrêté du {day(pause.start_date)} au {day(end)}" if end else f"Arrêté depuis le {day(pause.start_date)}"
    return PauseView(start_date=iso_date(pause.start_date), end_date=_iso(end), text=text, reason=pause.reason)


def _iso(value: Date | None) -> str | None:
    return iso_date(value) if value else None
