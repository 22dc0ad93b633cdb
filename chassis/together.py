"""Where events come by the thousand, those that wait are taken together, in one transaction, in the order of the stream.

When one of them cannot be handled, nothing of the group is written, and each goes its ordinary way, alone.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus, Incoming, incoming
from chassis.db import Database, unit_of_work
from chassis.inbox import Consumer

HandleMany = Callable[[AsyncSession, Sequence[Incoming]], Awaitable[None]]

_log = logging.getLogger(__name__)


class TogetherConsumer(Consumer):
    """A consumer whose `together` handles many events in one transaction; its ordinary handler remains for each alone."""

    def __init__(self, database: Database, bus: Bus, *, together: HandleMany, **configuration: Any) -> None:
        super().__init__(database, bus, **configuration)
        self._transactions, self._together = database, together

    async def receive(self, messages: Sequence[Msg]) -> None:
        """All of them at once; one after the other when that cannot be."""
        if await self._handled_together(messages):
            for message in messages:
                await message.ack()
            return
        for message in messages:
            await self.take(message)

    async def _handled_together(self, messages: Sequence[Msg]) -> bool:
        events = {event.event_id: event for event in map(incoming, messages)}
        try:
            async with unit_of_work(self._transactions) as session:
                fresh = await self.claim(session, list(events))
                await self._together(session, [event for event_id, event in events.items() if event_id in fresh])
        except Exception as failure:  # noqa: BLE001  whatever it is, each event meets it again alone, where it is named
            _log.warning(
                "events not handled together", extra={"count": len(messages), "reason": type(failure).__name__}
            )
            return False
        return True
