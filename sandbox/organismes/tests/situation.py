"""What the situation service sends and hears, for the tests of the organismes."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from nats.js import JetStreamContext

from chassis.bus import Event, Incoming, incoming, new_event
from chassis.crypto import Signer
from sandbox.suite.layout import Layout

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PSEUDONYM = "0123456789abcdef0123456789abcdef"
ADDRESS = facts_pb2.FactContent(
    address=facts_pb2.Address(street="12 rue des Essais", postal_code="63000", city="Clermont-Ferrand")
)


def change(**fields: Any) -> events_pb2.SituationChanged:
    """A new address, unless `fields` say something else."""
    usual: dict[str, Any] = {
        "delivery_id": str(uuid.uuid4()),
        "pseudonym": PSEUDONYM,
        "fact_id": str(uuid.uuid4()),
        "version_id": str(uuid.uuid4()),
        "number": 1,
        "verb": ledger_pb2.VERB_CREATED,
        "kind": facts_pb2.FACT_KIND_ADDRESS,
        "content": ADDRESS,
    }
    return events_pb2.SituationChanged(**(usual | fields))


def signed(organisme: str, message: Message, signer: Signer, *, verb: str = "created", event_id: str = "") -> Event:
    """The event that carries a message, as the situation service signs it."""
    headers = {"mesdroits-signature": signer.sign(message.SerializeToString()), "traceparent": TRACEPARENT}
    subject = f"organisme.{organisme}.situation.v1.address.{verb}"
    return new_event(subject, message, source="situation", event_id=event_id or None, headers=headers)


def arriving(event: Event, deliveries: int = 1) -> Incoming:
    """The same event, off the stream."""
    headers = event.wire_headers()
    return Incoming(
        event.event_id, event.subject, event.data, event.source, event.time, headers.get("traceparent", ""), headers, deliveries
    )  # fmt: skip


@dataclass
class Situation:
    """Publishes to the organismes, and listens to the stream of their receipts."""

    jetstream: JetStreamContext
    layout: Layout

    @property
    def signer(self) -> Signer:
        return Signer.from_file(self.layout.signing_key("situation"))

    async def send(self, organisme: str, message: Message, *, verb: str = "created", event_id: str = "") -> Event:
        event = signed(organisme, message, self.signer, verb=verb, event_id=event_id)
        await self.publish(event)
        return event

    async def publish(self, event: Event, *, again: bool = False) -> None:
        """`again`: past the stream's own duplicate window, which lasts two minutes and proves nothing."""
        headers = {name: value for name, value in event.wire_headers().items() if not (again and name == "Nats-Msg-Id")}
        await self.jetstream.publish(event.subject, event.data, headers=headers)

    async def receipts(self, count: int, seconds: float = 5.0) -> list[Incoming]:
        """Every receipt since the last purge, once `count` of them are there. Raises TimeoutError."""
        return await self._once_there("RECEIPTS", count, seconds)

    async def moves(self, count: int, seconds: float = 5.0) -> list[Incoming]:
        """Every step of a claim told since the last purge, once `count` of them are there. Raises TimeoutError."""
        return await self._once_there("CLAIMS", count, seconds)

    async def _once_there(self, stream: str, count: int, seconds: float) -> list[Incoming]:
        async with asyncio.timeout(seconds):
            while (await self.jetstream.stream_info(stream)).state.messages < count:
                await asyncio.sleep(0.02)
        return await self._all(stream)

    async def silence(self, seconds: float = 0.4) -> list[Incoming]:
        """Every receipt since the last purge, after a moment."""
        await asyncio.sleep(seconds)
        return await self._all("RECEIPTS")

    async def _all(self, stream: str) -> list[Incoming]:
        waiting = (await self.jetstream.stream_info(stream)).state.messages
        subject = f"organisme.*.{'receipt' if stream == 'RECEIPTS' else 'claim'}.v1.>"
        reader = await self.jetstream.subscribe(subject, ordered_consumer=True) if waiting else None
        if reader is None:
            return []
        found = [incoming(await reader.next_msg(2)) for _ in range(waiting)]
        await reader.unsubscribe()
        return found


def states(receipts: list[Incoming]) -> list[str]:
    """`cnaf applied`, in the order of the stream."""
    return [f"{one.subject.split('.')[1]} {one.subject.rpartition('.')[2]}" for one in receipts]
