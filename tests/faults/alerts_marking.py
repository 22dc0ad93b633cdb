"""Whoever does, meanwhile, what they are reminded of: in the portal, or elsewhere, as their organisme then says.

In the portal: CompleteTask, as the edge calls it. Elsewhere: the rights service publishes that the organisme answered otherwise, notify reads everything
again, and its calendar finds the right renewed (it goes on) or the renewal done (a duty with a date). Some only read the message: a task stays a task.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from random import Random
from uuid import uuid4

from google.protobuf.message import Message
from mesdroits.notify.v1 import notify_service_pb2 as pb
from mesdroits.notify.v1.notify_service_pb2_grpc import NotifyServiceStub
from mesdroits.rights.v1 import events_pb2 as rights_pb2

from chassis.auth import Minter
from chassis.bus import new_event
from chassis.clients import Client
from chassis.errors import Problem
from sandbox.suite import database
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from sandbox.suite.provision import connect
from services.notify.events.handlers import OBSERVED
from tests.faults.alerts_crowd import Reached
from tests.faults.alerts_sources import Sources

_LOOK_SECONDS, _AGAIN_SECONDS, _AT_ONCE = 0.2, 0.3, 16
# Of those who are to be told one thing: who does it as soon as they see it, while SMS leave, elsewhere; who only reads.
_AT_ONCE_SHARE, _LATER_SHARE, _ELSEWHERE_SHARE, _READ_SHARE = 0.10, 0.12, 0.08, 0.08
# How a call ends that was cut, and of which nobody knows whether it was heard; what the service itself foresaw has other names.
_OF_TRANSPORT = frozenset({"UNAVAILABLE", "TIMED_OUT", "INTERNAL"})
_OPEN = "SELECT person_id, message_id FROM notify.messages WHERE state = 'OPEN' AND person_id = ANY($1)"

Asked = pb.CompleteTaskRequest | pb.MarkMessageReadRequest
Doing = Callable[[str, str], Coroutine[None, None, None]]


class Marking:
    """`finishing`: how many tasks are done before the end, by whatever channel."""

    def __init__(self, layout: Layout, reached: Sequence[Reached], sources: Sources, dice: Random) -> None:
        self._layout, self._sources = layout, sources
        names = [one.person_id for one in reached if one.count == 1]
        dice.shuffle(names)
        shares = (_AT_ONCE_SHARE, _LATER_SHARE, _ELSEWHERE_SHARE, _READ_SHARE)
        sizes = [round(len(names) * share) for share in shares]
        self._at_once, self._later, self._elsewhere, self._read = (
            names[sum(sizes[:rank]) : sum(sizes[: rank + 1])] for rank in range(len(sizes))
        )
        self.finishing = len(self._at_once) + len(self._later) + len(self._elsewhere)
        self._places = asyncio.Semaphore(_AT_ONCE)
        settings = played_settings(layout, "bff")
        self._edge = Minter.from_settings(settings)
        self._client = Client(settings, layout.address("notify"), NotifyServiceStub, "notify", self._edge)

    async def at_dawn(self) -> None:
        """Who does it at once, who reads, whose organisme is told: each as soon as the message is there. Ends with the last of them."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._as_they_come(self._at_once, self._complete))
            tasks.create_task(self._as_they_come(self._read, self._mark_read))
            tasks.create_task(self._as_they_come(self._elsewhere, self._say))

    async def at_nine(self, seconds: float) -> None:
        """Who does it while SMS leave, spread over so many seconds."""
        await self._as_they_come(self._later, self._complete, seconds)

    async def aclose(self) -> None:
        """Calls nobody any more."""
        await self._client.close()

    async def _as_they_come(self, names: Sequence[str], do: Doing, seconds: float = 0.0) -> None:
        server, began, seen = await database.connect(self._layout, "postgres"), time.monotonic(), set[str]()
        try:
            async with asyncio.TaskGroup() as tasks:
                while len(seen) < len(names):
                    share = (time.monotonic() - began) / seconds if seconds else 1.0
                    awaited = set(names[: math.ceil(share * len(names))]) - seen
                    for person_id, message_id in await server.fetch(_OPEN, list(awaited)):
                        seen.add(person_id)
                        tasks.create_task(do(person_id, message_id))
                    await asyncio.sleep(_LOOK_SECONDS)
        finally:
            await server.close()

    async def _complete(self, person_id: str, message_id: str) -> None:
        request = pb.CompleteTaskRequest(request_id=str(uuid4()), person_id=person_id, message_id=message_id)
        await self._insist(self._client.stub.CompleteTask, request)

    async def _mark_read(self, person_id: str, message_id: str) -> None:
        request = pb.MarkMessageReadRequest(request_id=str(uuid4()), person_id=person_id, message_id=message_id)
        await self._insist(self._client.stub.MarkMessageRead, request)

    async def _say(self, person_id: str, _: str) -> None:
        """The organisme answers otherwise from now on, and the rights service has noticed."""
        (
            self._sources.renewed if len(self._sources.renewed) <= len(self._sources.settled) else self._sources.settled
        ).add(person_id)
        event = new_event(
            OBSERVED, rights_pb2.RightObserved(person_id=person_id, organisme="cnam", benefit="c2s"), source="rights"
        )
        async with self._places:
            bus = await connect(self._layout, "rights")
            try:
                await bus.jetstream().publish(event.subject, event.data, headers=event.wire_headers())
            finally:
                await bus.close()

    async def _insist(self, rpc: Callable[..., Awaitable[Message]], request: Asked) -> None:
        """Until it is done, always under one key: the service is killed meanwhile."""
        async with self._places:
            while True:
                token = self._edge.mint("notify", person_id=request.person_id, assurance=2)
                try:
                    await self._client.call(rpc, request, token=token)
                except Problem as problem:
                    if problem.reason not in _OF_TRANSPORT:
                        raise
                    await asyncio.sleep(_AGAIN_SECONDS)
                else:
                    return
