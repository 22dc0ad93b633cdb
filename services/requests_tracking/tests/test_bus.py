"""Through the real bus, in the service's own name: its consumers hear, and its relay speaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import events_pb2 as documents_pb2
from mesdroits.identity.v1 import events_pb2 as identity_pb2
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.requests_tracking.v1 import claim_pb2, events_pb2
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig
from nats.js.errors import NotFoundError

from chassis.bus import Bus, new_event
from chassis.db import Database, new_id
from chassis.outbox import Relay
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from sandbox.suite.permissions import STREAMS
from sandbox.suite.provision import connect
from services.requests_tracking.tests.acts import asked_for_rib, lines, state, taken
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import PlayedIdentity, Portal, pseudonym, step
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.wiring import consumers


@pytest_asyncio.fixture
async def jetstream(stack: Layout, migrated: Database, tracking: Tracking) -> AsyncIterator[JetStreamContext]:
    """Empty streams, the service's consumers and relay at work."""
    client = await connect(stack, "provision")
    made = client.jetstream()
    for stream in STREAMS:
        await made.purge_stream(stream)
    bus = await Bus.connect(played_settings(stack, "requests_tracking"))
    listening = consumers(migrated, bus, tracking)
    for stream in ("CLAIMS", "DOCUMENTS", "IDENTITY"):
        for durable in listening:
            try:
                await made.delete_consumer(stream, durable)
            except NotFoundError:
                continue
    runs = [*(consumer.run for consumer in listening.values()), Relay(migrated, bus).run]
    tasks = [asyncio.create_task(run()) for run in runs]
    yield made
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await bus.close()
    await client.close()


async def publish(jetstream: JetStreamContext, subject: str, message: Any, source: str) -> None:
    event = new_event(subject, message, source=source)
    await jetstream.publish(event.subject, event.data, headers=event.wire_headers())


async def eventually(ask: Callable[[], Awaitable[Any]]) -> Any:
    """The first true answer, within 15 seconds."""
    async with asyncio.timeout(15):
        while not (answer := await ask()):
            await asyncio.sleep(0.05)
    return answer


async def test_what_an_organisme_and_documents_say_on_the_bus_moves_a_claim_once(
    portal: Portal, world: World, jetstream: JetStreamContext
) -> None:
    claim = await asked_for_rib(world, await taken(portal, world))
    name = pseudonym("cnaf", portal.person_id)
    document = documents_pb2.DocumentAdvanced(person_id=portal.person_id, document_id=new_id(), type="rib")
    document.purpose.expected_piece_id = claim.expected_pieces[0].expected_piece_id
    document.state = document_pb2.DEPOSIT_STATE_DELIVERED
    await publish(jetstream, "mesdroits.documents.v1.document.advanced", document, "documents")

    async def received() -> bool:
        piece = (await world.get(claim.claim_id)).expected_pieces[0]
        return piece.state == claim_pb2.PIECE_STATE_RECEIVED

    await eventually(received)
    told = claims_pb2.ClaimMoved(organisme_reference=claim.organisme_reference, pseudonym=name)
    told.step.CopyFrom(step(3, "STATE", world.clock(), state="accordee"))
    for _ in range(2):
        await publish(jetstream, "organisme.cnaf.claim.v1.moved", told, "cnaf")

    async def granted() -> bool:
        return state(await world.get(claim.claim_id)) == "GRANTED"

    await eventually(granted)
    assert [kind for kind, _ in lines(await world.get(claim.claim_id))].count("STATE") == 4


async def test_the_suite_hears_of_each_step_in_order(portal: Portal, world: World, jetstream: JetStreamContext) -> None:
    await taken(portal, world)
    subscription = await jetstream.pull_subscribe("", stream="REQUESTS_TRACKING", config=ConsumerConfig())
    heard: list[int] = []

    async def all_heard() -> bool:
        for message in await subscription.fetch(10, timeout=2):
            if message.subject.endswith("claim.advanced"):
                heard.append(events_pb2.ClaimAdvanced.FromString(message.data).number)
        return len(heard) == 3

    await eventually(all_heard)
    assert heard == [1, 2, 3]


async def test_a_new_file_is_known_and_an_erased_person_is_forgotten(
    portal: Portal, world: World, identity: PlayedIdentity, jetstream: JetStreamContext
) -> None:
    await taken(portal, world)
    reads = identity.reads
    resolved = identity_pb2.AttachmentResolved(person_id=portal.person_id, organismes=["cnaf"])
    await publish(jetstream, "mesdroits.identity.v1.attachment.resolved", resolved, "identity")

    async def read_again() -> bool:
        return identity.reads > reads

    await eventually(read_again)
    identity.files.clear()
    erased = identity_pb2.PersonErased(person_id=portal.person_id)
    await publish(jetstream, "mesdroits.identity.v1.person.erased", erased, "identity")

    async def nothing_left() -> bool:
        return not (await portal.call("ListClaims")).claims

    await eventually(nothing_left)
