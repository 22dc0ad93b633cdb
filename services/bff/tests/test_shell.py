"""What stands around every answer: headers, hosts, limits, tags, traces, health."""

import asyncio

import pytest
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2 import DeclareNirResponse
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.errors import Unavailable
from services.bff import samples
from services.bff.limits import Buckets
from services.bff.tests.conftest import World

THEIRS = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{THEIRS}-00f067aa0ba902b7-01"


async def test_every_answer_tells_browsers_what_to_refuse(world: World) -> None:
    client = await world.logged_in()
    for path in ("/api/v1/home", "/api/v1/nothing", "/healthz/live", "/connexion", "/api/v1/openapi.json"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "form-action 'self' http://fc.test http://fc-plus.test;" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "no-store" in headers["cache-control"]
        assert "strict-transport-security" not in headers
        assert "server" not in headers


async def test_over_tls_browsers_are_told_to_stay_there(world: World) -> None:
    async with world.client(world.with_settings(public_url="https://portal.test")) as client:
        assert "max-age=" in (await client.get("/healthz/live")).headers["strict-transport-security"]


async def test_a_request_for_another_site_is_refused_but_a_probe_is_not(world: World) -> None:
    async with world.client() as client:
        evil = await client.get("/api/v1/session", headers={"host": "evil.test"})
        assert (evil.status_code, evil.json()["reason"]) == (421, "UNKNOWN_HOST")
        two = await client.get("/api/v1/session", headers=[("host", "portal.test"), ("host", "evil.test")])
        assert two.status_code == 421
        assert (await client.get("/healthz/live", headers={"host": "10.0.0.7:8000"})).status_code == 200


async def test_what_can_be_got_can_be_asked_for_without_its_body(world: World) -> None:
    client = await world.logged_in()
    for path in ("/api/v1/home", "/healthz/live", "/api/v1/openapi.json"):
        got, headed = await client.get(path), await client.head(path)
        assert (headed.status_code, headed.content) == (got.status_code, b"")
        assert headed.headers["content-type"] == got.headers["content-type"]
        assert headed.headers.get("content-length") == got.headers.get("content-length")
    assert (await client.head("/deconnexion")).status_code == 405
    assert (await client.delete("/api/v1/home")).headers["allow"] == "GET, HEAD"


async def test_the_head_of_a_stream_does_not_wait_for_events(world: World) -> None:
    client = await world.logged_in()
    answer = await asyncio.wait_for(client.head(f"/api/v1/declarations/{samples.DECLARATION_ID}/events"), 5)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_who_holds_a_view_already_gets_no_second_copy(world: World) -> None:
    client = await world.logged_in()
    first = await client.get("/api/v1/home")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = await client.get("/api/v1/home", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    world.played.answers["ListDeclarations"] = Unavailable()
    changed = await client.get("/api/v1/home", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


async def test_nobody_asks_faster_than_the_limit(world: World) -> None:
    client = await world.logged_in(edge=world.with_settings(requests_per_second=0.5, requests_burst=5))
    statuses = [(await client.get("/api/v1/session")).status_code for _ in range(8)]
    assert statuses.count(200) < 8
    refused = await client.get("/api/v1/session")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert refused.json()["detail"] == "Trop de demandes en même temps. Réessayez dans un instant."


async def test_an_address_has_a_limit_before_any_session_is_looked_for(world: World) -> None:
    async with world.client(world.with_settings(requests_per_second=0.01, requests_burst=1)) as client:
        statuses = [(await client.get("/api/v1/session")).status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]


async def test_numbers_are_not_tried_one_after_another(world: World) -> None:
    client = await world.logged_in(edge=world.with_settings(nir_attempts_per_hour=2))
    pending = person_pb2.Certification(state=person_pb2.CERTIFICATION_STATE_PENDING)
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=pending)
    answers = [await client.post("/api/v1/nir", json={"nir": str(n)}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["reason"] == "TOO_MANY_NIR_ATTEMPTS"
    assert int(answers[2].headers["retry-after"]) > 60


async def test_logins_are_not_begun_without_end(world: World) -> None:
    async with world.client(world.with_settings(logins_per_minute=2)) as client:
        assert [(await client.get("/connexion")).status_code for _ in range(3)] == [303, 303, 429]


def test_a_bucket_fills_again_with_time() -> None:
    now = 0.0
    bucket = Buckets(2.0, 2.0, lambda: now)
    assert [bucket.take("a") for _ in range(3)] == [0.0, 0.0, 0.5]
    assert bucket.take("b") == 0.0
    now = 0.5
    assert bucket.take("a") == 0.0
    assert bucket.take("a") == pytest.approx(0.5)


async def test_a_span_is_named_after_the_route_and_holds_no_id(world: World, traced: InMemorySpanExporter) -> None:
    client = await world.logged_in()
    traced.clear()
    await client.get(f"/api/v1/facts/{samples.FACT_ID}/versions?page_token=abc")
    await client.get("/nowhere/1850763999042")
    spans = {span.name: span for span in traced.get_finished_spans()}
    edge = spans["GET /api/v1/facts/{fact_id}/versions"]
    assert dict(edge.attributes or {}) == {
        "http.route": "/api/v1/facts/{fact_id}/versions", "http.response.status_code": 200,
    }  # fmt: skip
    called = spans["mesdroits.situation.v1.SituationService/ListFactVersions"]
    assert called.parent
    assert edge.context
    assert called.parent.span_id == edge.context.span_id
    assert "GET no route" in spans
    written = repr([(span.name, dict(span.attributes or {})) for span in traced.get_finished_spans()])
    assert samples.FACT_ID not in written
    assert samples.PERSON_ID not in written
    assert "1850763999042" not in written


async def test_a_trace_that_a_caller_began_goes_on_if_callers_are_trusted(
    world: World, traced: InMemorySpanExporter
) -> None:
    async with world.client(world.with_settings(trust_traceparent=True)) as client:
        answer = await client.get("/api/v1/session", headers={"traceparent": PARENT})
    assert answer.headers["x-trace-id"] == THEIRS


@pytest.mark.parametrize("flags", ["00", "01"])
async def test_a_caller_chooses_neither_the_trace_nor_whether_it_is_kept(
    world: World, traced: InMemorySpanExporter, flags: str
) -> None:
    async with world.client() as client:
        answer = await client.get("/api/v1/session", headers={"traceparent": PARENT[:-2] + flags})
    assert answer.headers["x-trace-id"] != THEIRS
    [span] = [span for span in traced.get_finished_spans() if span.name == "GET /api/v1/session"]
    assert span.parent is None
    assert [f"{link.context.trace_id:032x}" for link in span.links] == [THEIRS]


async def test_it_is_ready_once_everything_answered_and_stays_so_without_one_service(world: World) -> None:
    async with world.client() as client:
        ready = await client.get("/healthz/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert ready.json()["parts"] == dict.fromkeys(
            (
                "database",
                "identity",
                "situation",
                "rights",
                "simulator",
                "documents",
                "requests_tracking",
                "notify",
                "bus",
            ),
            True,
        )
        await world.played.servers["rights"].stop(0)
        ready = await client.get("/healthz/ready")
        assert ready.status_code == 200
        assert ready.json()["parts"]["rights"] is False


async def test_it_is_not_ready_before_everything_answered_once(world: World) -> None:
    await world.played.servers["rights"].stop(0)
    async with world.client() as client:
        assert (await client.get("/healthz/ready")).status_code == 503
        assert (await client.get("/healthz/live")).status_code == 200
