"""Claims that organismes tell of find their kin: an appeal its decision, a part its whole, whichever is told first."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import day_of
from services.requests_tracking.domain.exchange import Told
from services.requests_tracking.domain.rules import Case
from services.requests_tracking.domain.vocabulary import UNION, ClaimKind
from services.requests_tracking.store import claims
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.record import follow_parts


async def placed(session: AsyncSession, tracking: Tracking, claim: Claim, told: Told) -> Claim:
    """A claim that is locked, with what its organisme says around it: written down if it is news."""
    known = replace(
        claim,
        effect=told.effect or claim.effect,
        appeals=claim.appeals or told.appeals,
        whole=claim.whole or told.whole,
        decided_by=told.decided_by or claim.decided_by,
    )
    if not known.parent_claim_id:
        known = await _under_parent(session, tracking, known)
    if known == claim:
        return claim
    known = replace(known, version=claim.version + 1)
    await claims.update(session, known)
    return known


async def adopt(session: AsyncSession, tracking: Tracking, parent: Claim) -> None:
    """Tie to a claim those that were told before it and name it."""
    for orphan in await claims.orphans(session, parent):
        tied = replace(orphan, parent_claim_id=parent.claim_id, version=orphan.version + 1)
        await claims.update(session, tied)
        if tied.kind is ClaimKind.REGIME_PART:
            await follow_parts(session, tracking, parent.claim_id, tied.organisme)


async def _under_parent(session: AsyncSession, tracking: Tracking, claim: Claim) -> Claim:
    if claim.appeals:
        named = replace(claim, kind=ClaimKind.APPEAL, path=claim.path or _path(tracking, claim))
        return await _child(session, named, claim.organisme, claim.appeals)
    if claim.whole:
        return await _child(session, replace(claim, kind=ClaimKind.REGIME_PART), UNION, claim.whole)
    return claim


async def _child(session: AsyncSession, claim: Claim, organisme: str, reference: str) -> Claim:
    parent = await claims.by_reference(session, organisme, reference)
    # What an organisme says of somebody's claim ties it to nobody else's, nor to itself.
    if parent is None or parent.person_id != claim.person_id or parent.claim_id == claim.claim_id:
        return claim
    return replace(claim, parent_claim_id=parent.claim_id)


def _path(tracking: Tracking, claim: Claim) -> str:
    """The way by which it was made: of those that are followed through the organisme, the only one; empty where there are several."""
    if claim.submitted is None:
        return ""
    contested = Case(ClaimKind.BENEFIT, claim.organisme, claim.benefit, day_of(claim.submitted))
    rule = tracking.catalogue.rule_of(contested)
    here = [name for name in rule.appeals if tracking.catalogue.paths[name].here] if rule else []
    return here[0] if len(here) == 1 else ""
