"""Nothing is left behind by what dies, is forgotten or is away between two steps; and one organisme that hangs holds back no other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.identity.v1 import events_pb2 as identity_pb2

from chassis.bus import Incoming
from chassis.db import Database, new_id, unit_of_work
from chassis.errors import NotFound, Unavailable
from services.documents.domain.deposits import Document, Receipt
from services.documents.domain.verdicts import Deposited, Examination, Outcome, Verdict
from services.documents.events.handlers import ERASED, Erasure
from services.documents.store.objects import Objects
from services.documents.tests.parts import NOW, PlayedCourier, Portal, World, contents_under
from services.documents.usecases.context import Parts
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining
from services.documents.usecases.purging import Purging

REFUSED = (Verdict("page-blanche", "1", Outcome.FAILED, "Toutes les pages sont blanches."),)


class Store(Objects):
    """A real store, that does as the test says when a checked content is kept."""

    def __init__(self, objects: Objects, problem: BaseException) -> None:
        vars(self).update(vars(objects))
        self.problem: BaseException | None = problem

    async def put_whole(self, prefix: str, content: bytes) -> None:
        """Keeps it, unless the store is away; whoever asked may be dead by then."""
        if isinstance(self.problem, Unavailable):
            raise self.problem
        await super().put_whole(prefix, content)
        if self.problem:
            raise self.problem


async def forget(migrated: Database, parts: Parts, portal: Portal) -> None:
    """Identity forgets the person, and says so."""
    data = identity_pb2.PersonErased(person_id=portal.person_id).SerializeToString()
    async with unit_of_work(migrated) as session:
        await Erasure(parts.objects).handle(session, Incoming(new_id(), ERASED, data, "identity", NOW, "", {}, 1))


async def test_a_store_that_is_away_when_a_content_is_kept_does_not_count_against_the_document(
    portal: Portal, parts: Parts, migrated: Database, world: World
) -> None:
    store = Store(parts.objects, Unavailable())
    examining = Examining(migrated, replace(parts, objects=store))
    document = await portal.deposit()
    for _ in range(5):
        with pytest.raises(Unavailable):
            await examining.once()
        world.clock.forward(seconds=5)
    store.problem = None
    assert await examining.once()
    assert (await portal.get(document.document_id)).state == document_pb2.DEPOSIT_STATE_ACCEPTED


async def test_what_a_dead_process_kept_of_a_document_that_is_then_refused_is_purged_with_it(
    portal: Portal, parts: Parts, migrated: Database, world: World, kept: Path
) -> None:
    store = Store(parts.objects, asyncio.CancelledError())  # as kill -9: nothing is written after it
    document = await portal.deposit()
    with pytest.raises(asyncio.CancelledError):
        await Examining(migrated, replace(parts, objects=store)).once()
    world.clock.forward(seconds=91)
    world.checks.verdicts = REFUSED
    assert await Examining(migrated, parts).once()
    assert (await portal.get(document.document_id)).state == document_pb2.DEPOSIT_STATE_REFUSED
    world.clock.forward(days=31)
    assert await Purging(migrated, parts).once() == 1
    assert not await asyncio.to_thread(contents_under, kept)


async def test_a_person_forgotten_while_their_document_is_examined_leaves_no_content(
    portal: Portal, parts: Parts, migrated: Database, world: World, kept: Path
) -> None:
    await portal.deposit()

    async def forgotten(deposited: Deposited) -> Examination:
        await forget(migrated, parts, portal)
        return await world.checks(deposited)

    assert await Examining(migrated, replace(parts, examine=forgotten)).once()
    assert not await asyncio.to_thread(contents_under, kept)


class Forgetful(Objects):
    """A real store; the person is forgotten just before a chunk is in it."""

    def __init__(self, objects: Objects, forget: Callable[[], Awaitable[None]]) -> None:
        vars(self).update(vars(objects))
        self._forget = forget

    async def put(self, prefix: str, name: str, part: bytes) -> None:
        """Keeps it, too late."""
        await self._forget()
        await super().put(prefix, name, part)


async def test_a_chunk_that_comes_while_its_person_is_forgotten_leaves_nothing(
    portal: Portal, parts: Parts, migrated: Database, kept: Path
) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 10)
    vars(parts)["objects"] = Forgetful(parts.objects, lambda: forget(migrated, parts, portal))
    with pytest.raises(NotFound):
        await portal.append(upload.upload_id, 0, b"01234")
    assert not await asyncio.to_thread(contents_under, kept)


async def test_what_is_given_up_is_erased_without_waiting_for_the_hour(
    portal: Portal, parts: Parts, purging: Purging, kept: Path
) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 10)
    await portal.append(upload.upload_id, 0, b"01234")
    await portal.call("AbandonDeposit", pb.AbandonDepositRequest, document_id=document.document_id)
    async with asyncio.timeout(1):
        await parts.to_purge.wait(30)
    assert await purging.once() == 1
    assert not await asyncio.to_thread(contents_under, kept)


class OneHangs(PlayedCourier):
    """cnaf takes the call and says nothing."""

    async def deliver(self, document: Document, pseudonym: str, parts: AsyncIterator[bytes]) -> Receipt:
        """As an organisme in trouble."""
        if document.purpose.organisme == "cnaf":
            await asyncio.Event().wait()
        return await super().deliver(document, pseudonym, parts)


async def test_an_organisme_that_hangs_holds_back_no_document_of_another(
    portal: Portal, parts: Parts, migrated: Database, examining: Examining
) -> None:
    await portal.deposit(b"%PDF-1.7 a", organisme="cnaf")
    other = await portal.deposit(b"%PDF-1.7 b", organisme="cnam")
    assert await examining.once()
    assert await examining.once()
    delivering = Delivering(migrated, replace(parts, couriers=OneHangs()), timedelta(days=2))
    running = asyncio.create_task(delivering.run())
    async with asyncio.timeout(10):
        while (await portal.get(other.document_id)).state != document_pb2.DEPOSIT_STATE_DELIVERED:
            await asyncio.sleep(0.05)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_content_that_cannot_be_read_any_more_is_told_as_our_fault(
    portal: Portal, parts: Parts, examining: Examining, delivering: Delivering
) -> None:
    document = await portal.deposit(organisme="cnaf")
    assert await examining.once()
    await parts.objects.erase(f"contents/{document.document_id}")
    assert await delivering.once()
    found = await portal.get(document.document_id)
    assert "Notre copie" in found.hops[-1].failure
    assert found.state == document_pb2.DEPOSIT_STATE_UNDELIVERED
