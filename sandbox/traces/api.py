"""The JSON of the trace viewer, for `make trace`, the journey and the tests."""

from dataclasses import dataclass

from fastapi import APIRouter

from sandbox.traces.questions import Database, Key, Limit, Question, Trace
from sandbox.traces.reader import EVERYTHING
from sandbox.traces.spans import MetricValue
from sandbox.traces.views import ServiceView, TraceLine, TraceView, trace_lines

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of traces, the latest first; `next_before` continues it, None at the end."""

    traces: list[TraceLine]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class TraceServices:
    """The services that took part in a trace, in order of appearance."""

    trace_id: str
    services: list[ServiceView]


@router.get("/healthz")
def health(reader: Database) -> dict[str, str]:
    """Ready once the database answers."""
    reader.services()
    return {"status": "ok"}


@router.get("/api/traces/{trace_id}")
def trace(view: Trace) -> TraceView:
    """A whole trace, spans in tree order."""
    return view


@router.get("/api/traces/{trace_id}/services")
def trace_services(view: Trace) -> TraceServices:
    """Which services a trace went through."""
    return TraceServices(view.trace_id, view.services)


@router.get("/api/search")
def search(reader: Database, question: Question, before: Key = EVERYTHING, limit: Limit = 50) -> Found:
    """Traces by service, error, part of the root's name, or beginning of the id (`q`)."""
    lines = trace_lines(reader, question.page(before, limit))
    return Found(lines, lines[-1].page_key if len(lines) == limit else None)


@router.get("/api/metrics")
def metrics(reader: Database, name: str = "") -> list[MetricValue]:
    """Last values of the metrics whose name contains `name`."""
    return reader.metrics(name)
