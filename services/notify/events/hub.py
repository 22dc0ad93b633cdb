"""Who watches their messages here, and every change that they are told of.

Each replica hears every change, by a consumer of its own on the stream NOTIFY that begins now and is forgotten with its connection; those that it
committed itself it tells at once, and knows again when the bus brings them. Changes that come together are read together, those alone that somebody
watches. What a watcher has not taken yet is kept by message: one that changes ten times meanwhile is told once, as it last stood.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator
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
from chassis.db import TRANSIENT
from chassis.errors import Exhausted
from services.notify.domain.messages import Message
from services.notify.events.near import Change, Near
from services.notify.events.published import CHANGED

_log = logging.getLogger(__name__)
_STREAM = "NOTIFY"
_FETCH_SECONDS, _AWAY_SECONDS = 2.0, 0.5
# A consumer whose replica is gone is forgotten by the server after so many seconds.
_FORGOTTEN_SECONDS = 30.0
_BATCH, _MOST_PENDING, _MOST_PER_PERSON = 200, 200, 20


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it stands, and how many of the person's are open and not read."""

    message: Message
    unread: int


Load = Callable[[Collection[str]], Awaitable[list[Told]]]


class TooManyWatches(Exhausted):
    """The person watches from too many places."""

    reason = "TOO_MANY_WATCHES"
    default_message = "Trop de pages suivent vos messages en même temps. Fermez-en une, puis réessayez."


@dataclass
class Watch:
    """One watcher. `lost`: some change may not have been heard; what is shown is to be read anew."""

    changed: dict[str, Told] = field(default_factory=dict)
    lost: bool = False
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, told: Told) -> None:
        """A message changed. A watcher too slow to follow is told that it has lost some."""
        if len(self.changed) >= _MOST_PENDING:
            self.lose()
            return
        self.changed[told.message.message_id] = told
        self._rung.set()

    def lose(self) -> None:
        """Changes may have been missed."""
        self.changed.clear()
        self.lost = True
        self._rung.set()

    async def taken(self, seconds: float) -> list[Told] | None:
        """The messages that changed since the last time, waited for that long; None: some may have been lost."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
        changed, lost = list(self.changed.values()), self.lost
        self.changed, self.lost = {}, False
        return None if lost else changed


class Hub:
    """The watchers of this replica. `near`: what it commits itself. `load`: messages as they stand now, by id; what is not there is not to be told."""

    def __init__(self, bus: Bus, near: Near, load: Load) -> None:
        self._bus, self._near, self._load = bus, near, load
        self._watches: dict[str, set[int]] = defaultdict(set)
        self._by_id: dict[int, Watch] = {}
        # Of each person who watches: the version in which each message was last told.
        self._versions: dict[str, dict[str, int]] = defaultdict(dict)
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
                self._versions.pop(person_id, None)

    async def tell(self, changes: Collection[Change]) -> None:
        """Those that somebody watches, and was not told, are read and told."""
        watched = [change for change in changes if self._is_news(change)]
        if not watched:
            return
        try:
            found = await self._load({change.message_id for change in watched})
        except TRANSIENT as away:
            _log.warning("changes not read", extra={"reason": type(away).__name__})
            for watch in self._of({change.person_id for change in watched}):
                watch.lose()
            return
        for told in found:
            self._tell(told)

    def _is_news(self, change: Change) -> bool:
        if change.person_id not in self._watches:
            return False
        return change.version > self._versions[change.person_id].get(change.message_id, 0)

    def _tell(self, told: Told) -> None:
        message = told.message
        # Who watched when it was read may have left since.
        if self._is_news(Change(message.message_id, message.person_id, message.version)):
            self._versions[message.person_id][message.message_id] = message.version
            for watch in self._of({message.person_id}):
                watch.tell(told)

    def _of(self, person_ids: Collection[str]) -> list[Watch]:
        return [self._by_id[name] for person_id in person_ids for name in self._watches.get(person_id, ())]

    async def run_near(self) -> NoReturn:
        """Tells what this process commits, until cancelled."""
        while True:
            await self.tell(await self._near.taken())

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
        await self.tell(list(filter(None, map(_changed, heard))))

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(len(self._by_id))]


def _changed(message: Msg) -> Change | None:
    try:
        changed = events_pb2.MessageChanged.FromString(message.data)
    except DecodeError:
        return None
    return Change(changed.message_id, changed.person_id, changed.version)
