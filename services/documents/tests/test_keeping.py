"""The journal that shows what was altered, and the erasures that prove themselves."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from joserfc.jwk import KeySet
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.identity.v1 import events_pb2 as identity_pb2

from chassis.bus import Incoming
from chassis.crypto import verify_signature
from chassis.db import Database, new_id, read_session, unit_of_work
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from services.documents.events.handlers import ERASED, Erasure
from services.documents.journal import check
from services.documents.store import tables
from services.documents.tests.parts import NOW, Portal, World, contents_under
from services.documents.usecases.context import Parts
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining
from services.documents.usecases.purging import Purging

Send = Callable[..., Awaitable[Any]]


@dataclass
class Ground:
    """Where keys and contents are."""

    stack: Layout
    kept: Path


@pytest.fixture
def ground(stack: Layout, kept: Path) -> Ground:
    return Ground(stack, kept)


async def test_an_identity_title_is_erased_a_month_after_its_delivery_with_a_proof(
    portal: Portal, sent: Send, purging: Purging, world: World, ground: Ground
) -> None:
    document = await sent(kind="piece-identite")
    assert await purging.once() == 0
    world.clock.forward(days=31)
    assert await purging.once() == 1
    purged = await portal.get(document.document_id)
    assert purged.state == document_pb2.DEPOSIT_STATE_PURGED
    assert not await asyncio.to_thread(contents_under, ground.kept)
    payload, _, signature = purged.purge_certificate.partition(".")
    keys = json.loads(trusted_keys(ground.stack).read_text())
    assert verify_signature(load_keys(keys), "documents", payload.encode(), signature)
    assert json.loads(base64.urlsafe_b64decode(payload))["document_id"] == document.document_id


async def test_the_last_day_of_a_title_that_was_accepted_outlives_its_content(
    portal: Portal, sent: Send, purging: Purging, world: World
) -> None:
    world.checks.expiry = date(2027, 3, 1)
    document = await sent(kind="titre-sejour")
    world.clock.forward(days=31)
    assert await purging.once() == 1
    purged = await portal.get(document.document_id)
    assert purged.state == document_pb2.DEPOSIT_STATE_PURGED
    assert (purged.expiry_date.year, purged.expiry_date.month, purged.expiry_date.day) == (2027, 3, 1)


async def test_what_nobody_accepted_tells_no_last_day_erased_or_not(
    portal: Portal, examining: Examining, purging: Purging, world: World
) -> None:
    world.checks.expiry, world.checks.needs_review = date(2027, 3, 1), True
    document = await portal.deposit(kind="titre-sejour", organisme="cnaf")
    await examining.once()
    assert not (await portal.get(document.document_id)).HasField("expiry_date")
    world.clock.forward(days=400)
    await purging.once()
    purged = await portal.get(document.document_id)
    assert (purged.state, purged.HasField("expiry_date")) == (document_pb2.DEPOSIT_STATE_PURGED, False)


def load_keys(keys: object) -> KeySet:
    return KeySet.import_key_set(keys)  # type: ignore[arg-type]


async def test_a_draft_that_is_forgotten_is_erased_and_never_shown(
    portal: Portal, purging: Purging, world: World, kept: Path
) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 10)
    await portal.append(upload.upload_id, 0, b"01234")
    world.clock.forward(days=91)
    assert await purging.once() == 1
    assert not await asyncio.to_thread(contents_under, kept)
    assert (await portal.get(document.document_id)).state == document_pb2.DEPOSIT_STATE_ABANDONED
    assert not (await portal.call("ListDocuments", pb.ListDocumentsRequest)).documents


async def test_a_content_that_another_deposit_needs_is_not_erased(
    portal: Portal, examining: Examining, purging: Purging, world: World, kept: Path
) -> None:
    document = await portal.deposit(b"%PDF- mon RIB", organisme="cnaf")
    await examining.once()
    world.clock.forward(days=200)
    reused = await portal.call(
        "ReuseDocument", pb.ReuseDocumentRequest, document_id=document.document_id, purpose={"organisme": "cnam"}
    )
    world.clock.forward(days=200)
    assert await purging.once() == 1
    assert await portal.read(reused.document.document_id) == b"%PDF- mon RIB"
    purged = await portal.get(document.document_id)
    # Closed, and certified once it is erased for good: with the last deposit that holds it.
    assert (purged.state, purged.purge_certificate) == (document_pb2.DEPOSIT_STATE_PURGED, "")
    world.clock.forward(days=200)
    await purging.once()
    world.clock.forward(days=2)
    await purging.once()
    assert not await asyncio.to_thread(contents_under, kept)
    for each in (document, reused.document):
        assert (await portal.get(each.document_id)).purge_certificate


async def test_the_journal_says_what_was_done_and_shows_what_was_altered(
    portal: Portal, examining: Examining, delivering: Delivering, migrated: Database
) -> None:
    document = await portal.deposit(organisme="cnaf")
    await examining.once()
    await delivering.once()
    await portal.read(document.document_id)
    count, digest, fault = await check(migrated)
    assert (count, fault) == (5, None)
    assert len(digest) == 64
    async with unit_of_work(migrated) as session:
        await session.execute(sa.update(tables.journal).where(tables.journal.c.line == 3).values(detail="mgen"))
    assert (await check(migrated))[2] is not None


async def test_a_line_taken_away_shows(portal: Portal, migrated: Database) -> None:
    for _ in range(2):
        await portal.start()
    async with unit_of_work(migrated) as session:
        await session.execute(sa.delete(tables.journal).where(tables.journal.c.line == 1))
    fault = (await check(migrated))[2]
    assert fault is not None
    assert fault.line == 1


async def test_a_person_whom_identity_forgets_leaves_nothing(
    portal: Portal, examining: Examining, migrated: Database, parts: Parts, kept: Path
) -> None:
    await portal.deposit()
    await examining.once()
    await portal.start()
    data = identity_pb2.PersonErased(person_id=portal.person_id).SerializeToString()
    async with unit_of_work(migrated) as session:
        await Erasure(parts.objects).handle(session, Incoming(new_id(), ERASED, data, "identity", NOW, "", {}, 1))
    assert not await asyncio.to_thread(contents_under, kept)
    async with read_session(migrated) as session:
        for table in (tables.documents, tables.uploads, tables.chunks, tables.hops):
            assert not (await session.execute(sa.select(table))).all()
