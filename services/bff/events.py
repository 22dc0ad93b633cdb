"""From the bus to the browsers: one consumer per process hears that deliveries advanced, and wakes the connections that show them.

The event says no more than "look again": what is shown is read from situation, with the person's own token. An event heard twice, or lost while
the bus was away, changes nothing but a moment.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mesdroits.situation.v1.events_pb2 import DeliveryAdvanced
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as JetStreamError

from chassis.bus import Bus
from chassis.db import new_id

_log = logging.getLogger(__name__)
_STREAM = "SITUATION"
_SUBJECT = "mesdroits.situation.v1.delivery.advanced"
_AWAY = (NatsError, JetStreamError, OSError, TimeoutError)
_FETCH = 200
_FETCH_SECONDS = 5.0
_FORGOTTEN_SECONDS = 60.0


class Watch:
    """One connection that shows one declaration. However many events come, it holds one mark: look again."""

    def __init__(self) -> None:
        self._moved = asyncio.Event()
        self.closing = False

    def wake(self) -> None:
        """There may be something new."""
        self._moved.set()

    async def wait(self, seconds: float) -> None:
        """Waits for something new, for at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        self._moved.clear()


class Receipts:
    """Who watches which declaration, and the consumer that wakes them."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._watches: defaultdict[str, set[Watch]] = defaultdict(set)
        self._closing = False

    @property
    def connected(self) -> bool:
        """Whether the bus is there."""
        return self._bus.client.is_connected

    @contextmanager
    def watch(self, declaration_id: str) -> Iterator[Watch]:
        """Watches a declaration for the length of a block."""
        watch = Watch()
        watch.closing = self._closing
        self._watches[declaration_id].add(watch)
        try:
            yield watch
        finally:
            self._watches[declaration_id].discard(watch)
            if not self._watches[declaration_id]:
                del self._watches[declaration_id]

    def close(self) -> None:
        """The process ends: every connection says so and closes, and comes back to another replica."""
        self._closing = True
        for watch in self._everyone():
            watch.closing = True
            watch.wake()

    async def run(self) -> None:
        """Listens until cancelled. A bus that is away is waited for; once it is back, everybody looks again."""
        while True:
            try:
                await self._listen(await self._subscribe())
            except _AWAY as away:
                _log.warning("receipts wait", extra={"reason": type(away).__name__})
                await asyncio.sleep(0.5)

    async def _listen(self, subscription: JetStreamContext.PullSubscription) -> None:
        for watch in self._everyone():
            watch.wake()
        try:
            while True:
                await self._fetch(subscription)
        finally:
            with suppress(*_AWAY):
                await subscription.unsubscribe()

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        name = f"bff-{new_id()}"
        config = ConsumerConfig(
            name=name, filter_subject=_SUBJECT, deliver_policy=DeliverPolicy.NEW, ack_policy=AckPolicy.NONE,
            inactive_threshold=_FORGOTTEN_SECONDS, mem_storage=True,
        )  # fmt: skip
        await self._bus.jetstream.add_consumer(_STREAM, config)
        return await self._bus.jetstream.pull_subscribe_bind(consumer=name, stream=_STREAM)

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> None:
        try:
            messages = await subscription.fetch(_FETCH, timeout=_FETCH_SECONDS)
        except TimeoutError:
            # Silence is usual; a consumer that the bus has forgotten is silent too.
            await subscription.consumer_info()
            return
        for message in messages:
            moved = DeliveryAdvanced.FromString(message.data)
            for watch in self._watches.get(moved.declaration_id, ()):
                watch.wake()

    def _everyone(self) -> list[Watch]:
        return [watch for watches in self._watches.values() for watch in watches]
