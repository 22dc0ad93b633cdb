"""What time alone does to messages: those past their last instant expire, old ones are erased."""

import asyncio
import logging
from datetime import timedelta
from typing import NoReturn

from chassis.db import TRANSIENT, Database, unit_of_work
from services.notify.domain.messages import MessageState, Reason
from services.notify.store import erasure, messages
from services.notify.usecases.context import Notify
from services.notify.usecases.record import change

_log = logging.getLogger(__name__)
_TURN_SECONDS, _AWAY_SECONDS = 3600.0, 5.0
_SLICE = 200


async def pass_days(database: Database, notify: Notify) -> NoReturn:
    """A turn at start, then each hour. A database that is away is waited for."""
    while True:
        try:
            count = await one_turn(database, notify)
        except TRANSIENT as away:
            _log.warning("days wait", extra={"reason": type(away).__name__})
            await asyncio.sleep(_AWAY_SECONDS)
        else:
            _log.info("days passed", extra={"rows": count})
            await asyncio.sleep(_TURN_SECONDS)


async def one_turn(database: Database, notify: Notify) -> int:
    """Everything that time has done until now; how many messages."""
    return await _expire(database, notify) + await _purge(database, notify)


async def _expire(database: Database, notify: Notify) -> int:
    count = 0
    while True:
        async with unit_of_work(database) as session:
            now = notify.now()
            past = await messages.past_valid(session, notify.vault, now, _SLICE)
            for message in past:
                await change(session, notify, message.close(MessageState.EXPIRED, Reason.TOO_LATE, now))
        count += len(past)
        if len(past) < _SLICE:
            return count


async def _purge(database: Database, notify: Notify) -> int:
    count = 0
    while True:
        async with unit_of_work(database) as session:
            now = notify.now()
            gone = await erasure.purge(session, now - timedelta(days=notify.kept_days), now, _SLICE)
        count += gone
        if gone < _SLICE:
            return count
