"""What is told once more, and what goes to paper and then to a person who calls: looked at every minute, in SQL, a few hundred at a time."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from chassis.db import TRANSIENT, unit_of_work
from services.notify.domain.messages import MessageKind
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.delivery import ESCALATED
from services.notify.domain.sending.escalation import STEPS, remind_after
from services.notify.store import announcements, deliveries, escalations
from services.notify.store.announcements import Announcement
from services.notify.store.escalations import Waiting
from services.notify.usecases.plan import deliveries_for, reachable_of
from services.notify.usecases.sending import Sending

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 60.0
_BATCH = 200
# The calendar's own rounds count from 1: a reminder of the mail-box has a number that it never reaches.
REMINDER_ROUND = 101
# A reminder that could not be told for two days is not told.
_WINDOW = timedelta(days=2)


class Escalation:
    """Reminds and escalates, for as long as the process runs; several processes may: each row is written once."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending

    async def run(self) -> NoReturn:
        """Until cancelled. A database that is away is waited for."""
        while True:
            try:
                await self.once()
            except TRANSIENT as away:
                _log.warning("escalation waits", extra={"reason": type(away).__name__})
            await asyncio.sleep(_PERIOD_SECONDS)

    async def once(self) -> int:
        """All that is due now; how many reminders, letters and calls."""
        now, done = self._sending.notify.now(), 0
        for channel, after in STEPS:
            while moved := await self._escalate(channel, now, now - after):
                done += moved
        for kind in MessageKind:
            while told := await self._remind(kind, now):
                done += told
        async with unit_of_work(self._sending.database) as session:
            await escalations.drop_calls(session, now)
        return done

    async def _escalate(self, channel: Channel, now: datetime, before: datetime) -> int:
        sending = self._sending
        async with unit_of_work(sending.database) as session:
            waiting = await escalations.unread(session, channel, now, before, _BATCH)
            reachable = await reachable_of(session, sending, [one.person_id for one in waiting], sending.notify.now())
            planned = [
                delivery
                for one in waiting
                for delivery in deliveries_for(
                    sending, _announced(one, ESCALATED, sending.notify.now()), [channel], reachable[one.person_id]
                )
            ]
            return await deliveries.add(session, sending.notify.vault, planned)

    async def _remind(self, kind: MessageKind, now: datetime) -> int:
        after = remind_after(kind)
        between = (now - after - _WINDOW, now - after)
        async with unit_of_work(self._sending.database) as session:
            silent = await escalations.silent(session, kind, between, REMINDER_ROUND, _BATCH)
            await announcements.add(session, _announcements(silent, now))
        return len(silent)


def _announced(one: Waiting, number: int, now: datetime) -> Announcement:
    return Announcement(one.message_id, one.person_id, number, now)


def _announcements(silent: Sequence[Waiting], now: datetime) -> list[Announcement]:
    return [_announced(one, REMINDER_ROUND, now) for one in silent]
