"""« Mes demandes »: what was asked of every organisme, and what became of it."""

from typing import Any

from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from services.bff.facts import iso_date
from services.bff.shapes import code
from services.bff.views.assurance import withheld
from services.bff.views.base import Link, View
from services.bff.views.claim_outcome import DecisionView, ExpectedPieceView, decision_view, piece_view
from services.bff.views.claim_story import (
    ClockView,
    TimelineEntryView,
    WaitingView,
    clock_view,
    entry_view,
    state_code,
    state_text,
    waiting_view,
)
from services.bff.views.claiming import ClaimQuestionView, question_views
from services.bff.views.french import counted, day, day_of, instant, moment, period_view

_RUNNING = frozenset({"submitted", "received", "incomplete", "under_review"})
_HIDDEN = ("demande liée à la santé n'est pas affichée", "demandes liées à la santé ne sont pas affichées")
_EVERY_REGIME = "Vos régimes de retraite"
_SURE = "Votre dossier est complet à temps : votre retraite sera payée dès le {day}."
_UNSURE = (
    "Le paiement dès le {day} n'est pas garanti : il l'est quand la demande est complète quatre mois avant. "
    "Votre retraite part quand même de ce jour-là."
)
_ASKED = "Pour être payé dès le {day}, votre dossier doit être complet quatre mois avant."
_TOOK = "La moitié des demandes ont été décidées en {median} ou moins, un quart en {quarter} ou moins, neuf sur dix en {ninth} ou moins."
_MEASURED = "Mesuré sur {sample}. Ce n'est pas une promesse : la vôtre peut prendre plus ou moins de temps."


class ClaimView(View):
    """A claim. `kind`: benefit, regime_part (of a claim to several regimes) or appeal. `state`: draft, submitted, received, incomplete,
    under_review, granted, refused, decided_by_silence, withdrawn or closed. `timeline`: in one claim alone, oldest first. `questions`, `answers`
    and `expire_time`: of a draft. `etag`: to give back with an edit. `decided_by_name`: who decides it now, when that is not the organisme."""

    claim_id: str
    kind: str
    benefit: str
    label: str
    title: str
    organisme: str | None
    organisme_name: str
    decided_by_name: str | None
    parent_claim_id: str | None
    child_claim_ids: tuple[str, ...]
    state: str
    state_text: str
    waiting: WaitingView | None
    clock: ClockView | None
    timeline: tuple[TimelineEntryView, ...]
    expected_pieces: tuple[ExpectedPieceView, ...]
    decision: DecisionView | None
    submit_time: str | None
    submitted_text: str | None
    organisme_reference: str | None
    questions: tuple[ClaimQuestionView, ...]
    answers: dict[str, str]
    expire_time: str | None
    expire_text: str | None
    etag: str
    effect_date: str | None
    guaranteed: bool | None
    guarantee_text: str | None
    can_withdraw: bool


class ClaimsView(View):
    """A page of claims, the last to change first. Those that tell something about health want a stronger login: how many are hidden is said."""

    claims: tuple[ClaimView, ...]
    next_page_token: str | None
    hidden_by_assurance: int = 0
    hidden_text: str | None = None
    step_up: Link | None = None


class DurationsView(View):
    """What past claims took, in days; nothing where too few are known."""

    sample: int | None
    first_quartile_days: int | None
    median_days: int | None
    ninth_decile_days: int | None
    text: str | None
    source_text: str


class ClaimScreenView(View):
    """The screen of a claim: with its parts, the appeals against it, what it is a part of or appeals against, and what such claims took."""

    claim: ClaimView
    parent: ClaimView | None
    parts: tuple[ClaimView, ...]
    appeals: tuple[ClaimView, ...]
    durations: DurationsView | None


def claim_view(claim: claim_pb2.Claim) -> ClaimView:
    """One claim."""
    state, kind = state_code(claim.state), code(claim_pb2.ClaimKind.DESCRIPTOR, claim.kind) or "benefit"
    return ClaimView(
        claim_id=claim.claim_id,
        kind=kind,
        benefit=claim.benefit,
        label=claim.label,
        title=f"Recours : {claim.label}" if kind == "appeal" else claim.label,
        organisme=claim.organisme or None,
        organisme_name=claim.organisme_name or _EVERY_REGIME,
        decided_by_name=claim.decided_by_name or None,
        parent_claim_id=claim.parent_claim_id or None,
        child_claim_ids=tuple(claim.child_claim_ids),
        state=state,
        state_text=state_text(state),
        waiting=waiting_view(claim),
        clock=clock_view(claim, running=state in _RUNNING),
        timeline=tuple(entry_view(entry) for entry in claim.timeline),
        expected_pieces=tuple(piece_view(piece) for piece in claim.expected_pieces),
        decision=decision_view(claim, silent=state == "decided_by_silence"),
        organisme_reference=claim.organisme_reference or None,
        questions=question_views(claim.questions),
        answers=dict(claim.answers),
        etag=claim.etag,
        can_withdraw=state in _RUNNING and kind != "regime_part",
        **_dates(claim, draft=state == "draft"),
    )


def claims_view(answer: pb.ListClaimsResponse, *, step_up: bool = False) -> ClaimsView:
    """A page of claims. `step_up`: whether a stronger login is offered."""
    hidden = withheld(answer.hidden_by_assurance, *_HIDDEN, step_up=step_up)
    return ClaimsView(
        claims=tuple(claim_view(claim) for claim in answer.claims),
        next_page_token=answer.next_page_token or None,
        hidden_by_assurance=answer.hidden_by_assurance,
        hidden_text=hidden.text,
        step_up=hidden.step_up,
    )


def durations_view(answer: pb.GetDurationsResponse) -> DurationsView:
    """What past claims took, as it was; that too few are known is said too."""
    if not answer.HasField("durations"):
        return DurationsView(
            sample=None,
            first_quartile_days=None,
            median_days=None,
            ninth_decile_days=None,
            text=None,
            source_text="Trop peu de demandes semblables sont connues pour dire combien de temps cela prend.",
        )
    took = answer.durations
    days = {"quarter": took.first_quartile_days, "median": took.median_days, "ninth": took.ninth_decile_days}
    period = period_view(took.period)
    sample = f"{counted(took.sample, 'demande décidée', 'demandes décidées')} {period.text if period else ''}".strip()
    return DurationsView(
        sample=took.sample,
        first_quartile_days=took.first_quartile_days,
        median_days=took.median_days,
        ninth_decile_days=took.ninth_decile_days,
        text=_TOOK.format(**{name: counted(number, "jour", "jours") for name, number in days.items()}),
        source_text=_MEASURED.format(sample=sample),
    )


def _dates(claim: claim_pb2.Claim, *, draft: bool) -> dict[str, Any]:
    """When it was sent, until when a draft is kept, and the day that a retirement is asked from."""
    sent, effect = claim.HasField("submit_time"), claim.HasField("effect_date")
    return {
        "submit_time": instant(claim.submit_time) if sent else None,
        "submitted_text": f"Envoyée {moment(claim.submit_time)}" if sent else None,
        "expire_time": instant(claim.expire_time) if draft else None,
        "expire_text": _kept(claim) if draft else None,
        "effect_date": iso_date(claim.effect_date) if effect else None,
        "guaranteed": claim.guaranteed if claim.HasField("guaranteed") else None,
        "guarantee_text": _guarantee(claim),
    }


def _kept(claim: claim_pb2.Claim) -> str | None:
    if not claim.HasField("expire_time"):
        return None
    return f"Brouillon gardé jusqu'au {day(day_of(claim.expire_time))}, puis effacé."


def _guarantee(claim: claim_pb2.Claim) -> str | None:
    if not claim.HasField("effect_date"):
        return None
    known = claim.HasField("guaranteed")
    text = (_SURE if claim.guaranteed else _UNSURE) if known else _ASKED
    return text.format(day=day(claim.effect_date))
