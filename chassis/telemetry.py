"""Traces and metrics. The only module that imports the OpenTelemetry SDK; the attributes in use are listed in docs/telemetry.md.

Context travels as W3C `traceparent` in gRPC metadata, NATS headers and HTTP headers. The contrib instrumentations are not used: they cost
more than the calls they watch, and the gRPC one can hang (docs/decisions/0003-own-instrumentation.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import context as otel_context
from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags, Tracer
from opentelemetry.util.types import AttributeValue

__all__ = [
    "SpanKind",
    "adopt",
    "begin",
    "current_trace_id",
    "current_traceparent",
    "fail",
    "meter",
    "shutdown",
    "span",
    "start",
    "tracer_for",
]

Attributes = Mapping[str, AttributeValue]

_providers: dict[str, TracerProvider] = {}
_tracer: Tracer = trace.NoOpTracer()
_meter_provider: MeterProvider | None = None


def start(service: str, endpoint: str | None, *, processor: SpanProcessor | None = None) -> None:
    """Makes `service` the process's name in traces. Without an endpoint (or a processor, in tests), spans carry context and go nowhere."""
    global _tracer, _meter_provider
    _tracer = tracer_for(service, endpoint, processor=processor)
    if endpoint:
        reader = PeriodicExportingMetricReader(
            OTLPMetricExporter(endpoint=endpoint, insecure=True), export_interval_millis=5000
        )
        _meter_provider = MeterProvider([reader], resource=_resource(service))
        metrics.set_meter_provider(_meter_provider)


def tracer_for(service: str, endpoint: str | None, *, processor: SpanProcessor | None = None) -> Tracer:
    """A tracer under another service name, for a process that plays several. The provider is made once per name."""
    if service not in _providers:
        provider = TracerProvider(resource=_resource(service), shutdown_on_exit=False)
        if endpoint:
            exporter = OTLPSpanExporter(endpoint=endpoint, insecure=True)
            provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000, max_queue_size=16384))
        if processor:
            provider.add_span_processor(processor)
        _providers[service] = provider
    return _providers[service].get_tracer("mesdroits")


def _resource(service: str) -> Resource:
    return Resource({"service.name": service, "service.namespace": "mesdroits"})


def shutdown() -> None:
    """Sends what is left, and forgets every provider."""
    global _tracer, _meter_provider
    for provider in _providers.values():
        provider.shutdown()
    _providers.clear()
    _tracer = trace.NoOpTracer()
    if _meter_provider:
        _meter_provider.shutdown()
        _meter_provider = None


def meter() -> metrics.Meter:
    """The process's meter; a silent one where nothing was started."""
    return metrics.get_meter("mesdroits")


def parse(traceparent: str) -> SpanContext | None:
    """The remote span named by a W3C traceparent; None if it is not one."""
    parts = traceparent.split("-")
    if len(parts) != 4 or len(parts[1]) != 32 or len(parts[2]) != 16:
        return None
    try:
        trace_id, span_id, flags = int(parts[1], 16), int(parts[2], 16), int(parts[3], 16)
    except ValueError:
        return None
    return SpanContext(trace_id, span_id, True, TraceFlags(flags)) if trace_id and span_id else None


def format_traceparent(context: SpanContext) -> str:
    """W3C traceparent of a span; empty if there is none."""
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def current_traceparent() -> str:
    """W3C traceparent of the span under way; empty outside one."""
    return format_traceparent(trace.get_current_span().get_span_context())


def current_trace_id() -> str:
    """The trace under way, 32 hexadecimal digits; empty outside one."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def begin(
    name: str, kind: SpanKind, parent: str = "", attributes: Attributes | None = None, tracer: Tracer | None = None
) -> Span:
    """A span begun, child of `parent` (a traceparent) or of the span under way. Whoever begins it ends it."""
    remote = parse(parent) if parent else None
    context = trace.set_span_in_context(NonRecordingSpan(remote)) if remote else None
    return (tracer or _tracer).start_span(name, context, kind, attributes, record_exception=False)


def fail(span_under_way: Span, reason: str) -> None:
    """Marks a span as failed, by the stable reason of the problem, never by its message."""
    span_under_way.set_status(Status(StatusCode.ERROR, reason))
    span_under_way.set_attribute("error.type", reason)


def adopt(current: Span) -> None:
    """Makes a span the current one for the rest of the task under way, which must be of its own."""
    otel_context.attach(trace.set_span_in_context(current))


@contextmanager
def active(current: Span) -> Iterator[Span]:
    """Makes a span the current one, and ends it on the way out, whatever happened."""
    token = otel_context.attach(trace.set_span_in_context(current))
    try:
        yield current
    except BaseException as failure:
        # The type alone: a message may hold what somebody typed.
        fail(current, type(failure).__name__)
        raise
    finally:
        otel_context.detach(token)
        current.end()


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
