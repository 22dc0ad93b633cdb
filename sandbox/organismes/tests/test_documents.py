import hashlib
import uuid

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.errors import AlreadyExists, InvalidInput, NotFound, Refused, Unavailable
from sandbox.organismes.audit import Audit
from sandbox.organismes.claims import post_room
from sandbox.organismes.tests.claimant import CONTENT, FIRST_DEPOSIT, Claimant
from sandbox.organismes.tests.played import Played


def taken(played: Played, persona: str = "couple-trois-enfants") -> list[dict[str, object]]:
    return Audit(played.office.books.store).documents("cnaf", persona)


async def test_a_document_is_taken_whole_with_its_first_date_and_answered_with_a_receipt(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    receipt = await sophie.deliver("rib")
    assert receipt.receipt.startswith("AR-CNAF-")
    [document] = taken(cnaf)
    assert (document["size"], document["sha256"]) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert (document["deposited"], document["receipt"]) == (FIRST_DEPOSIT.seconds, receipt.receipt)


async def test_a_delivery_made_again_has_the_same_receipt_and_is_one_document(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    key = str(uuid.uuid4())
    first = await sophie.deliver("rib", request_id=key)
    assert await sophie.deliver("rib", request_id=key) == first
    assert len(taken(cnaf)) == 1
    with pytest.raises(AlreadyExists) as reused:
        await sophie.deliver("piece-identite", request_id=key)
    assert reused.value.reason == "REQUEST_ID_REUSED"


async def test_a_document_that_is_not_what_was_announced_is_refused(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    with pytest.raises(InvalidInput) as altered:
        await sophie.deliver("rib", sha256=hashlib.sha256(b"another").hexdigest())
    assert altered.value.reason == "DOCUMENT_ALTERED"
    with pytest.raises(InvalidInput):
        await sophie.deliver("rib", sha256="short")
    with pytest.raises(InvalidInput):
        await sophie.deliver("rib", deposit_time=Timestamp(seconds=-(10**15)))
    with pytest.raises(InvalidInput) as incomplete:
        await sophie.deliver("rib", pseudonym="", media_type="", deposit_time=None)
    assert {one.field for one in incomplete.value.violations} == {"pseudonym", "media_type", "deposit_time"}
    assert taken(cnaf) == []


async def test_too_much_is_refused_without_being_read_to_the_end(cnaf: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_room, "MAX_BYTES", 40_000)
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    with pytest.raises(Refused) as refused:
        await sophie.deliver("rib")
    assert refused.value.reason == "DOCUMENT_TOO_LARGE"


async def test_a_document_for_a_claim_that_is_not_here_is_refused(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    with pytest.raises(NotFound) as refused:
        await sophie.deliver("rib", organisme_reference="RSA-00000000")
    assert refused.value.reason == "CLAIM_UNKNOWN"


async def test_documents_may_fail_as_often_as_the_admin_route_says(cnaf: Played) -> None:
    sophie, key = await Claimant(cnaf).known_as("couple-trois-enfants"), str(uuid.uuid4())
    cnaf.conduct.switches["cnaf"].document_failures = 2
    for _ in range(2):
        with pytest.raises(Unavailable) as failed:
            await sophie.deliver("rib", request_id=key)
        assert failed.value.retry_in == 1.0
    assert (await sophie.deliver("rib", request_id=key)).receipt
    assert len(taken(cnaf)) == 1


async def test_documents_may_fail_at_the_first_tries_of_each_delivery_of_a_persona(cnaf: Played) -> None:
    jonathan = await Claimant(cnaf).known_as("demandes-en-cours")
    for key in (str(uuid.uuid4()), str(uuid.uuid4())):
        outcomes = []
        for _ in range(3):
            try:
                await jonathan.deliver("rib", request_id=key)
                outcomes.append("taken")
            except Unavailable:
                outcomes.append("failed")
        assert outcomes == ["failed", "failed", "taken"]
