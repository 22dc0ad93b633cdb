"""Hand-made exports for the tests that need exact ids and times."""

from collections.abc import Sequence

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

MS = 1_000_000


def made(name: str, parent: str = "", start_ms: int = 0, duration_ms: int = 10, trace: int = 1) -> Span:
    """A span whose id is its name, padded."""
    return Span(
        trace_id=trace.to_bytes(16, "big"),
        span_id=_padded(name),
        parent_span_id=_padded(parent) if parent else b"",
        name=name,
        start_time_unix_nano=(1_000_000 + start_ms) * MS,
        end_time_unix_nano=(1_000_000 + start_ms + duration_ms) * MS,
    )


def exported(spans: Sequence[Span], service: str = "bff") -> ExportTraceServiceRequest:
    """An export of one service."""
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.add(key="service.name").value.string_value = service
    resource_spans.scope_spans.add().spans.extend(spans)
    return request


def _padded(name: str) -> bytes:
    return name.encode().ljust(8, b".")[:8]
