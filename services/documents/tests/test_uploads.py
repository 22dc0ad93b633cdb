"""Files in chunks: a dead connection costs the last one, and the first one keeps its date."""

import asyncio
import hashlib
import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.db import Database, new_id
from chassis.errors import Problem
from services.documents.api.servicer import DocumentsServicer
from services.documents.tests.parts import Portal, World, contents_under
from services.documents.usecases.appending import Appending, Part
from services.documents.usecases.context import Parts
from services.documents.usecases.examining import Examining
from services.documents.usecases.purging import Purging


def cuts(content: bytes, draw: random.Random) -> list[bytes]:
    """The content, cut at random places."""
    places = sorted({0, len(content), *(draw.randrange(len(content)) for _ in range(draw.randrange(1, 6)))})
    return [content[a:b] for a, b in itertools.pairwise(places)]


@pytest.mark.parametrize("seed", range(6))
async def test_an_upload_cut_anywhere_is_resumed_whole_with_its_first_date(
    portal: Portal, examining: Examining, world: World, seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311  a test that can be played again
    content = draw.randbytes(draw.randrange(1, 300_000))
    document = await portal.start()
    upload = await portal.add(document.document_id, len(content))
    first = None
    for chunk in cuts(content, draw):
        world.clock.forward(hours=1)
        if draw.random() < 0.5:
            # The answer was lost: the client asks where it stands, and goes on from there.
            await portal.append(upload.upload_id, upload.offset, chunk)
        before = await portal.call("GetUpload", pb.GetUploadRequest, upload_id=upload.upload_id)
        if before.upload.offset == upload.offset:
            appended = await portal.append(upload.upload_id, upload.offset, chunk)
            first = first or appended.deposit_time
        upload = (await portal.call("GetUpload", pb.GetUploadRequest, upload_id=upload.upload_id)).upload
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    done = await portal.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document.document_id)
    assert first is None or done.document.deposit_time == first
    await examining.once()
    assert world.checks.seen[0].files == (content,)


async def test_the_same_chunk_twice_is_one_chunk(portal: Portal) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 20)
    first = await portal.append(upload.upload_id, 0, b"0123456789")
    again = await portal.append(upload.upload_id, 0, b"0123456789")
    assert (first.upload, first.deposit_time) == (again.upload, again.deposit_time)
    assert again.upload.offset == 10


async def test_a_chunk_sent_several_times_at_once_is_one_chunk(portal: Portal) -> None:
    content = bytes(range(250)) * 40
    document = await portal.start()
    upload = await portal.add(document.document_id, len(content))
    for start in range(0, len(content), 2500):
        chunk = content[start : start + 2500]
        sent = [portal.append(upload.upload_id, start, chunk) for _ in range(4)]
        assert {appended.upload.offset for appended in await asyncio.gather(*sent)} == {start + 2500}
    whole = await portal.where(upload.upload_id)
    assert whole.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("offset", "content", "reason"),
    [
        (5, b"56789", "OFFSET_MISMATCH"),
        (15, b"56789", "OFFSET_MISMATCH"),
        (0, b"XXXXXXXXXX", "OFFSET_MISMATCH"),
        (10, b"0123456789+", "CHUNK_OVERFLOWS"),
    ],
)
async def test_a_chunk_at_the_wrong_place_is_refused(portal: Portal, offset: int, content: bytes, reason: str) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 20)
    await portal.append(upload.upload_id, 0, b"0123456789")
    with pytest.raises(Problem) as refused:
        await portal.append(upload.upload_id, offset, content)
    assert refused.value.reason == reason


async def test_a_damaged_chunk_is_asked_for_again(portal: Portal) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 20)
    with pytest.raises(Problem) as damaged:
        await portal.append(upload.upload_id, 0, b"0123", sha256="0" * 64)
    assert damaged.value.reason == "CHUNK_DAMAGED"
    assert (await portal.call("GetUpload", pb.GetUploadRequest, upload_id=upload.upload_id)).upload.offset == 0


async def test_a_chunk_has_one_mebibyte_at_most(portal: Portal) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 3 << 20)
    whole = await portal.append(upload.upload_id, 0, bytes(1 << 20))
    assert whole.upload.offset == 1 << 20
    with pytest.raises(Problem) as refused:
        await portal.append(upload.upload_id, 1 << 20, bytes((1 << 20) + 1))
    assert refused.value.reason == "CHUNK_TOO_LARGE"


async def test_another_process_goes_on_with_the_digest(portal: Portal, migrated: Database, parts: Parts) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 10)
    await portal.append(upload.upload_id, 0, b"01234")
    other = Appending(migrated, parts)
    part = Part(upload.upload_id, 5, b"56789", hashlib.sha256(b"56789").hexdigest())
    assert await other.keep(portal.person_id, part) == hashlib.sha256(b"0123456789").hexdigest()
    # What that process left without a row changes nothing for the one that comes after it.
    assert (await portal.append(upload.upload_id, 5, b"56789")).upload.offset == 10


async def test_a_deposit_ends_when_every_file_is_whole(portal: Portal) -> None:
    document = await portal.start()
    with pytest.raises(Problem) as empty:
        await portal.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document.document_id)
    first, second = await portal.add(document.document_id, 4), await portal.add(document.document_id, 4)
    assert (first.rank, second.rank) == (1, 2)
    await portal.append(first.upload_id, 0, b"0123")
    with pytest.raises(Problem) as half:
        await portal.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document.document_id)
    assert empty.value.reason == half.value.reason == "DEPOSIT_INCOMPLETE"
    await portal.append(second.upload_id, 0, b"4567")
    done = await portal.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document.document_id)
    assert done.document.state == document_pb2.DEPOSIT_STATE_CHECKING
    with pytest.raises(Problem) as closed:
        await portal.add(document.document_id, 4)
    assert closed.value.reason == "DEPOSIT_CLOSED"


async def test_a_file_larger_than_its_organisme_takes_is_refused_before_it_is_sent(portal: Portal) -> None:
    document = await portal.start()
    for length in (20 * 1024 * 1024 + 1, -1):
        with pytest.raises(Problem) as refused:
            await portal.add(document.document_id, length)
        assert refused.value.reason == "FILE_TOO_LARGE"


async def test_the_same_request_again_opens_one_deposit(portal: Portal) -> None:
    request_id = new_id()
    opened = [
        (await portal.call("StartDeposit", pb.StartDepositRequest, type="rib", request_id=request_id)).document
        for _ in range(2)
    ]
    assert opened[0] == opened[1]
    with pytest.raises(Problem) as reused:
        await portal.call("StartDeposit", pb.StartDepositRequest, type="bail", request_id=request_id)
    assert reused.value.reason == "REQUEST_ID_REUSED"


async def test_a_file_taken_away_is_gone_and_the_deposit_keeps_its_first_date(
    portal: Portal, examining: Examining, world: World, kept: Path
) -> None:
    document = await portal.start()
    wrong = await portal.add(document.document_id, 10)
    first = (await portal.append(wrong.upload_id, 0, b"01234")).deposit_time
    request_id = new_id()
    for _ in range(2):
        await portal.call("RemoveUpload", pb.RemoveUploadRequest, upload_id=wrong.upload_id, request_id=request_id)
    assert not await asyncio.to_thread(contents_under, kept)
    for again in (portal.where(wrong.upload_id), portal.append(wrong.upload_id, 5, b"56789")):
        with pytest.raises(Problem) as gone:
            await again
        assert gone.value.reason == "UPLOAD_NOT_FOUND"
    world.clock.forward(hours=5)
    right = await portal.add(document.document_id, 4)
    assert right.rank == 2
    assert (await portal.append(right.upload_id, 0, b"%PDF")).deposit_time == first
    done = await portal.call("CompleteDeposit", pb.CompleteDepositRequest, document_id=document.document_id)
    assert [upload.upload_id for upload in done.document.uploads] == [right.upload_id]
    assert await examining.once()
    assert world.checks.seen[-1].files == (b"%PDF",)
    with pytest.raises(Problem) as closed:
        await portal.call("RemoveUpload", pb.RemoveUploadRequest, upload_id=right.upload_id)
    assert closed.value.reason == "DEPOSIT_CLOSED"


async def test_nobody_takes_away_the_file_of_another(portal: Portal) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 4)
    await portal.append(upload.upload_id, 0, b"0123")
    other = replace(portal, person_id=new_id())
    with pytest.raises(Problem) as refused:
        await other.call("RemoveUpload", pb.RemoveUploadRequest, upload_id=upload.upload_id)
    assert refused.value.reason == "UPLOAD_NOT_FOUND"
    assert (await portal.where(upload.upload_id)).offset == 4


async def test_what_a_dead_process_left_of_a_file_taken_away_goes_with_the_deposit(
    portal: Portal, parts: Parts, purging: Purging, world: World, kept: Path
) -> None:
    document = await portal.start()
    upload = await portal.add(document.document_id, 4)
    await portal.call("RemoveUpload", pb.RemoveUploadRequest, upload_id=upload.upload_id)
    await parts.objects.put(f"uploads/{upload.upload_id}", "000000000000-0", b"0123")
    world.clock.forward(days=91)
    assert await purging.once() == 1
    assert not await asyncio.to_thread(contents_under, kept)


async def test_a_deposit_given_up_is_not_shown(portal: Portal) -> None:
    document = await portal.start()
    given_up = await portal.call("AbandonDeposit", pb.AbandonDepositRequest, document_id=document.document_id)
    assert given_up.document.state == document_pb2.DEPOSIT_STATE_ABANDONED
    assert not (await portal.call("ListDocuments", pb.ListDocumentsRequest)).documents


def test_the_servicer_answers_every_rpc_of_the_contract() -> None:
    rpcs = pb.DESCRIPTOR.services_by_name["DocumentsService"].methods_by_name
    assert all(name in vars(DocumentsServicer) for name in rpcs)
