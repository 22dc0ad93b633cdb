"""The inbox: an event's effect happens once, however often the event comes. Never an acknowledgement before the commit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import sqlalchemy as sa
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as JetStreamError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.bus import Bus, Incoming, incoming
from chassis.db import TRANSIENT, Database, chassis_tables, unit_of_work
from chassis.errors import Unavailable

_log = logging.getLogger(__name__)
_TABLES = chassis_tables(sa.MetaData())
_BUS_AWAY = (NatsError, JetStreamError, OSError, TimeoutError)
_FETCH_SECONDS = 5.0
_ACK_WAIT = 30.0

Handler = Callable[[AsyncSession, Incoming], Awaitable[None]]
Prepare = Callable[[Incoming], Awaitable[Handler]]
OnDead = Callable[[AsyncSession, Incoming, str], Awaitable[None]]


def _always(handler: Handler | None) -> Prepare:
    if handler is None:
        raise ValueError("a consumer has a handler or a prepare")

    async def prepare(_: Incoming) -> Handler:
        return handler

    return prepare


class PermanentError(Exception):
    """This event can never be handled; its reason is French, and may be shown to the person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Consumer:
    """A durable pull consumer of one stream.

    Each event is handled in a transaction that begins with its row in the inbox. What is away (database, another service) means "later"; a
    PermanentError, or the last delivery, writes a dead letter, which `on_dead` turns into something that a person can see.
    Give `handler`, or `prepare` when something must be read from another service first: it runs before the transaction, and returns the handler.
    """

    def __init__(  # noqa: PLR0913  a consumer's configuration, all by keyword
        self,
        database: Database,
        bus: Bus,
        *,
        stream: str,
        durable: str,
        subjects: Sequence[str],
        handler: Handler | None = None,
        prepare: Prepare | None = None,
        on_dead: OnDead | None = None,
        max_deliver: int = 8,
        batch: int = 50,
        concurrency: int = 4,
    ) -> None:
        self._database, self._bus, self._stream, self._durable = database, bus, stream, durable
        self._subjects, self._on_dead = list(subjects), on_dead
        self._prepare = prepare or _always(handler)
        self._max_deliver, self._batch = max_deliver, batch
        self._slots = asyncio.Semaphore(concurrency)
        self._dead = telemetry.meter().create_counter("inbox_dead_letters", unit="{event}")

    async def run(self) -> None:
        """Consumes until cancelled. A bus that is away is waited for."""
        while True:
            try:
                subscription = await self._subscribe()
                while True:
                    await self._fetch(subscription)
            except _BUS_AWAY as away:
                _log.warning("consumer waits", extra={"consumer": self._durable, "reason": type(away).__name__})
                await asyncio.sleep(0.5)

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        config = ConsumerConfig(
            durable_name=self._durable, filter_subjects=self._subjects, ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL, ack_wait=_ACK_WAIT, max_deliver=self._max_deliver, max_ack_pending=1000,
        )  # fmt: skip
        await self._bus.jetstream.add_consumer(self._stream, config)
        return await self._bus.jetstream.pull_subscribe_bind(consumer=self._durable, stream=self._stream)

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> None:
        try:
            messages = await subscription.fetch(self._batch, timeout=_FETCH_SECONDS)
        except TimeoutError:
            if not self._bus.client.is_connected:
                raise
            return
        async with asyncio.TaskGroup() as group:
            for message in messages:
                group.create_task(self._guarded(message))

    async def _guarded(self, message: Msg) -> None:
        async with self._slots:
            event = incoming(message)
            attributes: telemetry.Attributes = {
                "messaging.destination.name": event.subject,
                "messaging.delivery_count": event.deliveries,
            }
            name = f"process {self._durable}"
            with telemetry.span(
                name, telemetry.SpanKind.CONSUMER, parent=event.traceparent, attributes=attributes
            ) as span:
                await self._consume(message, event, span)

    async def _consume(self, message: Msg, event: Incoming, span: Any) -> None:
        try:
            handler = await self._prepare(event)
            async with unit_of_work(self._database) as session:
                if await self._first_time(session, event):
                    await handler(session, event)
            await message.ack()
        except PermanentError as refused:
            telemetry.fail(span, "PERMANENT")
            await self._bury(message, event, refused.reason)
        except (Unavailable, *TRANSIENT) as away:
            telemetry.fail(span, type(away).__name__)
            await message.nak(delay=min(30.0, 0.5 * 2**event.deliveries))
        except Exception as unexpected:  # noqa: BLE001  the consumer loop outlives any event
            telemetry.fail(span, type(unexpected).__name__)
            _log.exception("event not handled", extra={"consumer": self._durable, "event_id": event.event_id})
            await self._retry_or_bury(message, event)

    async def _retry_or_bury(self, message: Msg, event: Incoming) -> None:
        if event.deliveries < self._max_deliver:
            await message.nak(delay=min(30.0, 0.5 * 2**event.deliveries))
        else:
            await self._bury(message, event, "Cet échange n'a pas pu être traité. Notre équipe en est avertie.")

    async def _first_time(self, session: AsyncSession, event: Incoming) -> bool:
        row = {"consumer": self._durable, "event_id": event.event_id}
        written = await session.execute(insert(_TABLES.inbox).values(row).on_conflict_do_nothing())
        return bool(written.rowcount)  # type: ignore[attr-defined]

    async def _bury(self, message: Msg, event: Incoming, reason: str) -> None:
        row = {
            "consumer": self._durable, "event_id": event.event_id, "subject": event.subject,
            "data": event.data, "headers": dict(event.headers), "reason": reason,
        }  # fmt: skip
        async with unit_of_work(self._database) as session:
            written = await session.execute(insert(_TABLES.dead_letters).values(row).on_conflict_do_nothing())
            if written.rowcount and self._on_dead:  # type: ignore[attr-defined]
                await self._on_dead(session, event, reason)
        self._dead.add(1, {"consumer": self._durable})
        _log.error(
            "dead letter", extra={"consumer": self._durable, "event_id": event.event_id, "subject": event.subject}
        )
        await message.term()
