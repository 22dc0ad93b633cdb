"""What time alone does: silence becomes a decision, a pause ends, a draft is told of, then erased."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import TRANSIENT, Database, read_session, unit_of_work
from services.requests_tracking.store import claims
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.drafts import tend_draft
from services.requests_tracking.usecases.silence import look_at_clock

_log = logging.getLogger(__name__)
_TURN_SECONDS, _AWAY_SECONDS = 3600.0, 5.0
_SLICE = 200


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
