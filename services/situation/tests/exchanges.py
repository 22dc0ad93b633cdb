"""The organismes' side of the bus in a test, and what a test waits for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from google.protobuf.message import Message
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig
from nats.js.errors import NotFoundError

from chassis.bus import new_event
from sandbox.suite.permissions import durable_of
from services.situation.tests.parts import Portal

STATES = ledger_pb2.DeliveryState


@dataclass
class Organismes:
    """The organismes' side of the bus, one at a time."""

    jetstream: JetStreamContext

    async def next(self, organisme: str, *, count: int = 1) -> list[Msg]:
        """Pull what waits for an organisme, without acknowledging it."""
        durable = durable_of(organisme)
        subscription = await self.jetstream.pull_subscribe_bind(consumer=durable, stream="ORGANISMES")
        return await subscription.fetch(count, timeout=5)

    async def changed(self, organisme: str) -> organisme_pb2.SituationChanged:
        """Take the next change of an organisme."""
        (message,) = await self.next(organisme)
        await message.ack_sync()
        return organisme_pb2.SituationChanged.FromString(message.data)

    async def say(self, organisme: str, state: str, message: Message, *, event_id: str | None = None) -> None:
        """Publish a receipt or a check."""
        event = new_event(f"organisme.{organisme}.receipt.v1.{state}", message, source=organisme, event_id=event_id)
        await self.jetstream.publish(event.subject, event.data, headers=event.wire_headers())

    async def receipt(self, organisme: str, state: str, delivery_id: str, reason: str = "") -> None:
        number = organisme_pb2.ReceiptState.Value(f"RECEIPT_STATE_{state.upper()}")
        message = organisme_pb2.Receipt(delivery_id=delivery_id, state=number, reason=reason)
        await self.say(organisme, state, message)

    async def published(self, stream: str, count: int) -> list[Msg]:
        """The first messages of a stream."""
        subscription = await self.jetstream.pull_subscribe("", durable=None, stream=stream, config=ConsumerConfig())
        found: list[Msg] = []
        while len(found) < count:
            found += await subscription.fetch(count - len(found), timeout=5)
        return found


async def eventually(ask: Callable[[], Awaitable[Any]]) -> Any:
    """The first true answer, within 10 seconds."""
    async with asyncio.timeout(10):
        while not (answer := await ask()):
            await asyncio.sleep(0.02)
    return answer


async def reaches(portal: Portal, declaration_id: str, organisme: str, state: str) -> ledger_pb2.Delivery:
    """The delivery once it stands in a state."""

    async def ask() -> ledger_pb2.Delivery | None:
        response = await portal.call("GetDeclaration", pb.GetDeclarationRequest, declaration_id=declaration_id)
        (delivery,) = [found for found in response.declaration.deliveries if found.organisme == organisme]
        return delivery if delivery.state == STATES.Value(f"DELIVERY_STATE_{state}") else None

    delivery: ledger_pb2.Delivery = await eventually(ask)
    return delivery


async def consumed(organismes: Organismes, count: int) -> bool:
    """Whether the service has dealt with so many receipts."""
    try:
        info = await organismes.jetstream.consumer_info("RECEIPTS", "situation-receipts")
    except NotFoundError:
        return False
    return bool(info.ack_floor and info.ack_floor.consumer_seq >= count)


async def impatient(organismes: Organismes, organisme: str) -> ConsumerConfig:
    """Make an organisme's durable give up after two attempts of a fifth of a second; return how it was."""
    config: ConsumerConfig = (await organismes.jetstream.consumer_info("ORGANISMES", durable_of(organisme))).config
    await change(organismes, replace(config, backoff=None, max_deliver=2, ack_wait=0.2))
    return config


async def change(organismes: Organismes, config: ConsumerConfig) -> None:
    """Make a durable anew."""
    assert config.durable_name
    await organismes.jetstream.delete_consumer("ORGANISMES", config.durable_name)
    await organismes.jetstream.add_consumer("ORGANISMES", config)


async def exhaust(organismes: Organismes, organisme: str) -> None:
    """Let the attempts run out: the server says so when the next one would be due."""
    await organismes.next(organisme)
    await asyncio.sleep(0.3)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(organismes.next(organisme), 0.5)
