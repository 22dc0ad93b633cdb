"""What the trace store holds, asked as anybody asks it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.suite.layout import Layout

# Spans leave a process in batches: what ended now is found a moment later.
_ARRIVAL_SECONDS = 20.0


@dataclass(frozen=True)
class Span:
    """One span of a trace, as the store's API shows it."""

    span_id: str
    parent_id: str
    service: str
    name: str
    status: str
    status_message: str
    attributes: dict[str, Any]
    links: tuple[str, ...]

    @classmethod
    def of(cls, shown: dict[str, Any]) -> "Span":
        """Reads the API's JSON."""
        return cls(
            shown["span_id"], shown["parent_span_id"], shown["service"], shown["name"], shown["status"],
            shown["status_message"], shown["attributes"], tuple(link["span_id"] for link in shown["links"]),
        )  # fmt: skip


async def spans_of(layout: Layout, trace_id: str, complete: Callable[[list[Span]], bool]) -> list[Span]:
    """The spans of a trace, once they are `complete`; as they are when time is up."""
    until, spans = time.monotonic() + _ARRIVAL_SECONDS, list[Span]()
    async with httpx.AsyncClient(base_url=layout.traces_url) as http:
        while not complete(spans) and time.monotonic() < until:
            answer = await http.get(f"/api/traces/{trace_id}")
            if answer.status_code != httpx.codes.NOT_FOUND:
                spans = [Span.of(one) for one in answer.raise_for_status().json()["spans"]]
            await asyncio.sleep(0.2)
    return spans


def services(spans: list[Span]) -> set[str]:
    """The services that took part."""
    return {span.service for span in spans}
