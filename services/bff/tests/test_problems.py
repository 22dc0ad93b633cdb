"""Every failure, in the one shape that we answer with."""

import json
import logging
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.requests import Request
from starlette.responses import Response

from chassis import errors
from services.bff import samples
from services.bff.problems import MEDIA_TYPE, wants_page
from services.bff.tests.conftest import World
from services.bff.views.problem import ProblemView

KEY = {"idempotency-key": "0199b3c0-0000-7000-8000-00000000abcd"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Pages:
    """What the portal in HTML gives the application."""

    routes = APIRouter()

    def render_problem(self, request: Request, problem: ProblemView) -> Response:
        return HTMLResponse(f"<h1>{problem.title}</h1>{problem.detail}", problem.status)


@pytest.mark.parametrize(
    ("failure", "status", "reason"),
    [
        (errors.InvalidInput([errors.Violation("page_token", "Périmé.")]), 422, "INVALID_INPUT"),
        (errors.NotFound(), 404, "NOT_FOUND"),
        (errors.AlreadyExists(), 409, "ALREADY_EXISTS"),
        (errors.RequestIdReused(), 409, "REQUEST_ID_REUSED"),
        (errors.StaleState(), 409, "STALE_STATE"),
        (errors.Refused(), 409, "REFUSED"),
        (errors.Forbidden(), 403, "FORBIDDEN"),
        (errors.Exhausted(retry_in=7.0), 429, "EXHAUSTED"),
        (errors.Unavailable(retry_in=3.0), 503, "UNAVAILABLE"),
        (errors.TimedOut(), 504, "TIMED_OUT"),
        (errors.Unauthenticated(), 500, "INTERNAL"),
        (ZeroDivisionError("a secret"), 500, "INTERNAL"),
    ],
)
async def test_a_refusal_of_a_service_becomes_a_problem(
    world: World, failure: Exception, status: int, reason: str
) -> None:
    world.played.answers["ListPayments"] = failure
    client = await world.logged_in()
    answer = await client.get("/api/v1/rights/payments")
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["reason"]) == (status, status, reason)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert problem["type"] == f"/problemes/{reason.lower().replace('_', '-')}"
    assert problem["title"]
    assert problem["detail"]
    assert "secret" not in answer.text
    retry = getattr(failure, "retry_in", None)
    assert answer.headers.get("retry-after") == (str(round(retry)) if retry else None)


async def test_a_field_that_a_service_refuses_is_named_as_it_was_sent(world: World) -> None:
    world.played.answers["PreviewChange"] = errors.InvalidInput(
        [
            errors.Violation("change.content.address.postal_code", "5 chiffres."),
            errors.Violation("change.content.lines[0].nature", "Hors liste."),
            errors.Violation("change.validity.start_date", "Trop loin."),
        ]
    )
    client = await world.logged_in()
    problem = (await client.post("/api/v1/declarations/preview", json=samples.CHANGE)).json()
    fields = [error["field"] for error in problem["errors"]]
    assert fields == ["content.postal_code", "content.lines[0].nature", "validity.start_date"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verb": "moved"}, "verb"),
        ({"kind": "castle"}, "kind"),
        ({"content": {"town": "Riom"}}, "content.town"),
        ({"content": {"city": 63}}, "content.city"),
        ({"content": {"city": "Riom\u0000"}}, "content.city"),
        ({"kind": "monthly_resources", "content": {"lines": [{"amount_cents": 1.5}]}}, "content.lines[0].amount_cents"),
        ({"validity": {"start_date": "2026-02-30"}}, "validity.start_date"),
        ({"validity": {"start_date": "demain"}}, "validity.start_date"),
        ({"fact_id": "1"}, "fact_id"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_field_that_cannot_be_read_is_named(world: World, change: dict[str, Any], field: str) -> None:
    client = await world.logged_in()
    answer = await client.post("/api/v1/declarations/preview", json=samples.CHANGE | change)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_parameter_or_a_header_that_cannot_be_read_is_named(world: World) -> None:
    client = await world.logged_in()
    for path, field in (
        ("/api/v1/facts?page_size=-1", "page_size"),
        ("/api/v1/facts?page_size=201", "page_size"),
        ("/api/v1/facts?valid_date=2026-02-30", "valid_date"),
        ("/api/v1/facts?known_time=hier", "known_time"),
        ("/api/v1/facts?surprise=1", "surprise"),
        ("/api/v1/journal/export?format=exe", "format"),
    ):
        answer = await client.get(path)
        assert answer.status_code == 422, path
        assert [error["field"] for error in answer.json()["errors"]] == [field]
    missing = await client.post("/api/v1/declarations", json={"change": samples.CHANGE, "etag": "x"})
    assert [error["field"] for error in missing.json()["errors"]] == ["Idempotency-Key"]


async def test_a_preview_that_is_no_longer_true_is_a_failed_precondition(world: World) -> None:
    world.played.answers["DeclareChange"] = errors.StaleState()
    client = await world.logged_in()
    body = {"change": samples.CHANGE}
    stale = await client.post("/api/v1/declarations", json=body, headers=KEY | {"if-match": '"n1yW7rQ2"'})
    assert stale.status_code == 412
    stale = await client.post("/api/v1/declarations", json=body | {"etag": "n1yW7rQ2"}, headers=KEY)
    assert stale.status_code == 409


async def test_an_address_or_a_method_that_is_not_ours_is_a_problem_too(world: World) -> None:
    async with world.client() as client:
        missing, wrong = await client.get("/api/v1/nothing"), await client.put("/api/v1/home")
        assert (await client.get("/api/v1/facts/1/versions")).status_code == 404
        assert (await client.get("/api/v1/declarations/preview")).headers["allow"] == "POST"
    assert (missing.status_code, missing.json()["reason"]) == (404, "NO_SUCH_PAGE")
    assert (wrong.status_code, wrong.json()["reason"]) == (405, "METHOD_NOT_ALLOWED")
    assert wrong.headers["allow"] == "GET, HEAD"


async def test_a_body_that_is_not_json_is_a_problem_too(world: World) -> None:
    client = await world.logged_in()
    json_type = {"content-type": "application/json"}
    broken = await client.post("/api/v1/nir", content=b"{", headers=json_type)
    assert (broken.status_code, broken.json()["reason"]) == (400, "MALFORMED")
    assert (await client.post("/api/v1/nir", content=b"\xff\xfe\x00", headers=json_type)).status_code == 400
    assert (await client.post("/api/v1/nir", content=b"nir=1")).status_code == 422
    lone = await client.post("/api/v1/nir", content=b'{"nir": "\\ud800"}', headers=json_type)
    assert lone.status_code == 422


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large_is_refused(world: World, announced: bool) -> None:
    client = await world.logged_in()

    async def chunks() -> Any:
        for _ in range(300):
            yield b" " * 1024

    content = b" " * (300 * 1024) if announced else chunks()
    large = await client.post("/api/v1/nir", content=content, headers={"content-type": "application/json"})
    assert (large.status_code, large.json()["reason"]) == (413, "TOO_LARGE")


async def test_a_browser_gets_a_page_and_a_program_gets_json(world: World) -> None:
    async with world.client(pages=Pages()) as client:
        page = await client.get("/api/v1/home", headers={"accept": BROWSER})
        data = await client.get("/api/v1/home", headers={"accept": "application/json, text/html"})
        unknown = await client.get("/nowhere", headers={"accept": BROWSER})
    assert page.text.startswith("<h1>Connexion nécessaire</h1>")
    assert (page.status_code, page.headers["cache-control"]) == (401, "no-store")
    assert data.headers["content-type"] == MEDIA_TYPE
    assert unknown.status_code == 404
    assert not wants_page("*/*")


async def test_what_nobody_foresaw_is_logged_once_and_says_nothing(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("services.bff.api.home.home", broken)
    client = await world.logged_in()
    with caplog.at_level(logging.ERROR):
        answer = await client.get("/api/v1/home")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert [record.message for record in caplog.records] == ["unexpected failure"]


async def test_a_database_that_is_away_is_said_so(world: World) -> None:
    client = await world.logged_in()
    await world.database.close()
    broken = world.database.engine.url.set(port=1)
    world.database.engine = type(world.database)(broken.render_as_string(hide_password=False)).engine
    world.database.sessions.configure(bind=world.database.engine)
    answer = await client.get("/api/v1/home")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    ready = await client.get("/healthz/ready")
    assert ready.status_code == 503
    assert ready.json()["parts"]["database"] is False


async def test_a_problem_has_the_trace_that_the_answer_bears(world: World, traced: InMemorySpanExporter) -> None:
    async with world.client() as client:
        answer = await client.get("/api/v1/home")
    assert answer.json()["trace_id"] == answer.headers["x-trace-id"] != ""
    assert json.loads(answer.text)["trace_id"] in answer.headers["traceparent"]
