"""Through the real bus, in the service's own name: consumers hear, the relay speaks, and whoever watches is told at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import ExitStack, aclosing
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from mesdroits.identity.v1 import events_pb2 as identity_pb2
from mesdroits.notify.v1 import notify_service_pb2 as pb
from mesdroits.organisme.v1 import messages_pb2
from mesdroits.rights.v1 import events_pb2 as rights_pb2
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.bus import Bus, new_event
from chassis.db import Database, DatabaseAway
from chassis.errors import Exhausted
from chassis.outbox import Relay
from sandbox.suite.layout import Layout
from sandbox.suite.permissions import STREAMS
from sandbox.suite.provision import connect
from services.notify.domain.messages import Content, Message, MessageKind
from services.notify.events.hub import Hub, Told, Watch
from services.notify.events.near import Change, Near
from services.notify.tests.conftest import World, state
from services.notify.tests.parts import NOW, PlayedSources, Portal, holding, pseudonym, rsa, timestamp
from services.notify.usecases.context import Notify
from services.notify.wiring import consumers


@pytest_asyncio.fixture
async def jetstream(stack: Layout, migrated: Database, notify: Notify, bus: Bus) -> AsyncIterator[JetStreamContext]:
    """Empty streams, the service's consumers and relay at work."""
    client = await connect(stack, "provision")
    made = client.jetstream()
    for stream in STREAMS:
        await made.purge_stream(stream)
    listening = consumers(migrated, bus, notify)
    for stream in ("IDENTITY", "SITUATION", "RIGHTS", "DOCUMENTS", "REQUESTS_TRACKING", "MESSAGES"):
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


def put(world: World, reference: str, version: int = 1) -> messages_pb2.MessagePut:
    return messages_pb2.MessagePut(
        reference=reference,
        version=version,
        pseudonym=pseudonym("cnaf", world.portal.person_id),
        title="Votre dossier a été mis à jour",
        body="Ouvrez votre dossier.",
        valid_until_time=timestamp(world.clock() + timedelta(days=10)),
    )


def watching(portal: Portal) -> Any:
    request = pb.WatchMessagesRequest(person_id=portal.person_id)
    return aclosing(portal.client.stream(portal.client.stub.WatchMessages, request, token=portal.token(), timeout=30))


async def test_a_message_reaches_the_person_who_watches_once_and_nobody_else(
    world: World, portal: Portal, jetstream: JetStreamContext, notify: Notify, sources: PlayedSources
) -> None:
    sources.pseudonyms[portal.person_id] = {"cnaf": pseudonym("cnaf", portal.person_id)}
    resolved = identity_pb2.AttachmentResolved(person_id=portal.person_id, organismes=["cnaf"])
    await publish(jetstream, "mesdroits.identity.v1.attachment.resolved", resolved, "identity")

    async def known() -> bool:
        return bool((await portal.call("GetPreferences")).preferences.organismes)

    await eventually(known)
    await world.agrees("cnaf")
    async with watching(portal) as mine, watching(portal.another()) as theirs:
        assert (await anext(mine)).unread == 0
        assert (await anext(theirs)).unread == 0
        for _ in range(2):
            await publish(jetstream, "organisme.cnaf.message.v1.put", put(world, "R-1"), "cnaf")
        async with asyncio.timeout(10):
            told = await anext(mine)
        assert (told.message.body, told.unread, len(told.message.deliveries)) == ("Ouvrez votre dossier.", 1, 0)
        await portal.call("MarkMessageRead", message_id=told.message.message_id)
        async with asyncio.timeout(10):
            read = await anext(mine)
        assert (read.message.message_id, read.unread) == (told.message.message_id, 0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await anext(theirs)


async def test_news_of_a_right_make_the_person_looked_at_and_an_erased_one_is_forgotten(
    world: World, portal: Portal, jetstream: JetStreamContext, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    observed = rights_pb2.RightObserved(person_id=portal.person_id, organisme="cnaf", benefit="rsa")
    await publish(jetstream, "mesdroits.rights.v1.right.observed", observed, "rights")

    async def told() -> bool:
        await world.sweep()
        return [state(message) for message in await world.messages()] == ["OPEN"]

    await eventually(told)
    erased = identity_pb2.PersonErased(person_id=portal.person_id)
    await publish(jetstream, "mesdroits.identity.v1.person.erased", erased, "identity")

    async def forgotten() -> bool:
        return not await world.messages()

    await eventually(forgotten)


def told(number: int) -> Told:
    return Told(Message(f"m-{number}", "somebody", MessageKind.NOTICE, Content("", ""), NOW), number)


async def test_a_watcher_too_slow_to_follow_is_told_that_it_lost_some_and_never_grows() -> None:
    watch = Watch()
    for number in range(1000):
        watch.tell(told(number))
        watch.tell(told(0))
    assert await watch.taken(0) is None
    watch.tell(told(1))
    watch.tell(told(1))
    assert await watch.taken(0) == [told(1)]
    assert await watch.taken(0) == []


async def test_a_person_watches_from_so_many_places_and_what_is_not_watched_is_not_read(bus: Bus) -> None:
    read: list[str] = []

    async def load(message_ids: Collection[str]) -> list[Told]:
        read.extend(message_ids)
        return [told(1)]

    hub = Hub(bus, Near(), load)
    with ExitStack() as places:
        for _ in range(20):
            places.enter_context(hub.watch("somebody"))
        with pytest.raises(Exhausted), hub.watch("somebody"):
            pass
    with hub.watch("somebody") as watch:
        await hub.tell([Change("m-1", "somebody", 1), Change("m-2", "nobody", 1)])
        assert (await watch.taken(1), read) == ([told(1)], ["m-1"])
        # The bus brings again what was told at once.
        await hub.tell([Change("m-1", "somebody", 1)])
        assert (await watch.taken(0), read) == ([], ["m-1"])


async def test_changes_that_cannot_be_read_are_known_to_be_lost(bus: Bus) -> None:
    async def away(_: Collection[str]) -> list[Told]:
        raise DatabaseAway

    hub = Hub(bus, Near(), away)
    with hub.watch("somebody") as watch:
        await hub.tell([Change("m-1", "somebody", 1)])
        assert await watch.taken(1) is None


async def test_what_this_process_commits_is_told_without_the_bus(world: World, portal: Portal) -> None:
    """No relay runs here: the event stays in the outbox, and the watcher hears all the same."""
    await world.attach("cnaf")
    await world.agrees("cnaf")
    async with watching(portal) as line:
        assert (await anext(line)).unread == 0
        await world.writes("cnaf", "R-1")
        async with asyncio.timeout(5):
            assert (await anext(line)).unread == 1


async def test_whoever_leaves_gives_its_place_back(world: World, portal: Portal) -> None:
    for _ in range(25):
        async with watching(portal) as line:
            assert (await anext(line)).unread == 0
    await asyncio.sleep(0.3)
    async with watching(portal) as line:
        assert (await anext(line)).unread == 0
