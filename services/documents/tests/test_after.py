"""What happens after: reviews, another purpose, and processes that die."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from mesdroits.documents.v1 import admissibility_pb2, document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.db import Database, new_id, unit_of_work
from chassis.errors import Problem, Refused, Unavailable
from services.documents.domain.verdicts import Deposited, Examination
from services.documents.store import work
from services.documents.tests.parts import Portal, World
from services.documents.usecases.context import Parts
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining
from services.documents.usecases.watch import Watch


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


async def test_operators_see_what_waits(portal: Portal, examining: Examining, world: World, migrated: Database) -> None:
    watch = Watch(migrated)
    assert set((await watch.look()).values()) == {0}
    await reviewed(portal, examining, world)
    assert (await watch.look())["IN_REVIEW"] == 1


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


async def test_what_has_grown_old_since_is_not_sent_again_whether_its_date_was_told_or_read(
    portal: Portal, examining: Examining, world: World
) -> None:
    world.checks.dated = date(2026, 10, 1)
    document = await portal.deposit(kind="fiche-de-paie", organisme="cnaf")
    await examining.once()
    again = {"document_id": document.document_id, "purpose": {"organisme": "cnam"}}
    assert (await portal.call("ReuseDocument", pb.ReuseDocumentRequest, **again)).document.document_id
    world.clock.forward(days=120)
    with pytest.raises(Refused) as old:
        await portal.call("ReuseDocument", pb.ReuseDocumentRequest, **again)
    assert "1er octobre 2026" in old.value.message


async def test_an_identity_title_is_not_sent_to_another(portal: Portal, examining: Examining) -> None:
    document = await portal.deposit(kind="piece-identite", organisme="cnaf")
    await examining.once()
    with pytest.raises(Problem) as refused:
        await portal.call(
            "ReuseDocument", pb.ReuseDocumentRequest, document_id=document.document_id, purpose={"organisme": "cnam"}
        )
    assert refused.value.reason == "NOT_REUSABLE"


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


async def test_a_content_that_was_altered_is_looked_at_by_a_person(
    portal: Portal, examining: Examining, kept: Path
) -> None:
    document = await portal.deposit()
    await asyncio.to_thread(alter, kept)
    assert await examining.once()
    found = await portal.get(document.document_id)
    assert found.state == document_pb2.DEPOSIT_STATE_IN_REVIEW


async def test_a_person_forgotten_while_their_document_is_examined_stops_nothing(
    portal: Portal, examining: Examining, parts: Parts, migrated: Database, world: World
) -> None:
    await portal.deposit()

    async def forgotten(deposited: Deposited) -> Examination:
        async with unit_of_work(migrated) as session:
            await work.erase_person(session, portal.person_id)
        return await world.checks(deposited)

    assert await Examining(migrated, replace(parts, examine=forgotten)).once()
    assert not await examining.once()


def alter(folder: Path) -> None:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        *rest, last = path.read_bytes()
        path.write_bytes(bytes([*rest, last ^ 1]))


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
