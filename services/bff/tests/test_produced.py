"""What the edge makes for a person: kept once under its code, found again, and still given when it cannot be kept."""

import hashlib
import io
from typing import Any

import pypdfium2
import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.errors import Unavailable
from services.bff.samples_of_documents import CODE, DOCUMENT_ID, document
from services.bff.tests.conftest import World

SYNTHESIS = "/api/v1/simulations/synthesis"
ATTESTATIONS = "/api/v1/documents/attestations"
ATTESTED = {"organisme": "cnam", "attestation_id": "A-1"}


def text_of(content: bytes) -> str:
    """The words of a PDF, on one line."""
    with pypdfium2.PdfDocument(io.BytesIO(content)) as opened:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in opened)


class Shelf:
    """The documents service, which keeps what it is given under its code."""

    def __init__(self, world: World) -> None:
        self.kept: dict[str, bytes] = {}
        self._given: dict[str, str] = {}
        world.played.answers |= {"GetNewCode": self._give, "KeepProduced": self._keep, "ReadDocument": self._read}

    def _give(self, request: Any) -> pb.GetNewCodeResponse:
        code = self._given.setdefault(request.subject_sha256, f"{len(self._given):04d}{CODE[4:]}")
        return pb.GetNewCodeResponse(code=code, document_id=DOCUMENT_ID if code in self.kept else "")

    def _keep(self, request: Any) -> pb.KeepProducedResponse:
        assert self.kept.setdefault(request.code, request.content) == request.content
        made = document("ACCEPTED", produced=True, verificationCode=request.code)
        return ParseDict({"document": made}, pb.KeepProducedResponse())

    def _read(self, _: Any) -> list[Any]:
        (content,) = self.kept.values()
        return [pb.ReadDocumentResponse(media_type="application/pdf", content=content)]


async def test_a_synthesis_bears_its_code_and_is_kept(world: World) -> None:
    shelf, client = Shelf(world), await world.logged_in()
    answer = await client.post(SYNTHESIS, json={"household": {}})
    ((code, content),) = shelf.kept.items()
    assert answer.content == content
    assert answer.headers["content-location"] == f"/api/v1/documents/{DOCUMENT_ID}/content"
    assert f"Code de ce document : {code}" in text_of(content)
    asked = world.played.last("KeepProduced").request
    assert (asked.type, asked.media_type) == ("synthese-simulation", "application/pdf")


@pytest.mark.parametrize(("path", "body"), [(SYNTHESIS, {"household": {}}), (ATTESTATIONS, ATTESTED)])
async def test_a_second_click_does_not_make_two(world: World, path: str, body: dict[str, Any]) -> None:
    shelf, client = Shelf(world), await world.logged_in()
    first, second = [await client.post(path, json=body) for _ in range(2)]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert len(shelf.kept) == 1
    assert len([call for call in world.played.calls if call.rpc == "KeepProduced"]) == 1


async def test_the_same_document_made_at_once_is_the_same_bytes(world: World) -> None:
    shelf, client = Shelf(world), await world.logged_in()
    await client.post(SYNTHESIS, json={"household": {}})
    ((code, content),) = shelf.kept.items()
    shelf.kept.clear()
    again = await client.post(SYNTHESIS, json={"household": {}})
    assert hashlib.sha256(again.content).digest() == hashlib.sha256(content).digest()
    assert list(shelf.kept) == [code]


async def test_an_attestation_names_whom_it_is_for_what_it_says_and_who_said_it(world: World) -> None:
    shelf, client = Shelf(world), await world.logged_in()
    made = await client.post(ATTESTATIONS, json=ATTESTED)
    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1/documents/{DOCUMENT_ID}")
    (content,) = shelf.kept.values()
    text = text_of(content)
    for word in ("Attestation de droits", "Camille", "sont ouverts", "Assurance maladie", "Code de ce document"):
        assert word in text
    assert world.played.last("KeepProduced").request.type == "attestation-droits"


async def test_an_attestation_that_nobody_gives_is_not_made(world: World) -> None:
    shelf, client = Shelf(world), await world.logged_in()
    refused = await client.post(ATTESTATIONS, json=ATTESTED | {"organisme": "mgen"})
    assert (refused.status_code, refused.json()["reason"]) == (404, "ATTESTATION_NOT_FOUND")
    assert not shelf.kept


async def test_a_synthesis_that_cannot_be_kept_is_given_all_the_same_without_a_code(world: World) -> None:
    world.played.answers["GetNewCode"] = Unavailable()
    client = await world.logged_in()
    answer = await client.post(SYNTHESIS, json={"household": {}})
    assert (answer.status_code, "content-location" in answer.headers) == (200, False)
    assert "Code de ce document" not in text_of(answer.content)
