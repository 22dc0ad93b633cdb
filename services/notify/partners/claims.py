"""Requests: decisions that can still be contested, pieces that are waited for, a retirement that was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from chassis.clients import Client
from chassis.pages import every_page
from services.notify.domain.profile import Asked, Decision, Piece
from services.notify.partners.reading import day_of, instant_of

if TYPE_CHECKING:
    from mesdroits.requests_tracking.v1.requests_tracking_service_pb2_grpc import RequestsTrackingServiceAsyncStub

_PAGE = 200
_ASKED = frozenset({claim_pb2.PIECE_STATE_EXPECTED, claim_pb2.PIECE_STATE_DEPOSITED, claim_pb2.PIECE_STATE_RECEIVED})


@dataclass(frozen=True, slots=True)
class Followed:
    """What claims tell the calendar."""

    decisions: tuple[Decision, ...] = ()
    pieces: tuple[Piece, ...] = ()
    asked: tuple[Asked, ...] = ()
    retirement_date: date | None = None


class Claims:
    """Reads the person's claims, wherever they were made."""

    def __init__(self, client: "Client[RequestsTrackingServiceAsyncStub]") -> None:
        self._client = client

    async def read(self, person_id: str, now: datetime) -> Followed:
        """What they tell at an instant. Raises the Problem of the call."""
        request = pb.ListClaimsRequest(person_id=person_id, page_size=_PAGE)
        listed: list[claim_pb2.Claim] = []
        async for page in every_page(partial(self._client.call, self._client.stub.ListClaims), request):
            listed += page.claims
        return _followed(listed, now)


def _followed(listed: Sequence[claim_pb2.Claim], now: datetime) -> Followed:
    appealed = {
        claim.parent_claim_id: instant_of(claim.submit_time)
        for claim in listed
        if claim.kind == claim_pb2.CLAIM_KIND_APPEAL and claim.HasField("submit_time")
    }
    decisions = (_decision(claim, appealed.get(claim.claim_id)) for claim in listed)
    pieces = (_piece(claim, piece, now) for claim in listed for piece in claim.expected_pieces)
    retirements = [claim for claim in listed if claim.HasField("effect_date") and not claim.parent_claim_id]
    retirement = max(retirements, key=lambda claim: day_of(claim.effect_date), default=None)
    return Followed(
        decisions=tuple(decision for decision in decisions if decision),
        pieces=tuple(piece for piece in pieces if piece),
        asked=tuple(
            Asked(claim.benefit, instant_of(claim.submit_time))
            for claim in listed
            if claim.kind == claim_pb2.CLAIM_KIND_BENEFIT and claim.HasField("submit_time")
        ),
        retirement_date=day_of(retirement.effect_date) if retirement else None,
    )


def _decision(claim: claim_pb2.Claim, appealed: datetime | None) -> Decision | None:
    decision = claim.decision
    path = next((each for each in decision.appeal_paths if each.HasField("due_date")), None)
    # What was granted can be contested too; nobody is pressed to.
    if path is None or decision.granted or not decision.HasField("decision_date"):
        return None
    return Decision(
        claim_id=claim.claim_id,
        benefit=claim.benefit,
        organisme=claim.organisme,
        notified=day_of(decision.decision_date),
        due=day_of(path.due_date),
        label=claim.label,
        path=path.label,
        reference=path.legal_reference,
        appealed=appealed,
    )


def _piece(claim: claim_pb2.Claim, piece: claim_pb2.ExpectedPiece, now: datetime) -> Piece | None:
    theirs = piece.owed_by == claim_pb2.WAITING_FOR_PERSON
    if not theirs or piece.state not in _ASKED or not piece.HasField("due_date"):
        return None
    return Piece(
        piece_id=piece.expected_piece_id,
        claim_id=claim.claim_id,
        benefit=claim.benefit,
        organisme=claim.organisme,
        label=piece.label,
        asked=instant_of(piece.ask_time).date(),
        due=day_of(piece.due_date),
        consequence=piece.consequence,
        # When it was deposited is not told: that it was is enough.
        done=None if piece.state == claim_pb2.PIECE_STATE_EXPECTED else now,
    )
