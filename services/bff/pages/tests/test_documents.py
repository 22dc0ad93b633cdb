"""« Déposer un document » without a script: the answer first, then the files, then where it stands."""

import hashlib
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.documents.v1 import documents_service_pb2 as pb

from chassis.errors import InvalidInput, Refused, Violation
from services.bff.pages.portal import Portal
from services.bff.pages.tests.browsing import PAGE, person, sent
from services.bff.pages.tests.reading import form_to, read
from services.bff.samples_of_documents import ADMISSIBLE, CODE, DOCUMENT_ID, UPLOAD_ID, document, upload
from services.bff.tests.conftest import World

HERE = "/documents/deposer"
SICK_LEAVE, RIB = f"{HERE}/avis-arret-travail", f"{HERE}/rib"
FILES = f"/documents/{DOCUMENT_ID}/fichiers"
CONTENT = b"RIB de Camille, en pdf"


def admissible(world: World) -> None:
    """The rulebook takes a RIB."""
    world.played.answers["CheckAdmissibility"] = ParseDict({"answer": ADMISSIBLE}, pb.CheckAdmissibilityResponse())


def stands(world: World, state: str, **more: Any) -> None:
    """The document is there, in that state."""
    world.played.answers["GetDocument"] = ParseDict({"document": document(state, **more)}, pb.GetDocumentResponse())


async def send(client: httpx.AsyncClient, *contents: bytes, **words: str) -> httpx.Response:
    """Chooses files in the form, and sends it as a browser does."""
    form = form_to((await client.get(f"/documents/{DOCUMENT_ID}")).text, FILES)
    assert form.attributes["enctype"] == "multipart/form-data"
    files = [("files", (f"page-{rank}.pdf", content, "application/pdf")) for rank, content in enumerate(contents)]
    chosen = files or [("files", ("", b"", "application/octet-stream"))]
    return await client.post(FILES, data=form.hidden() | words, files=chosen)


async def test_a_document_is_found_by_one_s_own_words_that_stand_in_no_address(world: World) -> None:
    async with person(world) as client:
        found = await client.post(HERE, data=sent(await client.get(HERE), HERE, words="arrêt maladie"))
    assert found.status_code == 200
    assert world.played.last("ListDocumentTypes").request.words == "arrêt maladie"
    assert SICK_LEAVE in [one.attributes["href"] for one in read(found.text).all("a")]


async def test_a_refused_document_says_why_where_and_how_long_before_anything_is_sent(world: World) -> None:
    async with person(world) as client:
        words = {"organisme": "cnam", "date_day": "22", "date_month": "11", "date_year": "2026"}
        said = await client.post(SICK_LEAVE, data=sent(await client.get(SICK_LEAVE), SICK_LEAVE, **words))
    text = said.text.replace("\u00a0", " ").replace("&#39;", "'")
    for word in (
        "L'original sur papier est exigé",
        "Il vous reste 2 jours et 10 heures.",
        "CPAM de la Loire",
        "arret-travail-original",
    ):
        assert word in text
    assert 'type="file"' not in text
    assert {call.rpc for call in world.played.calls} >= {"CheckAdmissibility"}
    assert "StartDeposit" not in {call.rpc for call in world.played.calls}


async def test_a_date_that_does_not_exist_comes_back_beside_its_boxes(world: World) -> None:
    admissible(world)
    async with person(world) as client:
        words = {"date_day": "31", "date_month": "2", "date_year": "2026"}
        said = await client.post(RIB, data=sent(await client.get(RIB), RIB, **words))
    assert said.status_code == 422
    assert next(read(said.text).all("title")).text.startswith("Erreur")
    assert form_to(said.text, RIB).filled()["date_day"] == "31"


async def test_a_date_that_has_not_come_is_refused_beside_its_boxes(world: World) -> None:
    to_come = "Cette date n'est pas encore passée."

    def check(request: pb.CheckAdmissibilityRequest) -> pb.CheckAdmissibilityResponse:
        if request.HasField("document_date"):
            raise InvalidInput([Violation("document_date", to_come)])
        return ParseDict({"answer": ADMISSIBLE}, pb.CheckAdmissibilityResponse())

    world.played.answers["CheckAdmissibility"] = check
    async with person(world) as client:
        words = {"organisme": "cnam", "date_day": "22", "date_month": "12", "date_year": "2026"}
        said = await client.post(RIB, data=sent(await client.get(RIB), RIB, **words))
    assert said.status_code == 422
    assert to_come in said.text.replace("&#39;", "'")
    assert form_to(said.text, RIB).filled()["date_month"] == "12"


async def test_an_admissible_document_is_opened_then_waits_for_its_files(world: World) -> None:
    admissible(world)
    stands(world, "UPLOADING", uploads=[])
    async with person(world) as client:
        path = f"{RIB}?organisme=cnaf&expected_piece_id=p-1"
        said = await client.post(RIB, data=form_to((await client.get(path)).text, RIB).filled())
        opened = await client.post(f"{RIB}/commencer", data=form_to(said.text, f"{RIB}/commencer").filled())
        shown = await client.get(opened.headers["location"])
    started = world.played.last("StartDeposit").request
    assert (started.type, started.purpose.organisme, started.purpose.expected_piece_id) == ("rib", "cnaf", "p-1")
    assert opened.headers["location"] == f"/documents/{DOCUMENT_ID}"
    assert 'accept="application/pdf,image/jpeg"' in shown.text


async def test_what_was_admissible_and_is_no_more_is_answered_again(world: World) -> None:
    admissible(world)
    async with person(world) as client:
        said = await client.post(RIB, data=form_to((await client.get(RIB)).text, RIB).filled())
        del world.played.answers["CheckAdmissibility"]
        world.played.answers["StartDeposit"] = Refused()
        again = await client.post(f"{RIB}/commencer", data=form_to(said.text, f"{RIB}/commencer").filled())
    assert "Ne déposez pas ce document ici" in again.text


async def test_every_file_of_the_form_is_sent_and_the_checks_begin(world: World) -> None:
    stands(world, "UPLOADING", uploads=[])
    async with person(world) as client:
        answer = await send(client, CONTENT, b"verso", next="check")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/documents/{DOCUMENT_ID}")
    lengths = [call.request.length for call in world.played.calls if call.rpc == "AddUpload"]
    contents = [call.request.content for call in world.played.calls if call.rpc == "AppendChunk"]
    assert (lengths, contents) == ([len(CONTENT), 5], [CONTENT, b"verso"])
    assert world.played.calls[-1].rpc == "CompleteDeposit"


async def test_the_same_form_sent_twice_is_the_same_files(world: World) -> None:
    stands(world, "UPLOADING", uploads=[])
    async with person(world) as client:
        form = form_to((await client.get(f"/documents/{DOCUMENT_ID}")).text, FILES).hidden()
        for _ in range(2):
            await client.post(FILES, data=form | {"next": "more"}, files=[("files", ("a.pdf", CONTENT, "x/y"))])
    keys = {call.request.request_id for call in world.played.calls if call.rpc == "AddUpload"}
    assert len(keys) == 1
    assert "CompleteDeposit" not in {call.rpc for call in world.played.calls}


@pytest.mark.parametrize(("begun", "resumed"), [(CONTENT[:10], True), (b"other file", False)])
async def test_a_file_chosen_again_goes_on_from_where_it_was_cut(world: World, begun: bytes, *, resumed: bool) -> None:
    half = upload(10) | {"length": str(len(CONTENT)), "sha256": hashlib.sha256(begun).hexdigest()}
    stands(world, "UPLOADING", uploads=[half])
    async with person(world) as client:
        await send(client, CONTENT, next="check")
    appended = world.played.last("AppendChunk").request
    assert ("AddUpload" not in {call.rpc for call in world.played.calls}) is resumed
    assert (appended.offset, appended.content) == ((10, CONTENT[10:]) if resumed else (0, CONTENT))
    assert appended.upload_id == UPLOAD_ID


async def test_without_a_file_the_form_says_so(world: World) -> None:
    stands(world, "UPLOADING", uploads=[])
    async with person(world) as client:
        answer = await send(client, next="check")
    assert answer.status_code == 422
    assert "Choisissez au moins un fichier" in answer.text.replace("choisissez", "Choisissez")


@pytest.mark.parametrize(
    "refusal", [InvalidInput(message="Ce fichier est trop lourd."), Refused("Il manque une page.")]
)
async def test_a_refused_file_is_told_where_it_was_chosen(world: World, refusal: Any) -> None:
    stands(world, "UPLOADING", uploads=[])
    world.played.answers["AddUpload"] = refusal
    async with person(world) as client:
        answer = await send(client, CONTENT, next="check")
    assert answer.status_code == 422
    assert refusal.message in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_a_document_shows_its_verdicts_with_their_rule_and_its_way_with_its_receipts(world: World) -> None:
    async with person(world) as client:
        shown = (await client.get(f"/documents/{DOCUMENT_ID}")).text
    for word in ("rib-iban", "S-2026-0001", "CAF-889", "Remis"):
        assert word in shown


async def test_only_a_document_on_its_way_looks_again_by_itself(world: World) -> None:
    async with person(world) as client:
        stands(world, "CHECKING")
        moving = (await client.get(f"/documents/{DOCUMENT_ID}")).text
        stands(world, "REFUSED")
        still = (await client.get(f"/documents/{DOCUMENT_ID}")).text
    assert "document.js" in moving
    assert "document.js" not in still


async def test_a_document_serves_again_or_says_why_not_beside_the_organisme(world: World) -> None:
    path = f"/documents/{DOCUMENT_ID}/resservir"
    async with person(world) as client:
        form = sent(await client.get(f"/documents/{DOCUMENT_ID}"), path, organisme="cnam")
        again = await client.post(path, data=form)
        world.played.answers["ReuseDocument"] = InvalidInput([Violation("purpose", "x")], "Ce RIB est trop ancien.")
        refused = await client.post(path, data=form)
    assert again.status_code == 303
    assert refused.status_code == 422
    assert "Ce RIB est trop ancien." in refused.text


async def test_anybody_may_verify_a_document_with_its_file(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        form = sent(await client.get(f"/verifier?code={CODE}", headers=PAGE), "/verifier", code=CODE)
        file = {"file": ("a.pdf", CONTENT, "application/pdf")}
        said = await client.post("/verifier", data=form, files=file, headers=PAGE)
    assert "Ce document est authentique" in said.text
    assert world.played.last("VerifyCode").request.sha256 == hashlib.sha256(CONTENT).hexdigest()


async def test_without_a_code_nothing_is_asked(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        said = await client.post("/verifier", data={"code": " "}, headers=PAGE)
    assert said.status_code == 422
    assert not [call for call in world.played.calls if call.rpc == "VerifyCode"]
