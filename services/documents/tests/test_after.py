"""What happens after: reviews, another purpose, the journal, the erasure, and processes that die."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from joserfc.jwk import KeySet
from mesdroits.documents.v1 import admissibility_pb2, document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.identity.v1 import events_pb2 as identity_pb2

from chassis.bus import Incoming
from chassis.crypto import verify_signature
from chassis.db import Database, new_id, read_session, unit_of_work
from chassis.errors import Problem, Unavailable
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


async def reviewed(portal: Portal, examining: Examining, world: World) -> str:
    world.checks.needs_review = True
    document = await portal.deposit(organisme="cnaf")
    await examining.once()
    return str(document.document_id)


async def test_an_agent_sees_what_waits_the_longest_first_and_accepts_it(
    portal: Portal, examining: Examining, delivering: Delivering, world: World
) -> None:
    ids = [await reviewed(portal, examining, world) for _ in range(3)]
    first = await portal.judge("ListReviews", pb.ListReviewsRequest(page_size=2))
    rest = await portal.judge("ListReviews", pb.ListReviewsRequest(page_token=first.next_page_token))
    assert [document.document_id for page in (first, rest) for document in page.documents] == ids
    request = pb.ReadReviewRequest(document_id=ids[0])
    answers = portal.client.stream(portal.client.stub.ReadReview, request, token=portal.agent.mint("documents"))
    assert b"".join([answer.content async for answer in answers]) == b"%PDF-1.7 RIB"
    verdict = pb.GiveVerdictRequest(
        request_id=new_id(), document_id=ids[0], outcome=document_pb2.OUTCOME_PASSED, agent="caf-63/4512"
    )
    judged = await portal.judge("GiveVerdict", verdict)
    assert judged.document.state == document_pb2.DEPOSIT_STATE_ACCEPTED
    assert await delivering.once()


async def test_an_agent_who_refuses_says_why(portal: Portal, examining: Examining, world: World) -> None:
    document_id = await reviewed(portal, examining, world)
    verdict = pb.GiveVerdictRequest(
        request_id=new_id(), document_id=document_id, outcome=document_pb2.OUTCOME_FAILED, agent="caf-63/4512"
    )
    with pytest.raises(Problem) as incomplete:
        await portal.judge("GiveVerdict", verdict)
    assert incomplete.value.reason == "VERDICT_INCOMPLETE"
    verdict.request_id = new_id()
    verdict.explanation, verdict.reason = "Le verso manque.", admissibility_pb2.REFUSAL_REASON_INCOMPLETE
    judged = await portal.judge("GiveVerdict", verdict)
    assert judged.document.state == document_pb2.DEPOSIT_STATE_REFUSED
    assert judged.document.verdicts[-1].explanation == "Le verso manque."
    verdict.request_id = new_id()
    with pytest.raises(Problem) as again:
        await portal.judge("GiveVerdict", verdict)
    assert again.value.reason == "NOT_IN_REVIEW"


async def test_what_is_held_goes_to_another_purpose_without_an_upload(
    portal: Portal, examining: Examining, delivering: Delivering, world: World
) -> None:
    document = await portal.deposit(b"%PDF- mon RIB", organisme="cnaf")
    await examining.once()
    reused = await portal.call(
        "ReuseDocument", pb.ReuseDocumentRequest, document_id=document.document_id, purpose={"organisme": "cnam"}
    )
    assert reused.document.state == document_pb2.DEPOSIT_STATE_ACCEPTED
    assert await delivering.once()
    assert await delivering.once()
    assert set(world.courier.received.values()) == {b"%PDF- mon RIB"}
    listed = await portal.call("ListDocuments", pb.ListDocumentsRequest, type="rib")
    assert [d.document_id for d in listed.documents] == [reused.document.document_id, document.document_id]


async def test_an_identity_title_is_not_sent_to_another(portal: Portal, examining: Examining) -> None:
    document = await portal.deposit(kind="piece-identite", organisme="cnaf")
    await examining.once()
    with pytest.raises(Problem) as refused:
        await portal.call(
            "ReuseDocument", pb.ReuseDocumentRequest, document_id=document.document_id, purpose={"organisme": "cnam"}
        )
    assert refused.value.reason == "NOT_REUSABLE"


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
    portal: Portal, examining: Examining, purging: Purging, world: World
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


async def test_what_a_dead_process_had_in_hand_is_taken_again(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.checks.problem = asyncio.CancelledError()  # as kill -9: nothing is written after it
    document = await portal.deposit()
    with pytest.raises(asyncio.CancelledError):
        await examining.once()
    world.checks.problem = None
    assert not await examining.once()
    world.clock.forward(seconds=91)
    assert await examining.once()
    assert (await portal.get(document.document_id)).state == document_pb2.DEPOSIT_STATE_ACCEPTED


async def test_a_document_that_takes_its_process_with_it_three_times_is_looked_at_by_a_person(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.checks.problem = asyncio.CancelledError()
    document = await portal.deposit()
    for _ in range(3):
        with pytest.raises(asyncio.CancelledError):
            await examining.once()
        world.clock.forward(seconds=91)
    assert await examining.once()
    found = await portal.get(document.document_id)
    assert found.state == document_pb2.DEPOSIT_STATE_IN_REVIEW
    assert found.verdicts[0].outcome == document_pb2.OUTCOME_INCONCLUSIVE


async def test_checks_that_are_away_do_not_count_against_the_document(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.checks.problem = Unavailable()
    document = await portal.deposit()
    for _ in range(5):
        with pytest.raises(Unavailable):
            await examining.once()
        world.clock.forward(seconds=5)
    world.checks.problem = None
    assert await examining.once()
    assert (await portal.get(document.document_id)).state == document_pb2.DEPOSIT_STATE_ACCEPTED


async def test_a_person_without_a_file_at_the_organisme_waits_with_their_date(
    portal: Portal, examining: Examining, delivering: Delivering, world: World
) -> None:
    document = await portal.deposit(organisme="cnav")
    await examining.once()
    await delivering.once()
    waiting = await portal.get(document.document_id)
    assert "dossier à votre nom" in waiting.hops[-1].failure
    assert not world.courier.received
