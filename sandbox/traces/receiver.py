"""The OTLP/gRPC receiver: the three collector services of OpenTelemetry, each answering once its data is stored."""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

from sandbox.traces.ingest import BackEndFullError, Ingest
from sandbox.traces.rows import Export

LARGEST_MESSAGE_BYTES = 16 * 1024 * 1024
PACKAGE = "opentelemetry.proto.collector"
SERVICES: dict[str, tuple[type[Export], type[Message]]] = {
    f"{PACKAGE}.trace.v1.TraceService": (
        trace_service_pb2.ExportTraceServiceRequest,
        trace_service_pb2.ExportTraceServiceResponse,
    ),
    f"{PACKAGE}.metrics.v1.MetricsService": (
        metrics_service_pb2.ExportMetricsServiceRequest,
        metrics_service_pb2.ExportMetricsServiceResponse,
    ),
    f"{PACKAGE}.logs.v1.LogsService": (
        logs_service_pb2.ExportLogsServiceRequest,
        logs_service_pb2.ExportLogsServiceResponse,
    ),
}

Context = grpc.aio.ServicerContext[Any, Any]


class AddressInUseError(Exception):
    """The OTLP address cannot be bound."""


def build_receiver(ingest: Ingest, listen: str) -> tuple[grpc.aio.Server, int]:
    """A server ready to start on `host:port`, and the port it got (0 asks for a free one). Raises AddressInUseError."""
    options = [
        # Without this a second process would silently share the port and take half of the spans.
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", LARGEST_MESSAGE_BYTES),
    ]
    server = grpc.aio.server(options=options)
    for service, (request, response) in SERVICES.items():
        handler = grpc.unary_unary_rpc_method_handler(
            _export(ingest, response),
            request_deserializer=request.FromString,
            response_serializer=response.SerializeToString,
        )
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {"Export": handler}),))
    try:
        return server, server.add_insecure_port(listen)
    except RuntimeError as error:
        raise AddressInUseError(listen) from error


def _export(ingest: Ingest, response: type[Message]) -> Callable[[Export, Context], Awaitable[Message]]:
    async def export(request: Export, context: Context) -> Message:
        try:
            await ingest.accept(request)
        except BackEndFullError:
            # UNAVAILABLE is what OTLP exporters retry.
            await context.abort(grpc.StatusCode.UNAVAILABLE, "the trace store is behind, try again")
        except sqlite3.Error:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "the trace store refused the write")
        return response()

    return export
