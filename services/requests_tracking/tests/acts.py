"""What a person does in a test."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mesdroits.organisme.v1 import claims_pb2
from mesdroits.requests_tracking.v1 import claim_pb2

from services.requests_tracking.tests.parts import Portal, step, timestamp

if TYPE_CHECKING:
    from services.requests_tracking.tests.conftest import World

ANSWERS = {
    "rsa": {"family_situation": "SINGLE", "children": "no", "truth": "CERTIFIED"},
    "c2s": {"family_situation": "SINGLE", "children": "no", "option": "CAISSE", "truth": "CERTIFIED"},
    "retraite-base": {"effect_date": "2027-06-01", "abroad": "no", "truth": "CERTIFIED"},
}


def state(claim: claim_pb2.Claim) -> str:
    return claim_pb2.ClaimState.Name(claim.state).removeprefix("CLAIM_STATE_")


def lines(claim: claim_pb2.Claim) -> list[tuple[str, str]]:
    """The timeline: kind and state."""
    kinds, states = claim_pb2.EntryKind, claim_pb2.ClaimState
    return [
        (kinds.Name(entry.kind).removeprefix("ENTRY_KIND_"), states.Name(entry.state).removeprefix("CLAIM_STATE_"))
        for entry in claim.timeline
    ]


def day(message: Any) -> str:
    return f"{message.year:04}-{message.month:02}-{message.day:02}"


async def drafted(portal: Portal, benefit: str = "rsa") -> claim_pb2.Claim:
    """A draft, filled in."""
    claim = (await portal.call("StartClaim", benefit=benefit)).claim
    saved = await portal.call("SaveDraft", claim_id=claim.claim_id, etag=claim.etag, answers=ANSWERS[benefit])
    draft: claim_pb2.Claim = saved.claim
    return draft


async def submitted(portal: Portal, benefit: str = "rsa") -> claim_pb2.Claim:
    """A claim, sent."""
    draft = await drafted(portal, benefit)
    sent: claim_pb2.Claim = (await portal.call("SubmitClaim", claim_id=draft.claim_id, etag=draft.etag)).claim
    return sent


async def taken(portal: Portal, world: World, benefit: str = "rsa") -> claim_pb2.Claim:
    """A claim that its organisme has."""
    sent = await submitted(portal, benefit)
    await world.errands()
    return await world.get(sent.claim_id)


async def asked_for_rib(world: World, claim: claim_pb2.Claim) -> claim_pb2.Claim:
    told = step(
        2,
        "PIECE_EXPECTED",
        world.clock(),
        state="en_attente_pieces",
        piece_type="rib",
        piece_owed_by="person",
        due=date(2026, 12, 13),
        text="Il manque votre RIB.",
    )
    await world.says("cnaf", claim.organisme_reference, told)
    return await world.get(claim.claim_id)


def organisme_claim(
    reference: str, benefit: str, made: datetime, told: list[claims_pb2.ClaimStep], **around: Any
) -> claims_pb2.OrganismeClaim:
    return claims_pb2.OrganismeClaim(
        organisme_reference=reference,
        benefit=benefit,
        submit_time=timestamp(made),
        steps=told,
        **around,
    )
