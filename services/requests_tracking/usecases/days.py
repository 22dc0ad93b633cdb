"""What time alone does: silence becomes a decision, a pause ends, a draft is told of, then erased."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import TRANSIENT, Database, read_session, unit_of_work
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.dates import french_date, morning_after
from services.requests_tracking.domain.legal import clock_of, silent_decision
from services.requests_tracking.domain.timeline import fold
from services.requests_tracking.domain.vocabulary import OPEN, ClaimState, StepKind
from services.requests_tracking.store import claims, steps
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.drafts import tend_draft
from services.requests_tracking.usecases.record import Line, clock_date, say

_log = logging.getLogger(__name__)
_TURN_SECONDS, _AWAY_SECONDS = 3600.0, 5.0
_SLICE = 200
_SPOKEN = "L'organisme n'a pas répondu avant la fin du {day}. La loi en fait une décision."


async def pass_days(database: Database, tracking: Tracking) -> NoReturn:
    """A turn at start, then each hour: a day is noticed soon after it begins. A database that is away is waited for."""
    while True:
        try:
            count = await one_turn(database, tracking)
        except TRANSIENT as away:
            _log.warning("days wait", extra={"reason": type(away).__name__})
            await asyncio.sleep(_AWAY_SECONDS)
        else:
            _log.info("days passed", extra={"rows": count})
            await asyncio.sleep(_TURN_SECONDS)


async def one_turn(database: Database, tracking: Tracking) -> int:
    """Everything that time has done until now; how many claims were looked at. One transaction each."""
    now = tracking.now()

    async def clocks(session: AsyncSession) -> list[str]:
        return await claims.clock_due(session, tracking.today(), _SLICE)

    async def drafts(session: AsyncSession) -> list[str]:
        soon = now + timedelta(days=tracking.catalogue.reminder_days)
        return await claims.drafts_due(session, expired=now, remind=soon, limit=_SLICE)

    async def past(session: AsyncSession) -> list[str]:
        return await claims.past_keeping(session, tracking.kept_since(), _SLICE)

    looked = await _each(database, clocks, lambda session, claim_id: look_at_clock(session, tracking, claim_id))
    looked += await _each(database, drafts, lambda session, claim_id: tend_draft(session, tracking, claim_id))
    return looked + await _each(database, past, claims.delete)


async def look_at_clock(session: AsyncSession, tracking: Tracking, claim_id: str) -> None:
    """Turn an organisme's silence into a decision if its time is over; otherwise note when to look again."""
    claim = await claims.by_id(session, claim_id, lock=True)
    rule = tracking.rule_of(claim) if claim else None
    if claim is None or claim.submitted is None or rule is None:
        return
    listed = (await steps.of_claims(session, tracking.vault, [claim_id]))[claim_id]
    story = fold(listed, tracking.catalogue.mapping_of(claim.organisme))
    reading = clock_of(rule, story, claim.submitted, tracking.today())
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


async def _each(
    database: Database,
    due: Callable[[AsyncSession], Awaitable[list[str]]],
    act: Callable[[AsyncSession, str], Awaitable[None]],
) -> int:
    seen: set[str] = set()
    while True:
        async with read_session(database) as session:
            found = [claim_id for claim_id in await due(session) if claim_id not in seen]
        for claim_id in found:
            async with unit_of_work(database) as session:
                await act(session, claim_id)
        seen.update(found)
        if len(found) < _SLICE:
            return len(seen)
