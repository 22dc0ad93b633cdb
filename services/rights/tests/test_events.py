"""What identity announces, through a real bus."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest_asyncio
from google.protobuf.message import Message
from mesdroits.identity.v1 import events_pb2

from chassis.bus import Bus, new_event
from sandbox.suite import provision
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.rights.events.handlers import DURABLE, ERASED, RESOLVED, ROTATED, STREAM
from services.rights.tests.played import PERSON, right
from services.rights.tests.world import World, sources, until


@pytest_asyncio.fixture
async def listening(stack: Layout, world: World) -> AsyncIterator[World]:
    """The consumer runs, on a stream that was empty."""
    provisioner = await provision.connect(stack, "provision")
    await provisioner.jetstream().purge_stream(STREAM)
    bus = await Bus.connect(played_settings(stack, "rights"))
    task = asyncio.create_task(world.parts.refresh.consumer(bus).run())
    yield world
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await provisioner.jetstream().delete_consumer(STREAM, DURABLE)
    await bus.close()
    await provisioner.close()


async def announce(stack: Layout, subject: str, message: Message) -> None:
    bus = await Bus.connect(played_settings(stack, "identity"))
    await bus.publish(new_event(subject, message, source="identity"))
    await bus.close()


async def test_new_files_are_known_as_soon_as_identity_announces_them(stack: Layout, listening: World) -> None:
    listening.identity.attach("cnaf")
    assert sources(await listening.view()).keys() == {"cnaf"}
    listening.identity.attach("msa")

    async def both_are_asked() -> bool:
        return sources(await listening.view()).keys() == {"cnaf", "msa"}

    assert not await both_are_asked()
    await announce(stack, RESOLVED, events_pb2.AttachmentResolved(person_id=PERSON, organismes=["cnaf", "msa"]))
    await until(both_are_asked)


async def test_a_new_name_is_used_as_soon_as_identity_announces_it(stack: Layout, listening: World) -> None:
    listening.identity.attach("cnaf")
    await listening.view()
    listening.identity.names["cnaf"] = "another-pseudonym"
    await announce(stack, ROTATED, events_pb2.PseudonymRotated(person_id=PERSON, organisme="cnaf"))

    async def new_name_is_used() -> bool:
        await listening.view()
        return "another-pseudonym" in listening.organismes["cnaf"].pseudonyms

    await until(new_name_is_used)


async def test_what_was_kept_of_a_person_whom_identity_forgot_is_removed(stack: Layout, listening: World) -> None:
    listening.identity.attach("cnaf")
    await listening.view()
    await until(lambda: listening.kept("cnaf"))
    listening.identity.resolved = False
    await announce(stack, RESOLVED, events_pb2.AttachmentResolved(person_id=PERSON))

    async def is_gone() -> bool:
        return not await listening.kept("cnaf")

    await until(is_gone)


async def test_a_person_whom_identity_erased_is_erased_here_too(stack: Layout, listening: World) -> None:
    listening.identity.attach("cnaf")
    await listening.view()
    await until(lambda: listening.kept("cnaf"))
    await announce(stack, ERASED, events_pb2.PersonErased(person_id=PERSON))

    async def is_gone() -> bool:
        return not await listening.kept("cnaf")

    await until(is_gone)


async def test_what_an_organisme_said_is_removed_when_the_person_has_no_file_there_after_all(
    stack: Layout, listening: World
) -> None:
    listening.identity.attach("cnaf", "cnam")
    for organisme in ("cnaf", "cnam"):
        listening.organismes[organisme].rights = [right("puma")]
    await listening.view()
    await until(lambda: listening.kept("cnaf"))
    await until(lambda: listening.kept("cnam"))
    listening.identity.attachments = [each for each in listening.identity.attachments if each.organisme != "cnaf"]
    await announce(stack, RESOLVED, events_pb2.AttachmentResolved(person_id=PERSON, organismes=["cnam"]))

    async def is_gone() -> bool:
        return not await listening.kept("cnaf")

    await until(is_gone)
    assert await listening.kept("cnam")
