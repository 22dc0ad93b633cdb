"""Claims as the requests service tells them, and the screens that follow: waiting for a piece, decided, corrected, in parts, a draft, an appeal."""

from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf.json_format import ParseDict
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from services.bff import samples_of_claims as samples
from services.bff.pages.claiming import answered, boxes_of, deposit_path, grouped, read_form, words_of
from services.bff.pages.forms import Fault
from services.bff.pages.tests import moments
from services.bff.samples import sample
from services.bff.views.base import View
from services.bff.views.claiming import claimable_view
from services.bff.views.claims import ClaimScreenView, ClaimsView, ClaimView, claim_view, durations_view

TODAY = "2026-11-22"
PART_ID = samples.CLAIM_ID[:-2] + "b1"
_RETIREMENT: dict[str, Any] = {
    "kind": "CLAIM_KIND_BENEFIT", "benefit": "retraite-base", "label": "Retraite de base", "organisme": "", "organismeName": "",
    "effectDate": {"year": 2027, "month": 6, "day": 1}, "guaranteed": False, "childClaimIds": [PART_ID], "expectedPieces": [], "timeline": [],
}  # fmt: skip


def claim(of: Mapping[str, Any] = samples.CLAIM, **changed: Any) -> ClaimView:
    """A claim of the samples, changed in part; None takes away."""
    told = {name: value for name, value in {**of, **changed}.items() if value is not None}
    return claim_view(ParseDict(told, claim_pb2.Claim()))


def retirement() -> ClaimView:
    """One claim to several regimes, behind with one of them."""
    return claim(**_RETIREMENT)


def part() -> ClaimView:
    """A regime's part of it."""
    return claim(
        claimId=PART_ID, kind="CLAIM_KIND_REGIME_PART", benefit="retraite-base", label="Retraite de base", organisme="cnav",
        organismeName="Assurance retraite", parentClaimId=samples.CLAIM_ID,
    )  # fmt: skip


def silent() -> ClaimView:
    """A refusal by silence, and late enough to be told later than it happened."""
    entry = {
        **samples.REFUSED["timeline"][1],
        "state": "CLAIM_STATE_DECIDED_BY_SILENCE",
        "knownTime": "2026-11-02T08:00:00Z",
        "lost": "L'organisme dit « rejet ».",
    }
    return claim(samples.REFUSED, state="CLAIM_STATE_DECIDED_BY_SILENCE", timeline=[entry])


def granted() -> ClaimView:
    """A benefit granted after a pause, its clock over."""
    clock = {
        **samples.CLAIM["clock"],
        "pauses": [{**samples.CLAIM["clock"]["pauses"][0], "endDate": {"year": 2026, "month": 11, "day": 20}}],
    }
    decision = {
        "granted": True,
        "reason": "Vos ressources sont sous le plafond.",
        "decisionDate": {"year": 2026, "month": 11, "day": 21},
        "amountCents": "56870",
    }
    return claim(state="CLAIM_STATE_GRANTED", waiting=None, clock=clock, decision=decision)


def running() -> ClaimView:
    """A claim that is examined, its clock running."""
    clock = {**samples.CLAIM["clock"], "decisionDate": {"year": 2027, "month": 1, "day": 10}, "pauses": []}
    waiting = {
        "who": "WAITING_FOR_ORGANISME",
        "sinceTime": "2026-11-14T08:00:00Z",
        "reason": "L'organisme examine votre demande.",
    }
    return claim(state="CLAIM_STATE_UNDER_REVIEW", clock=clock, waiting=waiting, expectedPieces=[])


def screen(of: ClaimView, *, few: bool = False, **around: Any) -> tuple[str, View, dict[str, Any]]:
    """The screen of a claim."""
    durations = durations_view(pb.GetDurationsResponse() if few else sample(pb.GetDurationsResponse))
    view = ClaimScreenView.model_construct(
        claim=of, **{"parent": None, "parts": (), "appeals": (), "durations": durations} | around
    )
    deposits = {one.expected_piece_id: deposit_path(one, of) for one in of.expected_pieces}
    return "claim.html", view, {"deposits": deposits, "today": TODAY}


def form(draft: ClaimView, words: Mapping[str, str] | None = None, **more: Any) -> tuple[str, View, dict[str, Any]]:
    """The form of a draft; with words, as they came back."""
    typed = words_of(draft) if words is None else words
    faults: tuple[Fault, ...] = read_form(draft, typed, whole=True).faults if words is not None else ()
    return "claim_form.html", draft, {"boxes": boxes_of(draft, typed, faults), "faults": faults, "changed": "", **more}


def everything() -> ClaimsView:
    """The list, with something of each kind."""
    listed = (claim(), claim(samples.DRAFT), running(), retirement(), part(), claim(samples.REFUSED), granted())
    named = tuple(one.model_copy(update={"claim_id": f"{one.claim_id[:-1]}{rank}"}) for rank, one in enumerate(listed))
    return ClaimsView(claims=named, next_page_token="abc")


def screens() -> Iterator[tuple[str, tuple[str, View, dict[str, Any]]]]:
    """Every screen of claims, by name."""
    yield from _followed()
    yield from _made()


def _followed() -> Iterator[tuple[str, tuple[str, View, dict[str, Any]]]]:
    appeal = claim(samples.APPEAL)
    nothing = ClaimsView(claims=(), next_page_token=None)
    hostile = claim(label=moments.HOSTILE, organismeName=moments.HOSTILE)
    yield "claims", ("claims.html", everything(), {"groups": grouped(everything())})
    yield "claims_empty", ("claims.html", nothing, {"groups": ()})
    yield "claim", screen(claim())
    yield "claim_running", screen(running(), few=True)
    yield "claim_granted", screen(granted())
    yield "claim_refused", screen(claim(samples.REFUSED), appeals=(appeal,))
    yield "claim_silent", screen(silent())
    yield "claim_retirement", screen(retirement(), parts=(part(),))
    yield "claim_part", screen(part(), parent=retirement())
    yield "claim_hostile", screen(hostile)
    long = claim(samples.REFUSED, label=moments.UNBROKEN, organismeName=moments.UNBROKEN)
    listed = ClaimsView(claims=(long,), next_page_token=None)
    yield "claim_unbroken", screen(long)
    yield "claims_unbroken", ("claims.html", listed, {"groups": grouped(listed)})


def _made() -> Iterator[tuple[str, tuple[str, View, dict[str, Any]]]]:
    draft, appeal = claim(samples.DRAFT), claim(samples.APPEAL)
    benefits = claimable_view(sample(pb.ListClaimableBenefitsResponse))
    yield "claim_new", ("claim_new.html", benefits, {"refused": "", "named": None})
    yield (
        "claim_new_elsewhere",
        ("claim_new.html", benefits, {"refused": "Pas encore ici.", "named": benefits.benefits[1]}),
    )
    yield "claim_form", form(draft)
    yield (
        "claim_form_error",
        form(
            draft,
            {"answers.move_in_date_day": "31", "answers.move_in_date_month": "2", "answers.move_in_date_year": "2026"},
        ),
    )
    yield "claim_form_hostile", form(draft, {"answers.resources": moments.HOSTILE})
    yield "claim_form_changed", form(draft, None, changed="Ce brouillon a changé ailleurs.")
    yield "claim_form_appeal", form(appeal)
    yield "claim_check", ("claim_check.html", draft, {"answers": answered(draft), "changed": ""})
    yield "claim_withdraw", ("claim_withdraw.html", running(), {})
