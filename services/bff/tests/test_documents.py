"""Documents at the edge: the answer before the upload, a file sent in pieces over a line that drops, and a code that anybody may verify."""

import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import ParseDict
from mesdroits.documents.v1 import documents_service_pb2 as pb
from starlette.types import Message

from chassis.errors import Exhausted, InvalidInput, Refused, StaleState
from services.bff import samples
from services.bff.app import create_app
from services.bff.samples_of_documents import CODE, DOCUMENT_ID, LENGTH, UPLOAD_ID, upload
from services.bff.screens.uploads import PIECE
from services.bff.sizes import MOST_BYTES, MOST_SENT
from services.bff.tests.conftest import World
from services.bff.views.admissibility import admissibility_view

HERE = "/api/v1/documents"
FILE = f"{HERE}/uploads/{UPLOAD_ID}"
TUS = {"tus-resumable": "1.0.0"}
KEY = {"idempotency-key": "0199b3c0-0000-7000-8000-00000000abcd"}
PIECES = TUS | {"content-type": "application/offset+octet-stream", "upload-offset": "0"}


def appended(request: Any) -> pb.AppendChunkResponse:
    """The file, as far as this chunk brings it."""
    made = upload() | {"offset": str(request.offset + len(request.content)), "length": str(1 << 40)}
    return ParseDict({"upload": made}, pb.AppendChunkResponse())


def chunks(world: World) -> list[tuple[int, int]]:
    """Where each chunk began, and its length."""
    made = [call.request for call in world.played.calls if call.rpc == "AppendChunk"]
    assert all(hashlib.sha256(one.content).hexdigest() == one.sha256 for one in made)
    return [(one.offset, len(one.content)) for one in made]


async def test_the_answer_before_any_upload_says_why_where_and_how_long_is_left(world: World) -> None:
    client = await world.logged_in()
    body = {"type": "avis-arret-travail", "purpose": {"organisme": "cnam"}, "document_date": "2026-11-22"}
    said = (await client.post(f"{HERE}/admissibility", json=body)).json()
    assert (said["admissible"], said["reason"]) == (False, "original_papier_requis")
    assert said["channel"]["postal_address"] == ["CPAM de la Loire", "42000 Saint-Étienne"]
    assert said["countdown"]["left_text"] == "Il vous reste 2\u00a0jours et 10\u00a0heures."
    assert said["countdown"]["due_text"] == "au plus tard le 24 novembre 2026"
    asked = world.played.last("CheckAdmissibility").request
    assert (asked.purpose.organisme, asked.document_date.day) == ("cnam", 22)
    assert not [call for call in world.played.calls if call.rpc == "StartDeposit"]


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "Il vous reste 4\u00a0jours."),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "Il vous reste 1\u00a0jour et 14\u00a0heures."),
        (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), "Il vous reste 30\u00a0minutes."),
        (datetime(2026, 11, 24, 23, tzinfo=UTC), "Le délai est passé depuis 1\u00a0minute."),
        (datetime(2026, 11, 29, tzinfo=UTC), "Le délai est passé depuis 4\u00a0jours."),
    ],
)
def test_the_time_that_is_left_is_said_as_one_says_it(now: datetime, left: str) -> None:
    countdown = admissibility_view(samples.sample(pb.CheckAdmissibilityResponse).answer, now).countdown
    assert countdown
    assert (countdown.left_text, countdown.due_text) == (left, "au plus tard le 24 novembre 2026")


async def test_a_refusal_of_the_rulebook_keeps_its_words(world: World) -> None:
    world.played.answers["StartDeposit"] = Refused("Seul l'original est accepté.")
    client = await world.logged_in()
    refused = await client.post(HERE, json={"type": "avis-arret-travail"}, headers=KEY)
    assert (refused.status_code, refused.json()["detail"]) == (409, "Seul l'original est accepté.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "RIB !"}, "type"),
        ({"type": "rib", "purpose": {"organisme": "la Caf"}}, "purpose.organisme"),
        ({"type": "rib", "document_date": "2026-02-31"}, "document_date"),
        ({"type": "rib", "name": "Camille"}, "name"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_field(world: World, body: dict[str, Any], field: str) -> None:
    client = await world.logged_in()
    refused = await client.post(f"{HERE}/admissibility", json=body)
    assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (422, [field])


async def test_a_file_is_opened_where_its_pieces_are_sent(world: World) -> None:
    client = await world.logged_in()
    made = await client.post(f"{HERE}/{DOCUMENT_ID}/uploads", headers=TUS | KEY | {"upload-length": str(LENGTH)})
    assert (made.status_code, made.headers["location"]) == (201, FILE)
    assert made.headers["tus-resumable"] == "1.0.0"
    assert world.played.last("AddUpload").request.request_id == KEY["idempotency-key"]


async def test_what_this_server_can_do_is_told_to_anybody(world: World) -> None:
    async with world.client() as client:
        told = await client.options(f"{HERE}/uploads")
    assert told.status_code == 204
    assert (told.headers["tus-version"], told.headers["tus-extension"]) == ("1.0.0", "creation,checksum,termination")
    assert told.headers["tus-checksum-algorithm"] == "sha256"


async def test_where_a_file_stands_is_asked_without_its_body(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["GetUpload"] = ParseDict({"upload": upload(5)}, pb.GetUploadResponse())
    stands = await client.head(FILE, headers=TUS)
    assert (stands.status_code, stands.content) == (200, b"")
    assert (stands.headers["upload-offset"], stands.headers["upload-length"]) == ("5", str(LENGTH))
    assert stands.headers["cache-control"] == "no-store"


async def test_a_piece_without_a_byte_is_refused_where_the_file_does_not_stand(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["GetUpload"] = ParseDict({"upload": upload(5)}, pb.GetUploadResponse())
    assert (await client.patch(FILE, headers=PIECES)).status_code == 409


async def test_a_long_file_in_one_go_is_handed_on_in_chunks(world: World) -> None:
    world.played.answers["AppendChunk"] = appended
    client = await world.logged_in()
    content = bytes(range(256)) * (2 * PIECE // 256) + b"end"
    sent = await client.patch(FILE, headers=PIECES, content=content)
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(content)))
    assert chunks(world) == [(0, PIECE), (PIECE, PIECE), (2 * PIECE, 3)]


async def test_what_came_before_the_line_dropped_is_kept(world: World) -> None:
    world.played.answers["AppendChunk"] = appended
    client = await world.logged_in()
    await _cut(world, client, [b"x" * PIECE, b"y" * 70_000])
    assert chunks(world) == [(0, PIECE), (PIECE, 70_000)]


async def test_a_piece_with_a_checksum_that_is_cut_is_not_kept_at_all(world: World) -> None:
    client = await world.logged_in()
    await _cut(world, client, [b"x" * 70_000], {"upload-checksum": _checksum(b"x" * 90_000)})
    assert chunks(world) == []


async def test_a_piece_that_is_not_the_one_sent_is_refused_whole(world: World) -> None:
    client = await world.logged_in()
    damaged = await client.patch(FILE, headers=PIECES | {"upload-checksum": _checksum(b"other")}, content=b"RIB")
    assert (damaged.status_code, damaged.json()["reason"]) == (460, "CHECKSUM_MISMATCH")
    assert damaged.headers["tus-resumable"] == "1.0.0"
    assert chunks(world) == []
    good = await client.patch(FILE, headers=PIECES | {"upload-checksum": _checksum(b"RIB")}, content=b"RIB")
    assert good.status_code == 204
    assert chunks(world) == [(0, 3)]


class _Mismatch(StaleState):
    reason = "OFFSET_MISMATCH"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"tus-resumable": "0.2.2"}, 412),
        ({"tus-resumable": ""}, 412),
        ({"content-type": "application/octet-stream"}, 415),
        ({"upload-offset": "-1"}, 422),
        ({"upload-offset": "beginning"}, 422),
        ({"upload-checksum": "md5 1B2M2Y8AsgTpgAmY7PhCfg=="}, 422),
        ({"upload-checksum": "sha256 not-base64"}, 422),
    ],
)
async def test_what_is_not_tus_is_refused_before_a_byte_is_kept(
    world: World, changed: dict[str, str], status: int
) -> None:
    client = await world.logged_in()
    assert (await client.patch(FILE, headers=PIECES | changed, content=b"RIB")).status_code == status
    assert chunks(world) == []


@pytest.mark.parametrize(
    ("failure", "status"), [(_Mismatch(), 409), (InvalidInput(), 422), (Exhausted(retry_in=3), 429)]
)
async def test_a_refusal_of_the_service_has_its_status(world: World, failure: Exception, status: int) -> None:
    world.played.answers["AppendChunk"] = failure
    client = await world.logged_in()
    refused = await client.patch(FILE, headers=PIECES, content=b"RIB")
    assert refused.status_code == status
    assert refused.headers["tus-resumable"] == "1.0.0"


async def test_only_where_files_are_sent_may_a_body_be_long(world: World) -> None:
    client = await world.logged_in()
    long = b"x" * (MOST_BYTES + 1)
    world.played.answers["AppendChunk"] = appended
    assert (await client.patch(FILE, headers=PIECES, content=long)).status_code == 204
    assert (await client.post(f"{HERE}/admissibility", content=long)).status_code == 413
    announced = {"content-length": str(MOST_SENT + 1)}
    assert (await client.patch(FILE, headers=PIECES | announced, content=b"")).status_code == 413


async def test_a_document_is_saved_and_never_opened_in_the_page(world: World) -> None:
    client = await world.logged_in()
    read = await client.get(f"{HERE}/{DOCUMENT_ID}/content")
    assert (read.content, read.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert read.headers["content-disposition"].startswith("attachment; filename=")
    assert read.headers["cache-control"] == "no-store"


async def test_anybody_may_verify_a_code_and_learns_nothing_of_the_person(world: World) -> None:
    async with world.client() as client:
        said = (await client.post(f"{HERE}/verification", json={"code": CODE, "sha256": "0" * 64})).json()
    assert said["title"] == "Ce document est authentique"
    asked = world.played.last("VerifyCode")
    assert (asked.request.code, asked.caller.person_id) == (CODE, None)
    assert "Camille" not in str(said)


def _checksum(content: bytes) -> str:
    return f"sha256 {base64.b64encode(hashlib.sha256(content).digest()).decode()}"


async def _cut(
    world: World, client: httpx.AsyncClient, parts: list[bytes], headers: dict[str, str] | None = None
) -> None:
    """A PATCH whose line drops after these parts."""
    request = client.build_request("PATCH", FILE, headers=PIECES | (headers or {}), content=b"")
    raw = [(name, value) for name, value in request.headers.raw if name.lower() != b"content-length"]
    scope = {
        "type": "http", "http_version": "1.1", "method": "PATCH", "path": FILE, "raw_path": FILE.encode(), "query_string": b"",
        "root_path": "", "scheme": "http", "headers": [(name.lower(), value) for name, value in raw],
        "client": ("127.0.0.1", 1), "server": ("portal.test", 80),
    }  # fmt: skip
    await create_app(world.edge)(scope, _dropping(parts), _deaf)


def _dropping(parts: list[bytes]) -> Callable[[], Any]:
    async def messages() -> AsyncIterator[Message]:
        for part in parts:
            yield {"type": "http.request", "body": part, "more_body": True}
        while True:
            yield {"type": "http.disconnect"}

    return messages().__anext__


async def _deaf(_: Message) -> None:
    """Nobody reads the answer any more."""
