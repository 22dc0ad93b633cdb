"""A call that fails says so in its trace, by the name of the reason and by nothing that anybody typed."""

import re

import httpx
import pytest
import pytest_asyncio

from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge
from tests.hostile.callers import persona_named
from tests.telemetry.traces import Span, services, spans_of

pytestmark = pytest.mark.timeout(300)
PERSONA = "exploitant-agricole"
_RIGHTS = {"rights"}
_REASON = re.compile("[A-Z][A-Z0-9_]+")


@pytest_asyncio.fixture
async def farmer(visitor: Edge, running: Layout) -> Edge:
    """A person whose only organisme is the MSA."""
    await visitor.log_in(PERSONA)
    await visitor.post("/api/v1/nir", {"nir": persona_named(running, PERSONA)["nir"]})
    return visitor


async def test_an_organisme_that_is_away_is_an_error_with_a_reason_and_no_message(
    farmer: Edge, running: Layout
) -> None:
    admin = f"http://{running.address('organismes_admin')}/organismes/msa"
    async with httpx.AsyncClient() as http:
        (await http.put(admin, json={"down": True})).raise_for_status()
        try:
            view = await farmer.get("/api/v1/rights")
        finally:
            (await http.put(admin, json={"down": False})).raise_for_status()
    assert view["partial"]
    failed = _failed(await spans_of(running, farmer.trace, lambda spans: services(_failed(spans)) >= _RIGHTS))
    assert services(failed) >= _RIGHTS
    _check(failed)


async def test_a_refusal_names_its_reason_in_the_span_and_none_of_the_words_sent(farmer: Edge, running: Layout) -> None:
    secret = "2 rue du Secret-Bien-Gardé"
    change = {"verb": "created", "kind": "address", "content": {"street": secret, "postal_code": "x"}}
    answer = await farmer.http.post("/api/v1/declarations/preview", json=change, headers={"X-CSRF-Token": farmer.csrf})
    assert answer.status_code == 422
    spans = await spans_of(running, answer.json()["trace_id"], lambda spans: bool(_refusals(spans) and _failed(spans)))
    [served] = _refusals(spans)
    assert served.attributes["error.type"] == answer.json()["reason"]
    _check(_failed(spans))
    assert secret not in str(spans)


def _refusals(spans: list[Span]) -> list[Span]:
    # By its RPC: the effect of the change is worked out beside, from what situation knows, and is given up when the change is refused.
    of_the_change = [span for span in spans if span.service == "situation" and span.name.endswith("/PreviewChange")]
    return [span for span in of_the_change if "error.type" in span.attributes]


def _failed(spans: list[Span]) -> list[Span]:
    return [span for span in spans if span.status == "error"]


def _check(failed: list[Span]) -> None:
    assert failed
    for span in failed:
        assert _REASON.fullmatch(span.attributes["error.type"]), span
        assert span.status_message in ("", span.attributes["error.type"]), span
        assert not [name for name in span.attributes if name.startswith("exception")], span
