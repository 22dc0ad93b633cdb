"""A deposit from its first chunk to its organisme."""

import asyncio
import hashlib
from datetime import UTC
from pathlib import Path

import pytest
from mesdroits.documents.v1 import admissibility_pb2, document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.errors import InvalidInput, Problem, Unavailable
from services.documents.domain.verdicts import Outcome, RefusalReason, Verdict
from services.documents.tests.parts import Portal, World, contents_under
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 1200


async def test_a_document_goes_from_its_first_chunk_to_its_organisme(
    portal: Portal, examining: Examining, delivering: Delivering, world: World
) -> None:
    document = await portal.deposit(CONTENT, organisme="cnaf", benefit="rsa")
    assert document.state == document_pb2.DEPOSIT_STATE_CHECKING
    assert await examining.once()
    accepted = await portal.get(document.document_id)
    assert accepted.state == document_pb2.DEPOSIT_STATE_ACCEPTED
    assert (accepted.sha256, accepted.pages) == (hashlib.sha256(CONTENT).hexdigest(), 1)
    assert await delivering.once()
    delivered = await portal.get(document.document_id)
    assert delivered.state == document_pb2.DEPOSIT_STATE_DELIVERED
    assert [hop.hop for hop in delivered.hops] == ["suite", "cnaf"]
    assert all(hop.receipt for hop in delivered.hops)
    assert world.courier.received[document.document_id] == CONTENT
    assert await portal.read(document.document_id) == CONTENT


async def test_what_is_not_admissible_is_refused_before_anything_is_sent(portal: Portal) -> None:
    with pytest.raises(Problem) as refused:
        await portal.start("avis-arret-travail", organisme="cnam")
    assert refused.value.reason == "NOT_ADMISSIBLE"
    assert "original" in refused.value.message
    assert refused.value.metadata["rule"] == "arret-travail-original"
    listed = await portal.call("ListDocuments", pb.ListDocumentsRequest)
    assert not listed.documents


async def test_no_time_is_promised_from_a_day_that_has_not_come(portal: Portal) -> None:
    dated = {"type": "avis-arret-travail", "document_date": {"year": 2026, "month": 12, "day": 22}}
    with pytest.raises(InvalidInput) as refused:
        await portal.call("CheckAdmissibility", pb.CheckAdmissibilityRequest, **dated)
    assert [violation.field for violation in refused.value.violations] == ["document_date"]
    # It is tomorrow already in Nouméa; and what no time runs from may bear the day on which it begins.
    for kind, day in (("avis-arret-travail", 23), ("bail", 30)):
        dated = {"type": kind, "document_date": {"year": 2026, "month": 11, "day": day}}
        assert (await portal.call("CheckAdmissibility", pb.CheckAdmissibilityRequest, **dated)).answer.rule


async def test_the_answer_comes_before_the_upload_with_the_door_and_the_time_left(portal: Portal) -> None:
    asked = await portal.call(
        "CheckAdmissibility",
        pb.CheckAdmissibilityRequest,
        type="avis-arret-travail",
        document_date={"year": 2026, "month": 11, "day": 21},
    )
    answer = asked.answer
    assert answer.reason == admissibility_pb2.REFUSAL_REASON_ORIGINAL_PAPIER_REQUIS
    assert (answer.channel.organisme, answer.channel.organisme_name) == ("cnam", "Assurance maladie")
    # The 21st and two whole days after it, in Paris: late when the 24th begins.
    assert answer.countdown.due_time.ToDatetime(UTC).isoformat() == "2026-11-23T23:00:00+00:00"


async def test_what_the_checks_refuse_is_refused_with_their_words(
    portal: Portal, examining: Examining, world: World
) -> None:
    reason = RefusalReason.ILLISIBLE
    world.checks.verdicts = (Verdict("page-nette", "1", Outcome.FAILED, "La page est floue.", "netteté 3", reason),)
    document = await portal.deposit()
    await examining.once()
    refused = await portal.get(document.document_id)
    assert refused.state == document_pb2.DEPOSIT_STATE_REFUSED
    assert refused.verdicts[0].explanation == "La page est floue."
    assert refused.verdicts[0].reason == admissibility_pb2.REFUSAL_REASON_ILLISIBLE
    with pytest.raises(Problem) as unavailable:
        await portal.read(document.document_id)
    assert unavailable.value.reason == "CONTENT_UNAVAILABLE"


async def test_an_organisme_away_for_days_leaves_the_date_as_it_was_and_raises_one_alert(
    portal: Portal, examining: Examining, delivering: Delivering, world: World
) -> None:
    world.courier.problem = Unavailable()
    document = await portal.deposit(organisme="cnaf")
    await examining.once()
    assert await delivering.once()
    assert not await delivering.once()
    waiting = await portal.get(document.document_id)
    assert waiting.state == document_pb2.DEPOSIT_STATE_ACCEPTED
    assert "réessayons" in waiting.hops[-1].failure
    world.clock.forward(days=3)
    assert await delivering.once()
    undelivered = await portal.get(document.document_id)
    assert undelivered.state == document_pb2.DEPOSIT_STATE_UNDELIVERED
    assert len(undelivered.hops) == 2
    world.courier.problem = None
    world.clock.forward(hours=2)
    assert await delivering.once()
    arrived = await portal.get(document.document_id)
    assert arrived.state == document_pb2.DEPOSIT_STATE_DELIVERED
    assert arrived.deposit_time == waiting.deposit_time


async def test_nothing_of_a_content_stands_in_clear(portal: Portal, examining: Examining, kept: Path) -> None:
    await portal.deposit(b"%PDF-1.7 un secret bien lisible")
    await examining.once()
    files = await asyncio.to_thread(contents_under, kept)
    assert files
    assert not any(b"secret" in content for content in files)


async def test_words_that_mean_nothing_are_refused_by_name(portal: Portal) -> None:
    refused = {
        "ORGANISME_UNKNOWN": portal.start(organisme="caf"),
        "INVALID_INPUT": portal.start(organisme="cnaf", claim_id="a\0b"),
        "DOCUMENT_NOT_FOUND": portal.get("a\0b"),
        "UPLOAD_NOT_FOUND": portal.where("a\0b"),
        "NOT_ADMISSIBLE": portal.start("a\0b"),
    }
    for reason, call in refused.items():
        with pytest.raises(Problem) as problem:
            await call
        assert problem.value.reason == reason
    assert not (await portal.call("ListDocuments", pb.ListDocumentsRequest, type="a\0b")).documents
    assert not (await portal.call("ListBenefitPieces", pb.ListBenefitPiecesRequest, benefit="a\0b")).pieces


async def test_another_person_has_no_such_document(portal: Portal) -> None:
    document = await portal.deposit()
    portal.person_id = "0" * 8
    with pytest.raises(Problem) as missing:
        await portal.get(document.document_id)
    assert missing.value.reason == "DOCUMENT_NOT_FOUND"
