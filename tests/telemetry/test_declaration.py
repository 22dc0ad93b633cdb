"""One change of address, told once: its trace shows everybody who worked on it, from the click to the last organisme."""

from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from sandbox.suite.layout import Layout
from tests.e2e.edge import Edge
from tests.hostile.callers import persona_named
from tests.telemetry.traces import Span, services, spans_of

pytestmark = pytest.mark.timeout(300)
PERSONA = "allocataire-aah"
STREET = "4 impasse des Trois-Télémètres"
_CONTENT = {"street": STREET, "postal_code": "63200", "city": "RIOM", "commune_code": "63300", "country_code": "99100"}


@pytest_asyncio.fixture
async def declared(visitor: Edge, running: Layout) -> tuple[str, set[str]]:
    """The trace of the confirmation, and the organismes that were told."""
    await visitor.log_in(PERSONA)
    await visitor.post("/api/v1/nir", {"nir": persona_named(running, PERSONA)["nir"]})
    validity = {"start_date": date.today().isoformat()}
    change: dict[str, Any] = {"verb": "created", "kind": "address", "content": _CONTENT, "validity": validity}
    preview = await visitor.post("/api/v1/declarations/preview", change)
    made = await visitor.post("/api/v1/declarations", {"change": change, "etag": preview["etag"]})
    trace = visitor.trace
    async for _ in visitor.events(f"/api/v1/declarations/{made['declaration_id']}/events"):
        pass
    return trace, {one["organisme"] for one in made["deliveries"]}


async def test_the_trace_of_a_declaration_shows_everybody_who_worked_on_it(
    declared: tuple[str, set[str]], running: Layout
) -> None:
    trace, organismes = declared
    wanted = {"bff", "situation", "identity"} | {f"organisme-{name}" for name in organismes}
    assert len(organismes) >= 2

    def complete(spans: list[Span]) -> bool:
        applied = {span.service for span in spans if span.name == "apply situation"}
        return wanted <= services(spans) and len(applied) == len(organismes) and not _orphans(spans)

    spans = await spans_of(running, trace, complete)
    assert wanted <= services(spans)
    _check_tree(spans)
    for name in organismes:
        assert {"receive situation", "apply situation"} <= {
            span.name for span in spans if span.service == f"organisme-{name}"
        }


def _check_tree(spans: list[Span]) -> None:
    """One root, at the edge, under which everything else is."""
    roots = [span for span in spans if not span.parent_id]
    assert [(root.service, root.name) for root in roots] == [("bff", "POST /api/v1/declarations")]
    assert not _orphans(spans)
    assert not [span for span in spans if span.status == "error"]


def _orphans(spans: list[Span]) -> list[Span]:
    known = {span.span_id for span in spans}
    return [span for span in spans if span.parent_id and span.parent_id not in known]
