"""What the suite produces: kept among the person's documents, and verified by whoever holds its code."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.db import new_id
from chassis.errors import Problem
from services.documents.domain import codes
from services.documents.tests.parts import Portal, contents_under
from services.documents.usecases.delivering import Delivering

CONTENT = b"%PDF-1.7 attestation"


def sign(payload: bytes) -> str:
    return hashlib.sha256(b"key" + payload).hexdigest()


async def serve(portal: Portal, rpc: str, message: Any) -> Any:
    """Calls as the edge in its own name."""
    return await portal.client.call(
        getattr(portal.client.stub, rpc), message, token=portal.edge.mint("documents"), timeout=10
    )


async def keep(portal: Portal, code: str, **more: Any) -> Any:
    fields = {"type": "attestation-depot", "content": CONTENT, "media_type": "application/pdf"}
    request = pb.KeepProducedRequest(
        request_id=new_id(), code=code, **fields | {"person_id": portal.person_id} | more
    )  # fmt: skip
    return (await serve(portal, "KeepProduced", request)).document


async def test_a_third_party_verifies_what_was_produced_and_learns_nothing_of_the_person(portal: Portal) -> None:
    code = (await serve(portal, "GetNewCode", pb.GetNewCodeRequest())).code
    document = await keep(portal, code)
    assert document.produced
    assert (await portal.call("ListDocuments", pb.ListDocumentsRequest)).documents[0] == document
    assert await portal.read(document.document_id) == CONTENT
    spoken = code.lower().replace("-", " ").replace("0", "o")
    said = await serve(portal, "VerifyCode", pb.VerifyCodeRequest(code=spoken))
    assert (said.known, said.label, said.HasField("unchanged")) == (True, "Attestation de dépôt", False)
    for content, unchanged in ((CONTENT, True), (CONTENT + b"!", False)):
        digest = hashlib.sha256(content).hexdigest()
        said = await serve(portal, "VerifyCode", pb.VerifyCodeRequest(code=code, sha256=digest))
        assert said.unchanged is unchanged


async def test_a_code_that_we_did_not_give_proves_nothing(portal: Portal) -> None:
    given_out = (await serve(portal, "GetNewCode", pb.GetNewCodeRequest())).code
    for code in ("0000-0000-0000-0000", "chat", given_out):
        assert not (await serve(portal, "VerifyCode", pb.VerifyCodeRequest(code=code))).known
    with pytest.raises(Problem) as forged:
        await keep(portal, "0000-0000-0000-0000")
    assert forged.value.reason == "CODE_UNKNOWN"


async def test_one_code_is_for_one_document(portal: Portal, kept: Path) -> None:
    code = (await serve(portal, "GetNewCode", pb.GetNewCodeRequest())).code
    first = await keep(portal, code)
    assert await keep(portal, code) == first
    assert len((await portal.call("ListDocuments", pb.ListDocumentsRequest)).documents) == 1
    assert len(await asyncio.to_thread(contents_under, kept)) == 1
    for other in ({"content": CONTENT + b"!"}, {"type": "courrier"}, {"person_id": new_id()}):
        with pytest.raises(Problem) as taken:
            await keep(portal, code, **other)
        assert taken.value.reason == "CODE_UNKNOWN"
    # Nor is what was put there for nothing left in the store.
    assert len(await asyncio.to_thread(contents_under, kept)) == 1


async def test_what_says_the_same_is_given_the_same_code_and_found_again(portal: Portal) -> None:
    said, other = (hashlib.sha256(words).hexdigest() for words in (b"synthese du 22", b"synthese du 23"))
    first = await serve(portal, "GetNewCode", pb.GetNewCodeRequest(subject_sha256=said))
    assert first.document_id == ""
    document = await keep(portal, first.code)
    again = await serve(portal, "GetNewCode", pb.GetNewCodeRequest(subject_sha256=said))
    assert (again.code, again.document_id) == (first.code, document.document_id)
    assert (await serve(portal, "GetNewCode", pb.GetNewCodeRequest(subject_sha256=other))).code != first.code
    assert (await serve(portal, "VerifyCode", pb.VerifyCodeRequest(code=first.code))).known
    with pytest.raises(Problem) as nonsense:
        await serve(portal, "GetNewCode", pb.GetNewCodeRequest(subject_sha256="synthese"))
    assert nonsense.value.reason == "SUBJECT_INVALID"


async def test_what_was_produced_goes_to_no_organisme(portal: Portal, delivering: Delivering) -> None:
    document = await keep(portal, (await serve(portal, "GetNewCode", pb.GetNewCodeRequest())).code)
    assert document.state == document_pb2.DEPOSIT_STATE_ACCEPTED
    assert not await delivering.once()


async def test_a_person_does_not_make_their_own_attestations(portal: Portal) -> None:
    with pytest.raises(Problem) as refused:
        await portal.call(
            "KeepProduced", pb.KeepProducedRequest, type="courrier", content=b"x", media_type="text/plain", code="0"
        )
    assert refused.value.reason == "FORBIDDEN"


@given(st.binary(min_size=8, max_size=8))
def test_a_code_is_read_back_as_it_was_drawn(entropy: bytes) -> None:
    code = codes.drawn(entropy, sign)
    assert codes.read(codes.printed(code)) == code
    assert codes.is_ours(code, sign)
    assert not codes.is_ours(code, lambda payload: sign(payload + b"x"))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_nothing(text: str) -> None:
    assert len(codes.read(text)) in (0, 16)
