"""Traces, metrics and the logs that go with them. Only the `telemetry*` modules import the OpenTelemetry SDK; docs/telemetry.md lists what is in use.

Context travels as W3C `traceparent` in gRPC metadata, NATS headers and HTTP headers, and inside the process as OpenTelemetry's own context.
The contrib instrumentations are not used: they cost more than the calls they watch, and the gRPC one can hang
(docs/decisions/0003-own-instrumentation.md).
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

from opentelemetry import context as otel_context
from opentelemetry import metrics, trace
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.trace import (
    INVALID_SPAN,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
)

from chassis import telemetry_logs, telemetry_metrics
from chassis.errors import Problem
from chassis.telemetry_export import Exporter
from chassis.telemetry_metrics import Durations
from chassis.telemetry_spans import Attributes, LightSpan, LightTracer, Sink, current_context

__all__ = [
    "Attributes",
    "SpanKind",
    "active",
    "adopt",
    "begin",
    "current_trace_id",
    "current_traceparent",
    "durations",
    "fail",
    "log",
    "meter",
    "parse",
    "shutdown",
    "span",
    "start",
    "traceparent_of",
    "tracer_for",
]

# Two replicas count apart, and a process that comes back begins anew.
_RESOURCE = {"service.namespace": "mesdroits", "service.instance.id": secrets.token_hex(8)}

_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")

_tracers: dict[str, LightTracer] = {}
_exporters: dict[str, Exporter] = {}
_durations: dict[str, Durations] = {}
_tracer: LightTracer | None = None
_meter_provider: MeterProvider | None = None


def start(service: str, endpoint: str | None, *, processor: Sink | None = None) -> None:
    """Makes `service` the process's name in traces. Without an endpoint (or a processor, in tests), spans carry context and go nowhere."""
    global _tracer, _meter_provider
    _tracer = _light_tracer(service, endpoint, processor)
    if endpoint:
        resource = {"service.name": service, **_RESOURCE}
        _meter_provider = telemetry_metrics.provider(endpoint, resource, _durations)
        meter().create_observable_counter("telemetry_spans_dropped", [_observe_dropped], unit="{span}")
        telemetry_logs.start(endpoint, resource)


def tracer_for(service: str, endpoint: str | None, *, processor: Sink | None = None) -> Tracer:
    """A tracer under another service name, for a process that plays several. It is made once per name; one endpoint has one queue."""
    return _light_tracer(service, endpoint, processor)


def _light_tracer(service: str, endpoint: str | None, processor: Sink | None) -> LightTracer:
    if service not in _tracers:
        sinks: list[Sink] = [processor] if processor else []
        if endpoint:
            if endpoint not in _exporters:
                _exporters[endpoint] = Exporter(endpoint, _RESOURCE)
            sinks.append(_exporters[endpoint].lane(service))
        _tracers[service] = LightTracer(service, sinks)
    return _tracers[service]


def shutdown() -> None:
    """Sends what is left, and forgets everything that was started."""
    global _tracer, _meter_provider
    _tracer = None
    _tracers.clear()
    if _meter_provider:
        _meter_provider.shutdown()
        _meter_provider = None
    for exporter in _exporters.values():
        exporter.shutdown()
    _exporters.clear()
    _durations.clear()
    telemetry_logs.shutdown()


def _observe_dropped(_: CallbackOptions) -> list[Observation]:
    return [Observation(sum(exporter.dropped for exporter in _exporters.values()))]


def meter() -> metrics.Meter:
    """The process's meter; a silent one where nothing was started."""
    return (_meter_provider or metrics.get_meter_provider()).get_meter("mesdroits")


def durations(name: str, description: str, *labels: str) -> Durations | None:
    """A histogram in milliseconds for what happens on every call; None where nothing is sent. Made once per name."""
    if _meter_provider is None:
        return None
    return _durations.setdefault(name, Durations(name, description, labels))


def log(severity: int, message: str, attributes: Mapping[str, str], failure: str = "") -> None:
    """Sends a log record with the trace under way; does nothing where nothing was started. Whoever calls has struck out what is personal."""
    telemetry_logs.emit(severity, message, attributes, failure)


def parse(traceparent: str) -> SpanContext | None:
    """The remote span named by a W3C traceparent; None if it is not one."""
    told = _TRACEPARENT.fullmatch(traceparent)
    # Only a version to come may say more than these four.
    if not told or (told[5] and told[1] == "00"):
        return None
    trace_id, span_id, flags = int(told[2], 16), int(told[3], 16), int(told[4], 16)
    return SpanContext(trace_id, span_id, True, TraceFlags(flags)) if trace_id and span_id else None


def format_traceparent(context: SpanContext) -> str:
    """W3C traceparent of a span; empty if there is none."""
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def traceparent_of(one: Span) -> str:
    """W3C traceparent of a span; empty if it is none."""
    if isinstance(one, LightSpan):
        return f"00-{one.trace_id:032x}-{one.span_id:016x}-01"
    return format_traceparent(one.get_span_context())


def current_traceparent() -> str:
    """W3C traceparent of the span under way; empty outside one."""
    return traceparent_of(trace.get_current_span())


def current_trace_id() -> str:
    """The trace under way, 32 hexadecimal digits; empty outside one."""
    return current_traceparent()[3:35]


def begin(
    name: str, kind: SpanKind, parent: str = "", attributes: Attributes | None = None, tracer: Tracer | None = None
) -> Span:
    """A span begun, child of `parent` (a traceparent) or of the span under way. Whoever begins it ends it."""
    context = (parse(parent) if parent else None) or current_context()
    chosen = tracer or _tracer
    if not isinstance(chosen, LightTracer):
        return NonRecordingSpan(context) if context else INVALID_SPAN
    started = chosen.begin(name, kind, context)
    if attributes:
        started.set_attributes(attributes)
    return started


def fail(span_under_way: Span, reason: str) -> None:
    """Marks a span as failed, by the stable reason of the problem, never by its message."""
    span_under_way.set_status(Status(StatusCode.ERROR, reason))
    span_under_way.set_attribute("error.type", reason)


def adopt(current: Span) -> None:
    """Makes a span the current one for the rest of the task under way, which must be of its own."""
    if current is not INVALID_SPAN:
        otel_context.attach(trace.set_span_in_context(current))


class _Active:
    # A class, where a generator would be shorter: this stands around every request of the edge.
    __slots__ = ("_span", "_token")

    def __init__(self, span_begun: Span) -> None:
        self._span = span_begun

    def __enter__(self) -> Span:
        self._token = otel_context.attach(trace.set_span_in_context(self._span))
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, _: TracebackType | None
    ) -> None:
        otel_context.detach(self._token)
        if failure is not None:
            # The type or the reason alone: a message may hold what somebody typed.
            fail(self._span, failure.reason if isinstance(failure, Problem) else type(failure).__name__)
        self._span.end()


def active(current: Span) -> AbstractContextManager[Span]:
    """Makes a span the current one, and ends it on the way out, whatever happened."""
    return _Active(current)


@contextmanager
def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    parent: str = "",
    attributes: Attributes | None = None,
    links: Sequence[str] = (),
    tracer: Tracer | None = None,
) -> Iterator[Span]:
    """A span around a block, child of `parent` (a traceparent) or of the span under way, linked to others."""
    current = begin(name, kind, parent, attributes, tracer)
    for linked in filter(None, map(parse, links)):
        current.add_link(linked)
    with active(current):
        yield current
