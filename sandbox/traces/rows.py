"""From OTLP export requests to table rows: pure, no clock, no database.

A span or a log record is kept as the bytes that came, beside the few columns needed to find it: writing stays cheap
(some microseconds a span) and nothing that was exported can hide from the privacy scanner.
"""

import hashlib
from dataclasses import dataclass, field

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from sandbox.traces.decode import service_of
from sandbox.traces.points import MetricRow, metric_rows

Export = ExportTraceServiceRequest | ExportLogsServiceRequest | ExportMetricsServiceRequest

SpanRow = tuple[str, str, str, str, int, int, int, int, bytes]
LogRow = tuple[str, str, int, int, bytes]
LARGEST = 2**63 - 1


@dataclass(slots=True)
class Rows:
    """One transaction's worth of rows, each list in the column order of `schema.sql`."""

    origins: dict[int, tuple[str, bytes, bytes]] = field(default_factory=dict)
    spans: list[SpanRow] = field(default_factory=list)
    links: list[tuple[str, str, str, str]] = field(default_factory=list)
    logs: list[LogRow] = field(default_factory=list)
    metrics: list[MetricRow] = field(default_factory=list)
    traces: dict[str, tuple[str | None, str | None, int]] = field(default_factory=dict)
    services: set[tuple[str, str]] = field(default_factory=set)


def rows_of(requests: list[Export]) -> Rows:
    """Rows of several export requests, in their order of arrival."""
    rows = Rows()
    for request in requests:
        if isinstance(request, ExportTraceServiceRequest):
            _add_spans(rows, request)
        elif isinstance(request, ExportLogsServiceRequest):
            _add_logs(rows, request)
        else:
            _add_metrics(rows, request)
    return rows


def _add_spans(rows: Rows, request: ExportTraceServiceRequest) -> None:
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            origin, service = _add_origin(rows, resource_spans.resource, scope_spans.scope)
            for span in scope_spans.spans:
                _add_span(rows, span, origin, service)


def _add_span(rows: Rows, span: Span, origin: int, service: str) -> None:
    trace_id, span_id, parent_id = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()
    error = int(span.status.code == Status.STATUS_CODE_ERROR)
    start, end = min(span.start_time_unix_nano, LARGEST), min(span.end_time_unix_nano, LARGEST)
    body = span.SerializeToString()
    rows.spans.append((trace_id, span_id, parent_id, span.name, start, end, error, origin, body))
    for link in span.links:
        rows.links.append((trace_id, span_id, link.trace_id.hex(), link.span_id.hex()))
    rows.services.add((trace_id, service))
    name, root_service, errors = rows.traces.get(trace_id, (None, None, 0))
    if not parent_id:
        name, root_service = span.name, service
    rows.traces[trace_id] = (name, root_service, errors | error)


def _add_logs(rows: Rows, request: ExportLogsServiceRequest) -> None:
    for resource_logs in request.resource_logs:
        for scope_logs in resource_logs.scope_logs:
            origin, _ = _add_origin(rows, resource_logs.resource, scope_logs.scope)
            for record in scope_logs.log_records:
                when = min(record.time_unix_nano or record.observed_time_unix_nano, LARGEST)
                body = record.SerializeToString()
                rows.logs.append((record.trace_id.hex(), record.span_id.hex(), when, origin, body))


def _add_metrics(rows: Rows, request: ExportMetricsServiceRequest) -> None:
    for resource_metrics in request.resource_metrics:
        for scope_metrics in resource_metrics.scope_metrics:
            _, service = _add_origin(rows, resource_metrics.resource, scope_metrics.scope)
            for metric in scope_metrics.metrics:
                rows.metrics.extend(metric_rows(service, metric))


def _add_origin(rows: Rows, resource: Resource, scope: InstrumentationScope) -> tuple[int, str]:
    who, what = resource.SerializeToString(), scope.SerializeToString()
    digest = hashlib.blake2b(who + b"\0" + what, digest_size=8).digest()
    origin = int.from_bytes(digest, "big") >> 1
    service = service_of(resource.attributes)
    rows.origins[origin] = (service, who, what)
    return origin, service
