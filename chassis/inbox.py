"""The inbox: an event's effect happens once, however often the event comes. Never an acknowledgement before the commit."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

import sqlalchemy as sa
from google.protobuf.message import DecodeError
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from chassis import telemetry
from chassis.bus import BUS_AWAY, Bus, Incoming, incoming
from chassis.db import TRANSIENT, Database, chassis_tables, unit_of_work
from chassis.dead_letters import PermanentError, Replays, bury, reason_of
from chassis.errors import Exhausted, TimedOut, Unavailable

__all__ = ["Consumer", "Handler", "OnDead", "PermanentError", "Prepare"]

_log = logging.getLogger(__name__)
_TABLES = chassis_tables(sa.MetaData())
_FETCH_SECONDS = 2.0
_AWAY_SECONDS = 0.5
_LONGEST_DELAY_AWAY, _LONGEST_DELAY_BUG = 10.0, 30.0
_MOST_BUGS = 10_000

Handler = Callable[[AsyncSession, Incoming], Awaitable[None]]
Prepare = Callable[[Incoming], Awaitable[Handler]]
OnDead = Callable[[AsyncSession, Incoming, str], Awaitable[None]]
Answer = Callable[[], Awaitable[None]]


def _always(handler: Handler | None) -> Prepare:
    if handler is None:
        raise ValueError("a consumer has a handler or a prepare")

    async def prepare(_: Incoming) -> Handler:
        return handler

    return prepare


class Consumer:
    """A durable pull consumer of one stream.

    Each event is handled in a transaction that begins with its row in the inbox. What is away (database, another service) means "later", as
    often as it takes; a PermanentError, or a bug that came back `max_deliver` times, writes a dead letter, which `on_dead` turns into something
    that a person can see. Nothing that happens to one event, to the database or to the bus ends the consumer.
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
        ack_wait: float = 30.0,
    ) -> None:
        self._database, self._bus, self._stream, self._durable = database, bus, stream, durable
        self._subjects, self._on_dead = list(subjects), on_dead
        self._prepare = prepare or _always(handler)
        self._max_deliver, self._batch, self._ack_wait = max_deliver, batch, ack_wait
        self._slots = asyncio.Semaphore(concurrency)
        self._in_hand: dict[asyncio.Task[None], Msg] = {}
        self._bugs: Counter[str] = Counter()
        self._replays = Replays(database, durable, self._again)
        self._dead = telemetry.meter().create_counter("inbox_dead_letters", unit="{event}")

    async def run(self) -> None:
        """Consumes until cancelled. A bus that is away is waited for. Raises BusLost."""
        beside = [asyncio.create_task(self._keep_in_hand()), asyncio.create_task(self._replays.run())]
        try:
            while True:
                await self._consume_while_connected()
                self._bus.check()
                await asyncio.sleep(_AWAY_SECONDS)
        finally:
            tasks = [*beside, *self._in_hand]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _consume_while_connected(self) -> None:
        subscription = None
        try:
            subscription = await self._subscribe()
            while True:
                await self._fetch(subscription)
        except BUS_AWAY as away:
            _log.warning("consumer waits", extra={"consumer": self._durable, "reason": type(away).__name__})
        finally:
            if subscription:
                with suppress(*BUS_AWAY):
                    await subscription.unsubscribe()

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        # The server never gives up on an event by itself: past its own limit it would just stop delivering it, without a word.
        config = ConsumerConfig(
            durable_name=self._durable, filter_subjects=self._subjects, ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL, ack_wait=self._ack_wait, max_deliver=-1, max_ack_pending=1000,
        )  # fmt: skip
        await self._bus.jetstream.add_consumer(self._stream, config)
        return await self._bus.jetstream.pull_subscribe_bind(consumer=self._durable, stream=self._stream)

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> None:
        free = self._batch - len(self._in_hand)
        if free <= self._batch // 2:
            await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
            return
        try:
            messages = await subscription.fetch(free, timeout=_FETCH_SECONDS)
        except TimeoutError:
            if not self._bus.client.is_connected:
                raise
            return
        await self.receive(messages)

    async def receive(self, messages: Sequence[Msg]) -> None:
        """What came. Each goes its way beside the others; a consumer that takes several at once says so here."""
        for message in messages:
            task = asyncio.create_task(self.take(message))
            self._in_hand[task] = message
            task.add_done_callback(self._in_hand.pop)

    async def claim(self, session: AsyncSession, event_ids: Sequence[str]) -> set[str]:
        """Which of these were not handled yet; they are noted as handled, with whatever else the transaction writes."""
        ids = sa.func.unnest(sa.literal(list(event_ids), sa.ARRAY(sa.Text)))
        noted = insert(_TABLES.inbox).from_select(["consumer", "event_id"], sa.select(sa.literal(self._durable), ids))
        claimed = await session.execute(noted.on_conflict_do_nothing().returning(_TABLES.inbox.c.event_id))
        return set(claimed.scalars())

    async def _keep_in_hand(self) -> None:
        # What waits for its turn here, or takes long, must not be delivered to another replica meanwhile.
        while True:
            await asyncio.sleep(self._ack_wait / 3)
            for message in list(self._in_hand.values()):
                with suppress(*BUS_AWAY):
                    await message.in_progress()

    async def take(self, message: Msg) -> None:
        """One event, from its handling to its answer to the bus; never raises for what happens to it."""
        # If the process stops meanwhile, another replica takes the event now rather than when the wait is over.
        answer: Answer = message.nak
        try:
            async with self._slots:
                answer = await self._consume(message)
        finally:
            # Without an answer the event comes again, and is recognised.
            with suppress(*BUS_AWAY):
                await answer()

    async def _consume(self, message: Msg) -> Answer:
        event = incoming(message)
        attributes: telemetry.Attributes = {
            "messaging.destination.name": event.subject,
            "messaging.delivery_count": event.deliveries,
        }
        with telemetry.span(
            f"process {self._durable}", telemetry.SpanKind.CONSUMER, parent=event.traceparent, links=[event.traceparent],
            attributes=attributes,
        ) as span:  # fmt: skip
            try:
                await self._handle(event)
            except (PermanentError, DecodeError) as refused:
                telemetry.fail(span, "PERMANENT")
                return await self._bury(message, event, reason_of(refused))
            except (Unavailable, TimedOut, Exhausted, *TRANSIENT) as away:
                telemetry.fail(span, type(away).__name__)
                return partial(message.nak, delay=_delay(event, _LONGEST_DELAY_AWAY))
            except Exception as bug:  # noqa: BLE001  the consumer loop outlives any event
                telemetry.fail(span, type(bug).__name__)
                return await self._retry_or_bury(message, event, bug)
            self._bugs.pop(event.event_id, None)
            return message.ack

    async def _handle(self, event: Incoming) -> None:
        handler = await self._prepare(event)
        async with unit_of_work(self._database) as session:
            row = {"consumer": self._durable, "event_id": event.event_id}
            written = await session.execute(insert(_TABLES.inbox).values(row).on_conflict_do_nothing())
            if written.rowcount:  # type: ignore[attr-defined]
                await handler(session, event)

    async def _again(self, event: Incoming) -> str | None:
        """Tries what was given up; why it failed again, None when it has had its effect. Raises what is away."""
        try:
            await self._handle(event)
        except (Unavailable, TimedOut, Exhausted, *TRANSIENT):
            raise
        except Exception as failed:  # noqa: BLE001  the consumer loop outlives any event
            return reason_of(failed)
        return None

    async def _retry_or_bury(self, message: Msg, event: Incoming, bug: Exception) -> Answer:
        _log.error(
            "event not handled", exc_info=bug, extra={"consumer": self._durable, "event_id": event.event_id}
        )  # fmt: skip
        if len(self._bugs) > _MOST_BUGS:
            self._bugs.clear()
        # Counted here rather than by deliveries, which also count how often the database was away.
        self._bugs[event.event_id] += 1
        if self._bugs[event.event_id] < self._max_deliver:
            return partial(message.nak, delay=_delay(event, _LONGEST_DELAY_BUG))
        return await self._bury(message, event, reason_of(bug))

    async def _bury(self, message: Msg, event: Incoming, reason: str) -> Answer:
        try:
            await self._write_dead_letter(event, reason)
        except Exception as unwritten:  # noqa: BLE001  an event that cannot even be buried comes again
            _log.error(
                "dead letter not written", exc_info=unwritten, extra={"consumer": self._durable, "event_id": event.event_id}
            )  # fmt: skip
            return partial(message.nak, delay=_LONGEST_DELAY_BUG)
        self._bugs.pop(event.event_id, None)
        self._dead.add(1, {"consumer": self._durable})
        _log.error(
            "dead letter", extra={"consumer": self._durable, "event_id": event.event_id, "subject": event.subject}
        )
        return message.term

    async def _write_dead_letter(self, event: Incoming, reason: str) -> None:
        async with unit_of_work(self._database) as session:
            if await bury(session, self._durable, event, reason) and self._on_dead:
                await self._on_dead(session, event, reason)


def _delay(event: Incoming, longest: float) -> float:
    return float(min(longest, 0.5 * 2 ** min(event.deliveries, 10)))
