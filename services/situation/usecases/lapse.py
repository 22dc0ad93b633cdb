"""What the bus no longer holds: an event past the age of its stream goes without an advisory, and an advisory may be missed.

Nobody will answer such a delivery any more, so it is given up here, where the person and the operators see it and may send it again.
"""

import asyncio
import logging
from datetime import timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.db import TRANSIENT, Database, unit_of_work
from services.situation.domain.delivery import lapsed, step_of
from services.situation.store import ledger
from services.situation.usecases.context import Situation

_log = logging.getLogger(__name__)
_DAY_SECONDS, _AWAY_SECONDS = 86_400.0, 5.0
_SLICE = 500


async def lapse_daily(database: Database, situation: Situation) -> NoReturn:
    """Gives up at start, then each day, until cancelled. A database that is away is waited for."""
    while True:
        try:
            count = await lapse(database, situation)
        except TRANSIENT as away:
            _log.warning("lapse waits", extra={"reason": type(away).__name__})
            await asyncio.sleep(_AWAY_SECONDS)
        else:
            _log.info("deliveries lapsed", extra={"rows": count})
            await asyncio.sleep(_DAY_SECONDS)


async def lapse(database: Database, situation: Situation) -> int:
    """Gives up every delivery that has waited longer than its stream keeps it; how many. A slice per transaction."""
    count, last = 0, ""
    while True:
        async with unit_of_work(database) as session:
            found = await _lapse_slice(session, situation, last)
        count += len(found)
        if len(found) < _SLICE:
            return count
        last = found[-1]


async def _lapse_slice(session: AsyncSession, situation: Situation, after: str) -> list[str]:
    now, days = situation.now(), situation.catalogue.delivery_days
    waiting = await ledger.lock_unanswered(session, since=now - timedelta(days=days), after=after, limit=_SLICE)
    dead = [lapsed(delivery, days, now) for delivery in waiting]
    await ledger.advance(session, dead, [(delivery.delivery_id, step_of(delivery)) for delivery in dead])
    await outbox.add(session, *map(situation.events.advanced, dead))
    return [delivery.delivery_id for delivery in dead]
