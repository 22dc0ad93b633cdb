"""One organisme on the bus: it pulls its situations, does what they ask, and publishes its receipts and what becomes of claims."""

import asyncio
import contextlib
import logging
from typing import NoReturn

from nats.aio.msg import Msg
from nats.js import JetStreamContext

from chassis.bus import BUS_AWAY, Bus, incoming
from sandbox.organismes.conduct import Switch
from sandbox.organismes.intake import Books, Disposal, Intake

_log = logging.getLogger(__name__)
STREAM = "ORGANISMES"
_BATCH = 200
_FETCH_SECONDS = 2.0
_WAIT_SECONDS = 0.3


class Player:
    """One organisme, with its own connection to the bus. `switch` stops it as if its machines were off."""

    def __init__(self, organisme: str, bus: Bus, books: Books, intake: Intake, switch: Switch) -> None:
        self._organisme, self._bus, self._books = organisme, bus, books
        self._intake, self._switch = intake, switch
        self._work_came = asyncio.Event()

    async def run(self) -> None:
        """Play until cancelled. Raises BusLost when only a new process can connect again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._pull())
            group.create_task(self._perform())
            group.create_task(self._publish())

    async def _pull(self) -> NoReturn:
        # The durable was made by the suite: an organisme may neither create it nor look at it.
        subscription = await self._bus.jetstream.pull_subscribe_bind(
            consumer=f"{self._organisme}-situation", stream=STREAM
        )
        try:
            while True:
                await self._switch.up.wait()
                messages = await self._fetch(subscription)
                if self._switch.down:
                    await self._dispose([(message, Disposal.RETRY) for message in messages])
                elif messages:
                    await self._dispose(self._take(messages))
        finally:
            # What nobody will read any more would keep the connection from draining.
            with contextlib.suppress(*BUS_AWAY):
                await subscription.unsubscribe()

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> list[Msg]:
        try:
            return await subscription.fetch(_BATCH, timeout=_FETCH_SECONDS)
        except TimeoutError:
            return []
        except BUS_AWAY as away:
            self._bus.check()
            _log.info("waiting for the bus", extra={"organisme": self._organisme, "reason": type(away).__name__})
            await asyncio.sleep(_WAIT_SECONDS)
            return []

    def _take(self, messages: list[Msg]) -> list[tuple[Msg, Disposal]]:
        with self._books.store.transaction():
            taken = [(message, self._intake.take(incoming(message))) for message in messages]
        self._work_came.set()
        return taken

    async def _dispose(self, taken: list[tuple[Msg, Disposal]]) -> None:
        """After the commit: what was not written is not acknowledged."""
        for message, disposal in taken:
            try:
                if disposal is Disposal.ACKNOWLEDGE:
                    await message.ack()
                elif disposal is Disposal.RETRY:
                    await message.nak()
                else:
                    await message.term()
            except BUS_AWAY as away:
                # It comes again, and is recognised.
                _log.info("not acknowledged", extra={"organisme": self._organisme, "reason": type(away).__name__})

    async def _perform(self) -> NoReturn:
        while True:
            await self._switch.up.wait()
            self._work_came.clear()
            if tasks := self._books.ledger.due(self._organisme, self._books.clock()):
                with self._books.store.transaction():
                    for task in tasks:
                        self._intake.perform(task)
                # Others have work too.
                await asyncio.sleep(0)
            else:
                await self._until_work()

    async def _until_work(self) -> None:
        due = self._books.ledger.next_due(self._organisme)
        try:
            async with asyncio.timeout(None if due is None else max(0.0, due - self._books.clock())):
                await self._work_came.wait()
        except TimeoutError:
            return

    async def _publish(self) -> NoReturn:
        while True:
            await self._switch.up.wait()
            came = self._books.outbox.came[self._organisme]
            came.clear()
            waiting = self._books.outbox.unsent(self._organisme)
            if not waiting:
                await came.wait()
                continue
            failures = await self._bus.publish_many([event for _, event in waiting])
            sent = [number for (number, _), failure in zip(waiting, failures, strict=True) if failure is None]
            with self._books.store.transaction():
                self._books.outbox.sent(sent, self._books.clock())
            if len(sent) < len(waiting):
                self._bus.check()
                await asyncio.sleep(_WAIT_SECONDS)
