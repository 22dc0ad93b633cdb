"""The trace id of a refusal is what a person quotes to our team: it must lead somewhere."""

import asyncio
from typing import Any

import httpx
import pytest

from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge
from tests.telemetry.traces import spans_of

_JSON = {"content-type": "application/json"}
_REFUSED: dict[int, dict[str, Any]] = {
    400: {"method": "POST", "url": "/api/v1/mobile/sessions", "content": b"{", "headers": _JSON},
    401: {"method": "GET", "url": "/api/v1/rights"},
    404: {"method": "GET", "url": "/nulle-part"},
    405: {"method": "PUT", "url": "/api/v1/rights"},
    409: {"method": "POST", "url": "/api/v1/mobile/sessions", "json": {"code": "a" * 43, "code_verifier": "b" * 43}},
    413: {"method": "POST", "url": "/api/v1/mobile/sessions", "content": b" " * 300_000},
    421: {"method": "GET", "url": "/", "headers": {"host": "mechant.example"}},
    422: {"method": "POST", "url": "/api/v1/mobile/sessions", "json": {}},
}


@pytest.mark.parametrize("status", _REFUSED)
async def test_the_trace_of_a_refusal_is_found(status: int, visitor: Edge, running: Layout) -> None:
    answer = await visitor.http.request(**_REFUSED[status])
    assert answer.status_code == status
    assert await _found(running, answer.json()["trace_id"]) == status


async def test_the_trace_of_what_is_no_request_is_found(running: Layout) -> None:
    reader, writer = await asyncio.open_connection(running.host, running.ports["edge"])
    writer.write(b"no request\r\n\r\n")
    _, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    spans = await spans_of(running, httpx.Response(400, content=body).json()["trace_id"], bool)
    assert [(span.service, span.name) for span in spans] == [("bff", "no request")]


async def _found(layout: Layout, trace: str) -> int:
    spans = await spans_of(layout, trace, bool)
    root = next(span for span in spans if not span.parent_id)
    return int(root.attributes["http.response.status_code"])
