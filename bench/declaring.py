"""Declarations sent to the situation service as the edge sends them, and the news of their deliveries as they pass on the bus."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import events_pb2, facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb
from mesdroits.situation.v1 import situation_service_pb2_grpc as pb_grpc
from nats.aio.client import Client
from nats.aio.msg import Msg

from bench.population import RECIPIENTS, Person
from chassis.auth import Minter
from chassis.clients import Client as Peer
from chassis.db import new_id
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings

_ADVANCED = "mesdroits.situation.v1.delivery.advanced"
_SETTLE_SECONDS = 120.0
_AT_ONCE = 16


class Portal:
    """The edge's side of the situation service, for every synthetic person."""

    def __init__(self, layout: Layout) -> None:
        settings = played_settings(layout, "bff")
        self._minter = Minter.from_settings(settings)
        stub: Callable[..., Any] = pb_grpc.SituationServiceStub
        self._client: Peer[Any] = Peer(settings, layout.address("situation"), stub, "situation", self._minter)
        self._numbers, self._change = itertools.count(1), _moving(0)
        self._etags: dict[str, str] = {}

    async def preview(self, everybody: Sequence[Person]) -> None:
        """Previews the move of everybody, each time to another number of the street: what was told already would not be sent again. It gives the
        etags, and makes the service learn where they have files."""
        self._change = _moving(next(self._numbers))
        slots = asyncio.Semaphore(_AT_ONCE)

        async def one(person: Person) -> None:
            async with slots:
                request = pb.PreviewChangeRequest(person_id=person.person_id, change=self._change)
                answer = await self._call(self._client.stub.PreviewChange, request)
            assert [recipient.organisme for recipient in answer.recipients] == sorted(RECIPIENTS)
            self._etags[person.person_id] = answer.etag

        await asyncio.gather(*map(one, everybody))

    async def declare(self, person: Person) -> str:
        """Confirms the move that was previewed; the declaration's id."""
        request = pb.DeclareChangeRequest(
            request_id=new_id(), person_id=person.person_id, change=self._change, etag=self._etags[person.person_id]
        )
        answer = await self._call(self._client.stub.DeclareChange, request)
        return str(answer.declaration.declaration_id)

    async def is_applied(self, person: Person, declaration_id: str) -> bool:
        """Whether the service itself says that every recipient has applied it."""
        request = pb.GetDeclarationRequest(person_id=person.person_id, declaration_id=declaration_id)
        answer = await self._call(self._client.stub.GetDeclaration, request)
        states = [delivery.state for delivery in answer.declaration.deliveries]
        return states == [ledger_pb2.DELIVERY_STATE_APPLIED] * len(RECIPIENTS)

    async def _call(self, rpc: Any, request: Any) -> Any:
        token = self._minter.mint("situation", person_id=request.person_id, purpose="tell_once")
        return await self._client.call(rpc, request, token=token, timeout=30)

    async def close(self) -> None:
        await self._client.close()


class News:
    """When the last recipient of each declaration had applied it, by the events that the edge shows to the person."""

    def __init__(self) -> None:
        self.applied_at: dict[str, float] = {}
        self._applied: Counter[str] = Counter()
        self._came = asyncio.Event()

    async def listen(self, client: Client) -> None:
        """From now on, on a connection that may hear everything."""
        await client.subscribe(_ADVANCED, cb=self._hear)

    async def _hear(self, message: Msg) -> None:
        event = events_pb2.DeliveryAdvanced.FromString(message.data)
        if event.state != ledger_pb2.DELIVERY_STATE_APPLIED:
            return
        self._applied[event.declaration_id] += 1
        if self._applied[event.declaration_id] == len(RECIPIENTS):
            self.applied_at[event.declaration_id] = time.perf_counter()
            self._came.set()

    async def all_applied(self, declarations: Sequence[str]) -> float:
        """Waits for the last of these; the moment at which it was heard of."""
        async with asyncio.timeout(_SETTLE_SECONDS):
            while not self.applied_at.keys() >= set(declarations):
                self._came.clear()
                await self._came.wait()
        return max(self.applied_at[declaration] for declaration in declarations)


def _moving(number: int) -> ledger_pb2.ProposedChange:
    today = datetime.now(UTC).date()
    lines = {
        "street": f"{number} rue des Essais",
        "postal_code": "63000",
        "city": "Clermont-Ferrand",
        "commune_code": "63113",
    }
    start = date_pb2.Date(year=today.year, month=today.month, day=today.day)
    return ledger_pb2.ProposedChange(
        verb=ledger_pb2.VERB_CREATED,
        kind=facts_pb2.FACT_KIND_ADDRESS,
        content=facts_pb2.FactContent(address=facts_pb2.Address(**lines)),
        validity=date_pb2.Period(start_date=start),
    )
