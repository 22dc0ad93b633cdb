"""Claims: what can be asked for, how it is asked for, and what becomes of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from services.bff.clients import Voice
from services.bff.screens.parts import unless_away
from services.bff.views.claiming import ClaimableBenefitsView, claimable_view
from services.bff.views.claims import (
    ClaimScreenView,
    ClaimsView,
    ClaimView,
    DurationsView,
    claim_view,
    claims_view,
    durations_view,
)

# Regimes and appeals of one claim: more than there are.
_MOST_CHILDREN = 12


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes a draft: which, the etag of what was read, and the idempotency key."""

    claim_id: str
    etag: str
    request_id: str


async def claimable(voice: Voice, page_size: int = 200, page_token: str = "") -> ClaimableBenefitsView:
    """A page of what can be asked for."""
    service = voice.suite.requests_tracking
    request = pb.ListClaimableBenefitsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return claimable_view(await voice.ask(service, service.stub.ListClaimableBenefits, request))


async def claims(voice: Voice, page_size: int, page_token: str) -> ClaimsView:
    """A page of claims."""
    service = voice.suite.requests_tracking
    request = pb.ListClaimsRequest(person_id=voice.person_id, page_size=page_size, page_token=page_token)
    return claims_view(await voice.ask(service, service.stub.ListClaims, request), step_up=voice.step_up)


async def claim(voice: Voice, claim_id: str) -> ClaimView:
    """One claim, with its timeline."""
    service = voice.suite.requests_tracking
    request = pb.GetClaimRequest(person_id=voice.person_id, claim_id=claim_id)
    return claim_view((await voice.ask(service, service.stub.GetClaim, request)).claim)


async def durations(voice: Voice, benefit: str, organisme: str) -> DurationsView:
    """What past claims took."""
    service = voice.suite.requests_tracking
    request = pb.GetDurationsRequest(person_id=voice.person_id, benefit=benefit, organisme=organisme)
    return durations_view(await voice.ask(service, service.stub.GetDurations, request))


async def claim_screen(voice: Voice, claim_id: str) -> ClaimScreenView:
    """The screen of a claim; what is around it is left out when it cannot be had for now."""
    whole = await claim(voice, claim_id)
    around = [*whole.child_claim_ids[:_MOST_CHILDREN], *filter(None, [whole.parent_claim_id])]
    took, *read = await asyncio.gather(
        unless_away(durations(voice, whole.benefit, whole.organisme or "")),
        *(unless_away(claim(voice, one)) for one in around),
    )
    known = [one for one in read if isinstance(one, ClaimView)]
    children = [one for one in known if one.claim_id != whole.parent_claim_id]
    return ClaimScreenView(
        claim=whole,
        parent=next((one for one in known if one.claim_id == whole.parent_claim_id), None),
        parts=tuple(one for one in children if one.kind == "regime_part"),
        appeals=tuple(one for one in children if one.kind == "appeal"),
        durations=took if isinstance(took, DurationsView) else None,
    )


async def start(voice: Voice, benefit: str, request_id: str) -> ClaimView:
    """A new draft."""
    service = voice.suite.requests_tracking
    request = pb.StartClaimRequest(request_id=request_id, person_id=voice.person_id, benefit=benefit)
    return claim_view((await voice.ask(service, service.stub.StartClaim, request)).claim)


async def save(voice: Voice, edit: Edit, answers: Mapping[str, str]) -> ClaimView:
    """A draft with these answers, and no other."""
    service = voice.suite.requests_tracking
    request = pb.SaveDraftRequest(
        request_id=edit.request_id,
        person_id=voice.person_id,
        claim_id=edit.claim_id,
        etag=edit.etag,
        answers=dict(answers),
    )
    return claim_view((await voice.ask(service, service.stub.SaveDraft, request)).claim)


async def discard(voice: Voice, claim_id: str, request_id: str) -> None:
    """Erases a draft."""
    service = voice.suite.requests_tracking
    request = pb.DiscardDraftRequest(request_id=request_id, person_id=voice.person_id, claim_id=claim_id)
    await voice.ask(service, service.stub.DiscardDraft, request)


async def submit(voice: Voice, edit: Edit) -> ClaimView:
    """Sends a draft."""
    service = voice.suite.requests_tracking
    request = pb.SubmitClaimRequest(
        request_id=edit.request_id, person_id=voice.person_id, claim_id=edit.claim_id, etag=edit.etag
    )
    return claim_view((await voice.ask(service, service.stub.SubmitClaim, request)).claim)


async def withdraw(voice: Voice, claim_id: str, request_id: str) -> ClaimView:
    """Takes a claim back."""
    service = voice.suite.requests_tracking
    request = pb.WithdrawClaimRequest(request_id=request_id, person_id=voice.person_id, claim_id=claim_id)
    return claim_view((await voice.ask(service, service.stub.WithdrawClaim, request)).claim)


async def appeal(voice: Voice, claim_id: str, path: str, request_id: str) -> ClaimView:
    """The draft of an appeal, filled in with what is known."""
    service = voice.suite.requests_tracking
    request = pb.StartAppealRequest(request_id=request_id, person_id=voice.person_id, claim_id=claim_id, path=path)
    return claim_view((await voice.ask(service, service.stub.StartAppeal, request)).claim)
