"""Have a decision looked at again: the draft of an appeal, filled in with what is known, then tracked like any claim."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import french_date
from services.requests_tracking.domain.errors import (
    AlreadyAsked,
    AppealElsewhere,
    AppealTooLate,
    ClaimNotFound,
    NothingToAppeal,
    UnknownPath,
)
from services.requests_tracking.domain.legal import Appeal, appeals_of
from services.requests_tracking.domain.steps import Decision
from services.requests_tracking.domain.timeline import fold
from services.requests_tracking.domain.vocabulary import OPEN, ClaimKind, ClaimState
from services.requests_tracking.store import claims, steps
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.drafts import expiry, open_draft
from services.requests_tracking.usecases.record import Recorded


async def start_appeal(session: AsyncSession, tracking: Tracking, person_id: str, claim_id: str, path: str) -> Recorded:
    """Open the draft of an appeal. Raises ClaimNotFound, NothingToAppeal, UnknownPath, AppealElsewhere, AppealTooLate or AlreadyAsked."""
    claim = await claims.find(session, person_id, claim_id, lock=True)
    if claim is None:
        raise ClaimNotFound
    decision = await _decision(session, tracking, claim)
    appeal = _appeal(tracking, claim, decision, path)
    if any(other.state in OPEN | {ClaimState.DRAFT} for other in await claims.children(session, [claim_id])):
        raise AlreadyAsked
    text = f"Vous avez commencé un recours : {appeal.path.label}."
    return await open_draft(session, tracking, _draft(tracking, claim, path), _known(decision), text)


async def _decision(session: AsyncSession, tracking: Tracking, claim: Claim) -> Decision:
    listed = (await steps.of_claims(session, tracking.vault, [claim.claim_id]))[claim.claim_id]
    story = fold(listed, tracking.catalogue.mapping_of(claim.organisme))
    if story.decision is None:
        raise NothingToAppeal
    return story.decision


def _appeal(tracking: Tracking, claim: Claim, decision: Decision, path: str) -> Appeal:
    rule = tracking.rule_of(claim)
    listed = appeals_of(rule, tracking.catalogue.paths, decision) if rule else []
    found = next((appeal for appeal in listed if appeal.path.path == path), None)
    if found is None:
        raise UnknownPath
    if not found.path.here:
        raise AppealElsewhere
    if found.due and tracking.today() > found.due:
        raise AppealTooLate
    return found


def _known(decision: Decision) -> dict[str, str]:
    contested = f"Décision du {french_date(decision.dated)}. {decision.reason}".strip()
    return {"contested_decision": contested[:2000], "decision_date": decision.dated.isoformat()}


def _draft(tracking: Tracking, claim: Claim, path: str) -> Claim:
    now = tracking.now()
    return Claim(
        claim_id=tracking.new_id(),
        person_id=claim.person_id,
        kind=ClaimKind.APPEAL,
        benefit=claim.benefit,
        organisme=claim.organisme,
        parent_claim_id=claim.claim_id,
        state=ClaimState.DRAFT,
        changed=now,
        path=path,
        expires=expiry(tracking, now),
    )
