"""A span, a log record and a metric as people and the scanner read them: decoded from the bytes that came."""

from dataclasses import dataclass

from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1 import trace_pb2
from pydantic import JsonValue

from sandbox.traces.decode import KINDS, STATUSES, attributes_of, value_of

Attributes = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who emitted: the process (`resource`) and the instrumentation (`scope`)."""

    service: str
    resource: Attributes
    scope: str
    scope_attributes: Attributes


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened during a span, at `time_ns` since 1970."""

    name: str
    time_ns: int
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Link:
    """A span of this or another trace that caused this one."""

    trace_id: str
    span_id: str
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Span:
    """One operation of one service; times in nanoseconds since 1970, `parent_id` empty at the root."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    start_ns: int
    end_ns: int
    status: str
    status_message: str
    trace_state: str
    attributes: Attributes
    events: tuple[Event, ...]
    links: tuple[Link, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Log:
    """One log record; `trace_id` is empty outside any trace."""

    trace_id: str
    span_id: str
    time_ns: int
    severity: str
    severity_number: int
    event_name: str
    body: JsonValue
    attributes: Attributes
    origin: Origin


@dataclass(frozen=True, slots=True)
class MetricValue:
    """The last value seen of one (service, name, attributes)."""

    service: str
    name: str
    kind: str
    unit: str
    description: str
    attributes: Attributes
    value: JsonValue
    exemplars: list[JsonValue]
    time_ns: int


def origin_of(service: str, resource: bytes, scope: bytes) -> Origin:
    """Decode the stored resource and scope."""
    described = InstrumentationScope.FromString(scope)
    attributes = attributes_of(Resource.FromString(resource).attributes)
    return Origin(service, attributes, described.name, attributes_of(described.attributes))


def span_of(body: bytes, origin: Origin) -> Span:
    """Decode a stored span."""
    span = trace_pb2.Span.FromString(body)
    return Span(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        name=span.name,
        kind=_named(KINDS, span.kind),
        start_ns=span.start_time_unix_nano,
        end_ns=max(span.end_time_unix_nano, span.start_time_unix_nano),
        status=_named(STATUSES, span.status.code),
        status_message=span.status.message,
        trace_state=span.trace_state,
        attributes=attributes_of(span.attributes),
        events=tuple(Event(e.name, e.time_unix_nano, attributes_of(e.attributes)) for e in span.events),
        links=tuple(Link(k.trace_id.hex(), k.span_id.hex(), attributes_of(k.attributes)) for k in span.links),
        origin=origin,
    )


def log_of(record: bytes, origin: Origin) -> Log:
    """Decode a stored log record."""
    log = LogRecord.FromString(record)
    return Log(
        trace_id=log.trace_id.hex(),
        span_id=log.span_id.hex(),
        time_ns=log.time_unix_nano or log.observed_time_unix_nano,
        severity=log.severity_text,
        severity_number=log.severity_number,
        event_name=log.event_name,
        body=value_of(log.body),
        attributes=attributes_of(log.attributes),
        origin=origin,
    )


def _named(names: tuple[str, ...], number: int) -> str:
    return names[number] if 0 <= number < len(names) else names[0]
