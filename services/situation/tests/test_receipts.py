"""Over the real bus: what organismes receive, what they answer, and what a person then sees."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from google.protobuf.message import Message
from joserfc.jwk import KeySet
from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1 import events_pb2 as identity_events
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import events_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig
from nats.js.errors import NotFoundError

from chassis.bus import Bus, new_event
from chassis.crypto import verify_signature
from chassis.db import Database, new_id, read_session
from chassis.errors import Refused
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.permissions import STREAMS, durable_of
from sandbox.suite.provision import connect
from services.situation.events.published import SIGNATURE
from services.situation.mapping.content import date_message
from services.situation.mapping.ledger import timestamp
from services.situation.store.tables import chassis
from services.situation.tests.acts import declare, moving
from services.situation.tests.conftest import NOW, PlayedIdentity, Portal
from services.situation.usecases.context import Situation
from services.situation.wiring import consumers, relay

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


@pytest_asyncio.fixture
async def organismes(stack: Layout, migrated: Database, bus: Bus, situation: Situation) -> AsyncIterator[Organismes]:
    """Empty streams, and the service's relay and consumers at work."""
    client = await connect(stack, "provision")
    jetstream = client.jetstream()
    for stream in STREAMS:
        await jetstream.purge_stream(stream)
    working = {name: consumer.run for name, consumer in consumers(migrated, bus, situation).items()}
    for stream, durable in (("RECEIPTS", "receipts"), ("IDENTITY", "directory"), ("GIVEN_UP", "given-up")):
        try:
            await jetstream.delete_consumer(stream, f"situation-{durable}")
        except NotFoundError:
            continue
    tasks = [asyncio.create_task(run()) for run in (*working.values(), relay(migrated, bus, situation).run)]
    yield Organismes(jetstream)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.close()


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


async def test_a_change_is_received_applied_and_seen_so_by_the_person(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes, stack: Layout
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    declaration = await declare(portal, moving())
    (message,) = await organismes.next("cnaf")
    await message.ack_sync()
    told = organisme_pb2.SituationChanged.FromString(message.data)
    assert message.headers
    keys = KeySet.import_key_set(json.loads(trusted_keys(stack).read_text()))
    assert verify_signature(keys, "situation", message.data, message.headers[SIGNATURE])
    await reaches(portal, declaration.declaration_id, "cdc", "SENT")
    await organismes.receipt("cnaf", "received", told.delivery_id)
    await organismes.receipt("cnaf", "applied", told.delivery_id)
    delivery = await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    names = [STATES.Name(step.state).removeprefix("DELIVERY_STATE_") for step in delivery.steps]
    assert names == ["PENDING", "SENT", "RECEIVED", "APPLIED"]


async def test_a_late_received_after_applied_changes_nothing(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("cnaf", "applied", told.delivery_id)
    await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    await organismes.receipt("cnaf", "received", told.delivery_id)
    await organismes.receipt("cnaf", "rejected", told.delivery_id, "Trop tard.")
    await eventually(lambda: consumed(organismes, 3))
    assert (await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")).reason == ""


async def consumed(organismes: Organismes, count: int) -> bool:
    """Whether the service has dealt with so many receipts."""
    info = await organismes.jetstream.consumer_info("RECEIPTS", "situation-receipts")
    return bool(info.ack_floor and info.ack_floor.consumer_seq >= count)


async def test_a_rejection_carries_its_reason_to_the_person(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("cnaf", "rejected", told.delivery_id, "Cette commune n'existe pas.")
    delivery = await reaches(portal, declaration.declaration_id, "cnaf", "REJECTED")
    assert delivery.reason == "Cette commune n'existe pas."


async def test_the_suite_and_the_access_journal_hear_of_it_once(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    receipt = organisme_pb2.Receipt(delivery_id=told.delivery_id, state=organisme_pb2.RECEIPT_STATE_RECEIVED)
    await organismes.say("cnaf", "received", receipt, event_id=new_id())
    await organismes.say("cnaf", "received", receipt, event_id=new_id())
    await eventually(lambda: consumed(organismes, 2))
    messages = await organismes.published("SITUATION", 3)
    subjects = [message.subject.removeprefix("mesdroits.situation.v1.") for message in messages]
    assert subjects == ["declaration.recorded", "access.recorded", "delivery.advanced"]
    access = access_pb2.AccessRecorded.FromString(messages[1].data)
    assert (access.reader, access.subject, access.purpose) == ("cnaf", "address", "tell_once")
    assert access.legal_basis == "CSS art. R. 115-7"
    advanced = events_pb2.DeliveryAdvanced.FromString(messages[2].data)
    assert (advanced.declaration_id, advanced.organisme) == (declaration.declaration_id, "cnaf")
    assert (await organismes.jetstream.stream_info("SITUATION")).state.messages == 3


async def test_an_organisme_that_answers_for_another_is_refused_for_good(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf", "msa")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("msa", "applied", told.delivery_id)
    await organismes.receipt("cnaf", "applied", "no-such-delivery")
    await organismes.say("cnaf", "applied", organisme_pb2.Receipt(delivery_id=told.delivery_id))

    async def buried() -> list[str]:
        async with read_session(migrated) as session:
            rows = (await session.execute(sa.select(chassis.dead_letters.c.reason))).scalars().all()
        return list(rows) if len(rows) == 3 else []

    assert "Cet envoi n'est pas destiné à cet organisme." in await eventually(buried)
    await reaches(portal, declaration.declaration_id, "cnaf", "SENT")


async def test_a_check_is_recorded_for_the_person_and_offered_to_the_others(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.changed("cdc")
    made = organisme_pb2.ControlMade(
        delivery_id=told.delivery_id,
        scope=["city", "commune_code"],
        level=ledger_pb2.CONTROL_LEVEL_DOCUMENT,
        control_time=timestamp(NOW),
        expiry_date=date_message(NOW.date().replace(year=2027)),
    )
    await organismes.say("cnaf", "controlled", made)
    (message,) = await organismes.next("cdc")
    assert message.subject == "organisme.cdc.situation.v1.address.controlled"
    offer = organisme_pb2.ControlOffered.FromString(message.data)
    assert offer.pseudonym.startswith("cdc-v1-")
    assert (offer.control.organisme, list(offer.control.scope)) == ("cnaf", ["city"])
    (control,) = (await portal.call("ListControls", pb.ListControlsRequest)).controls
    assert (control.version_id, list(control.scope)) == (told.version_id, ["city", "commune_code"])


@pytest.mark.parametrize(("how", "reason"), [("term", "n'a pas pu lire"), ("too often", "malgré plusieurs essais")])
async def test_what_cannot_be_delivered_is_seen_by_the_person_and_by_operators_and_can_be_sent_again(
    how: str, reason: str, portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    if how == "too often":
        await impatient(organismes, "cnaf")
    declaration = await declare(portal, moving())
    (first,) = await organismes.next("cnaf")
    if how == "term":
        await first.term()
    else:
        await exhaust(organismes, "cnaf")
    dead = await reaches(portal, declaration.declaration_id, "cnaf", "DEAD")
    assert reason in dead.reason
    listed = (await portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest())).deliveries
    assert [(found.delivery.delivery_id, found.person_id) for found in listed] == [(dead.delivery_id, portal.person_id)]
    await portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, request_id=new_id(), delivery_id=dead.delivery_id)
    (again,) = await organismes.next("cnaf")
    assert organisme_pb2.SituationChanged.FromString(again.data) == organisme_pb2.SituationChanged.FromString(
        first.data
    )
    assert (again.headers or {})["ce-id"] != (first.headers or {})["ce-id"]
    await again.ack_sync()
    await organismes.receipt("cnaf", "applied", dead.delivery_id)
    await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    assert not (await portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest())).deliveries
    with pytest.raises(Refused):
        await portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, request_id=new_id(), delivery_id=dead.delivery_id)


async def impatient(organismes: Organismes, organisme: str) -> None:
    """A durable that gives up after two attempts of a fifth of a second."""
    config = (await organismes.jetstream.consumer_info("ORGANISMES", durable_of(organisme))).config
    config.backoff, config.max_deliver, config.ack_wait = None, 2, 0.2
    await organismes.jetstream.delete_consumer("ORGANISMES", durable_of(organisme))
    await organismes.jetstream.add_consumer("ORGANISMES", config)


async def exhaust(organismes: Organismes, organisme: str) -> None:
    """Let the attempts run out: the server says so when the next one would be due."""
    await organismes.next(organisme)
    await asyncio.sleep(0.3)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(organismes.next(organisme), 0.5)


async def test_a_new_pseudonym_is_used_as_soon_as_identity_says_so(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes, situation: Situation
) -> None:
    identity.attach(portal.person_id, "cnaf")
    await declare(portal, moving())
    assert (await organismes.changed("cnaf")).pseudonym.startswith("cnaf-v1-")
    identity.version = "v2"
    rotated = identity_events.PseudonymRotated(person_id=portal.person_id, organisme="cnaf")
    event = new_event("mesdroits.identity.v1.pseudonym.rotated", rotated, source="identity")
    calls = identity.calls
    await organismes.jetstream.publish(event.subject, event.data, headers=event.wire_headers())

    async def read_again() -> bool:
        info = await organismes.jetstream.consumer_info("IDENTITY", "situation-directory")
        return identity.calls > calls and bool(info.ack_floor and info.ack_floor.consumer_seq)

    await eventually(read_again)
    await declare(portal, moving())
    assert (await organismes.changed("cnaf")).pseudonym.startswith("cnaf-v2-")
