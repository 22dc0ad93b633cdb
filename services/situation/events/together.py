"""Receipts come by the thousand: those that wait are taken together, in one transaction, in the order of the stream.

When one of them cannot be handled, nothing of the group is written, and each goes its ordinary way, alone.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import sqlalchemy as sa
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus, Incoming, incoming
from chassis.db import Database, unit_of_work
from chassis.inbox import Consumer
from services.situation.store.tables import chassis

HandleMany = Callable[[AsyncSession, Sequence[Incoming]], Awaitable[None]]

_WAIT_SECONDS = 2.0
_log = logging.getLogger(__name__)


class TogetherConsumer(Consumer):
    """A consumer whose `together` handles many events in one transaction; its ordinary handler remains for each alone."""

    def __init__(self, database: Database, bus: Bus, *, together: HandleMany, **configuration: Any) -> None:
        super().__init__(database, bus, **configuration)
        self._together = together

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> None:
        try:
            messages = await subscription.fetch(self._batch, timeout=_WAIT_SECONDS)
        except TimeoutError:
            if not self._bus.client.is_connected:
                raise
            return
        if await self._handled_together(messages):
            for message in messages:
                await message.ack()
            return
        for message in messages:
            await self._guarded(message)

    async def _handled_together(self, messages: Sequence[Msg]) -> bool:
        events = {event.event_id: event for event in map(incoming, messages)}
        try:
            async with unit_of_work(self._database) as session:
                fresh = await self._first_time(session, list(events))
                await self._together(session, [event for event_id, event in events.items() if event_id in fresh])
        except Exception as failure:  # noqa: BLE001  whatever it is, each event meets it again alone, where it is named
            _log.warning(
                "events not handled together", extra={"count": len(messages), "reason": type(failure).__name__}
            )
            return False
        return True

    async def _first_time(self, session: AsyncSession, event_ids: Sequence[str]) -> set[str]:
        """Which of these this consumer has not handled yet; they are noted as handled."""
        ids = sa.func.unnest(sa.literal(list(event_ids), sa.ARRAY(sa.Text)))
        claim = insert(chassis.inbox).from_select(["consumer", "event_id"], sa.select(sa.literal(self._durable), ids))
        claimed = await session.execute(claim.on_conflict_do_nothing().returning(chassis.inbox.c.event_id))
        return set(claimed.scalars())
