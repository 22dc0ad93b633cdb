"""An organisme's silence becomes a decision, once the last day that the law gives it is over."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import french_date, morning_after
from services.requests_tracking.domain.legal import clock_of, silent_decision
from services.requests_tracking.domain.timeline import fold
from services.requests_tracking.domain.vocabulary import OPEN, ClaimState, StepKind
from services.requests_tracking.store import claims, steps
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.record import Line, Recorded, clock_date, say

_SPOKEN = "L'organisme n'a pas répondu avant la fin du {day}. La loi en fait une décision."

_NOT_SILENT = "L'organisme avait demandé une pièce dans le délai : son silence ne comptait pas. L'examen continue."


async def look_if_due(session: AsyncSession, tracking: Tracking, recorded: Recorded) -> None:
    """What was just told may be of a claim whose last day is long over: nobody waits for the next turn to hear so."""
    due = recorded.claim.clock_date
    if due and due < tracking.today():
        await look_at_clock(session, tracking, recorded.claim.claim_id)
    elif recorded.claim.state is ClaimState.DECIDED_BY_SILENCE:
        await _take_back(session, tracking, recorded)


async def _take_back(session: AsyncSession, tracking: Tracking, recorded: Recorded) -> None:
    """What is told late may have stopped the clock in time: the silence that was read was none, and a correction says so."""
    claim, silent = recorded.claim, recorded.story.decided_by
    rule = tracking.rule_of(claim)
    if rule is None or claim.seized is None or silent is None:
        return
    listed = (await steps.of_claims(session, tracking.vault, [claim.claim_id]))[claim.claim_id]
    others = [step for step in listed if step.key != silent]
    story = fold(others, tracking.catalogue.mapping_of(claim.organisme))
    if story.state in OPEN and not clock_of(rule, story, claim.seized, tracking.today()).spoken(tracking.today()):
        line = Line(StepKind.CORRECTION, _NOT_SILENT, story.state, corrects=silent.number)
        await say(session, tracking, claim, line)


async def look_at_clock(session: AsyncSession, tracking: Tracking, claim_id: str) -> None:
    """Turn an organisme's silence into a decision if its time is over; otherwise note when to look again."""
    claim = await claims.by_id(session, claim_id, lock=True)
    rule = tracking.rule_of(claim) if claim else None
    if claim is None or claim.seized is None or rule is None:
        return
    listed = (await steps.of_claims(session, tracking.vault, [claim_id]))[claim_id]
    story = fold(listed, tracking.catalogue.mapping_of(claim.organisme))
    reading = clock_of(rule, story, claim.seized, tracking.today())
    if story.state in OPEN and reading.decision and reading.spoken(tracking.today()):
        line = Line(
            StepKind.STATE,
            _SPOKEN.format(day=french_date(reading.decision)),
            ClaimState.DECIDED_BY_SILENCE,
            time=morning_after(reading.decision),
            decision=silent_decision(rule, reading),
        )
        await say(session, tracking, claim, line)
    else:
        await _look_again(session, claim, replace(claim, clock_date=clock_date(tracking, claim, story)))


async def _look_again(session: AsyncSession, claim: Claim, later: Claim) -> None:
    if later != claim:
        await claims.update(session, later)
