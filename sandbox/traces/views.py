"""One view model per screen: the page and the JSON render the same."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from sandbox.traces.reader import Reader, Search, Summary
from sandbox.traces.spans import Attributes, Event, Link, Log, Span
from sandbox.traces.waterfall import NS_PER_MS, Bar, waterfall

LARGEST_TRACE = 5_000


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A trace in a list; durations in milliseconds, `page_key` is what `before` takes."""

    page_key: int
    trace_id: str
    name: str
    service: str
    services: list[str]
    span_count: int
    error_count: int
    start_time: datetime
    duration_ms: float


@dataclass(frozen=True, slots=True)
class EventView:
    """An event, `offset_ms` after the trace's start."""

    name: str
    offset_ms: float
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class SpanView:
    """A span at its place in the tree; times in milliseconds from the trace's start."""

    span_id: str
    parent_span_id: str
    depth: int
    service: str
    name: str
    kind: str
    status: str
    status_message: str
    start_ms: float
    duration_ms: float
    attributes: Attributes
    events: list[EventView]
    links: list[Link]
    resource: Attributes
    scope: str


@dataclass(frozen=True, slots=True)
class LogView:
    """A log line of the trace."""

    service: str
    span_id: str
    offset_ms: float
    severity: str
    severity_number: int
    body: JsonValue
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class ServiceView:
    """What one service did in the trace."""

    service: str
    span_count: int
    error_count: int


@dataclass(frozen=True, slots=True)
class TraceView:
    """A whole trace, spans in tree order; `truncated` when it holds more than is shown."""

    trace_id: str
    name: str
    start_time: datetime
    duration_ms: float
    span_count: int
    error_count: int
    truncated: bool
    services: list[ServiceView]
    spans: list[SpanView]
    logs: list[LogView]
    linked_traces: list[TraceLine]


def trace_lines(reader: Reader, search: Search) -> list[TraceLine]:
    """The list of traces."""
    return [_line(summary) for summary in reader.latest(search)]


def trace_view(reader: Reader, trace_id: str) -> TraceView | None:
    """The trace, or None when nothing of it was received (or it was forgotten since)."""
    spans = reader.spans(trace_id, LARGEST_TRACE + 1)
    if not spans:
        return None
    shown = spans[:LARGEST_TRACE]
    start_ns = shown[0].start_ns
    bars = waterfall(shown)
    views = [_span(bar, start_ns) for bar in bars]
    return TraceView(
        trace_id=trace_id,
        name=_root_name(bars),
        start_time=_instant(start_ns),
        duration_ms=max(view.start_ms + view.duration_ms for view in views),
        span_count=len(views),
        error_count=sum(view.status == "error" for view in views),
        truncated=len(spans) > LARGEST_TRACE,
        services=_services(views),
        spans=views,
        logs=[_log(log, start_ns) for log in reader.logs(trace_id, LARGEST_TRACE)],
        linked_traces=[_line(summary) for summary in reader.linked(trace_id)],
    )


def _root_name(bars: list[Bar]) -> str:
    return next((bar.span.name for bar in bars if not bar.span.parent_id), bars[0].span.name)


def _services(views: list[SpanView]) -> list[ServiceView]:
    counts: dict[str, tuple[int, int]] = {}
    for view in views:
        spans, errors = counts.get(view.service, (0, 0))
        counts[view.service] = (spans + 1, errors + (view.status == "error"))
    return [ServiceView(service, *count) for service, count in counts.items()]


def _line(summary: Summary) -> TraceLine:
    return TraceLine(
        page_key=summary.page_key,
        trace_id=summary.trace_id,
        name=summary.name,
        service=summary.service,
        services=summary.services,
        span_count=summary.spans,
        error_count=summary.errors,
        start_time=_instant(summary.start_ns),
        duration_ms=(summary.end_ns - summary.start_ns) / NS_PER_MS,
    )


def _span(bar: Bar, start_ns: int) -> SpanView:
    span: Span = bar.span
    return SpanView(
        span_id=span.span_id,
        parent_span_id=span.parent_id,
        depth=bar.depth,
        service=span.origin.service,
        name=span.name,
        kind=span.kind,
        status=span.status,
        status_message=span.status_message,
        start_ms=bar.offset_ms,
        duration_ms=bar.duration_ms,
        attributes=span.attributes,
        events=[_event(event, start_ns) for event in span.events],
        links=list(span.links),
        resource=span.origin.resource,
        scope=span.origin.scope,
    )


def _event(event: Event, start_ns: int) -> EventView:
    return EventView(event.name, (event.time_ns - start_ns) / NS_PER_MS, event.attributes)


def _log(log: Log, start_ns: int) -> LogView:
    return LogView(
        service=log.origin.service,
        span_id=log.span_id,
        offset_ms=(log.time_ns - start_ns) / NS_PER_MS,
        severity=log.severity or "—",
        severity_number=log.severity_number,
        body=log.body if log.body is not None else log.event_name,
        attributes=log.attributes,
    )


def _instant(time_ns: int) -> datetime:
    """Microseconds are as fine as datetime goes; a start that no calendar holds is shown as the epoch."""
    seconds = time_ns / 1_000_000_000
    return datetime.fromtimestamp(seconds if seconds < 253_402_300_800 else 0, tz=UTC)
