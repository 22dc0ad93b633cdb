"""Who watches their messages here, and every change that they are told of.

Each replica hears every change, by a consumer of its own on the stream NOTIFY that begins now and is forgotten with its connection. What a watcher
has not taken yet is kept as the ids of the messages that changed: one that changes ten times meanwhile is told once, as it stands.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NoReturn

from google.protobuf.message import DecodeError
from mesdroits.notify.v1 import events_pb2
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry
from chassis.bus import BUS_AWAY, Bus
from chassis.errors import Exhausted
from services.notify.events.published import CHANGED

_log = logging.getLogger(__name__)
_STREAM = "NOTIFY"
_FETCH_SECONDS, _AWAY_SECONDS = 2.0, 0.5
# A consumer whose replica is gone is forgotten by the server after so many seconds.
_FORGOTTEN_SECONDS = 30.0
_BATCH, _MOST_PENDING, _MOST_PER_PERSON = 200, 200, 20


class TooManyWatches(Exhausted):
    """The person watches from too many places."""

    reason = "TOO_MANY_WATCHES"
    default_message = "Trop de pages suivent vos messages en même temps. Fermez-en une, puis réessayez."


@dataclass
class Watch:
    """One watcher. `lost`: some change may not have been heard; what is shown is to be read anew."""

    changed: dict[str, None] = field(default_factory=dict)
    lost: bool = False
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, message_id: str) -> None:
        """A message changed. A watcher too slow to follow is told that it has lost some."""
        if len(self.changed) >= _MOST_PENDING:
            self.lose()
            return
        self.changed[message_id] = None
        self._rung.set()

    def lose(self) -> None:
        """Changes may have been missed."""
        self.changed.clear()
        self.lost = True
        self._rung.set()

    async def taken(self, seconds: float) -> list[str] | None:
        """The messages that changed since the last time, waited for that long; None: some may have been lost."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
        changed, lost = list(self.changed), self.lost
        self.changed, self.lost = {}, False
        return None if lost else changed


class Hub:
    """The watchers of this replica."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._watches: dict[str, set[int]] = defaultdict(set)
        self._by_id: dict[int, Watch] = {}
        telemetry.meter().create_observable_gauge("notify_watches", [self._observe], unit="{watch}")

    @contextmanager
    def watch(self, person_id: str) -> Iterator[Watch]:
        """A watcher of a person's messages. Raises TooManyWatches."""
        theirs = self._watches[person_id]
        if len(theirs) >= _MOST_PER_PERSON:
            raise TooManyWatches(retry_in=30.0)
        watch = Watch()
        self._by_id[id(watch)] = watch
        theirs.add(id(watch))
        try:
            yield watch
        finally:
            del self._by_id[id(watch)]
            theirs.discard(id(watch))
            if not theirs:
                self._watches.pop(person_id, None)

    def tell(self, person_id: str, message_id: str) -> None:
        """A message of a person changed."""
        for name in self._watches.get(person_id, ()):
            self._by_id[name].tell(message_id)

    async def run(self) -> NoReturn:
        """Listens until cancelled. A bus that is away is waited for. Raises BusLost."""
        while True:
            try:
                await self._listen()
            except BUS_AWAY as away:
                _log.warning("watches wait", extra={"reason": type(away).__name__})
            self._bus.check()
            await asyncio.sleep(_AWAY_SECONDS)

    async def _listen(self) -> None:
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.NEW, ack_policy=AckPolicy.NONE, filter_subject=CHANGED,
            inactive_threshold=_FORGOTTEN_SECONDS, mem_storage=True,
        )  # fmt: skip
        subscription = await self._bus.jetstream.pull_subscribe(CHANGED, stream=_STREAM, config=config)
        # What changed between the last connection and this one was not heard.
        for watch in self._by_id.values():
            watch.lose()
        try:
            while True:
                await self._fetch(subscription)
        finally:
            with suppress(*BUS_AWAY):
                await subscription.unsubscribe()

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> None:
        try:
            heard = await subscription.fetch(_BATCH, timeout=_FETCH_SECONDS)
        except TimeoutError:
            if not self._bus.client.is_connected:
                raise
            # A server that started again has forgotten the consumer, and says nothing of it.
            await subscription.consumer_info()
            return
        for message in heard:
            self._hear(message)

    def _hear(self, message: Msg) -> None:
        try:
            changed = events_pb2.MessageChanged.FromString(message.data)
        except DecodeError:
            return
        self.tell(changed.person_id, changed.message_id)

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(len(self._by_id))]
