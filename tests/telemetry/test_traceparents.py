"""A trace that a client began is linked to ours, which it does not choose; what only looks like one is not heard."""

import re
import secrets

import pytest

from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge
from tests.telemetry.traces import spans_of

_TRACE, _SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


async def test_the_trace_of_a_client_is_linked_to_ours(visitor: Edge, running: Layout) -> None:
    own = secrets.token_hex(16)
    answer = await visitor.http.get("/api/v1/session", headers={"traceparent": f"00-{own}-{_SPAN}-01"})
    assert answer.headers["x-trace-id"] != own
    [span] = await spans_of(running, answer.headers["x-trace-id"], bool)
    assert (span.service, not span.parent_id, span.links) == ("bff", True, (_SPAN,))


async def test_a_client_does_not_decide_that_nothing_is_kept(visitor: Edge, running: Layout) -> None:
    silent = secrets.token_hex(16)
    answer = await visitor.http.get("/api/v1/facts", headers={"traceparent": f"00-{silent}-{_SPAN}-00"})
    assert answer.json()["trace_id"] != silent
    [span] = await spans_of(running, answer.json()["trace_id"], bool)
    assert span.attributes["http.response.status_code"] == 401


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "00",
        "x" * 55,
        "é" * 55,
        "'; DROP TABLE spans; --",
        f"00-{'0' * 32}-{_SPAN}-01",
        f"00-{_TRACE}-{'0' * 16}-01",
        f"ff-{_TRACE}-{_SPAN}-01",
        f"zz-{_TRACE}-{_SPAN}-01",
        f"00-{_TRACE.upper()}-{_SPAN}-01",
        f"00-0x{_TRACE[2:]}-{_SPAN}-01",
        f"00-{_TRACE[:-2]}_1-{_SPAN}-01",
        f"00-+{_TRACE[1:]}-{_SPAN}-01",
        f"00-{_TRACE[:-1]}-{_SPAN}-01",
        f"00-{_TRACE}-{_SPAN}-0g",
        f"00-{_TRACE}-{_SPAN}-01-more",
        f"00-{_TRACE}-{_SPAN}-01,00-{_TRACE}-{_SPAN}-01",
        f"00-{_TRACE}-{_SPAN}-01" * 500,
    ],
)
async def test_what_only_looks_like_a_trace_is_not_heard(garbage: str, visitor: Edge, running: Layout) -> None:
    headers = [(b"traceparent", garbage.encode()), (b"tracestate", b"\xff" * 600)]
    answer = await visitor.http.get("/api/v1/session", headers=headers)
    assert answer.status_code == 200
    trace = answer.headers["x-trace-id"]
    assert re.fullmatch("[0-9a-f]{32}", trace)
    [span] = await spans_of(running, trace, bool)
    assert (span.parent_id, span.links) == ("", ())
