"""Spans on their way out: queued without waiting, encoded and sent over OTLP by one thread, counted where they are lost."""

import logging
import struct
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import grpc
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2
from opentelemetry.trace import SpanContext, StatusCode

from chassis.telemetry_spans import LightSpan

_log = logging.getLogger(__name__)
_METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
_MOST_QUEUED = 32_768
# Small, so that the thread never holds the interpreter for more than a few milliseconds.
_BATCH = 512
_PERIOD_SECONDS = 0.5
_SEND_SECONDS, _LAST_SEND_SECONDS = 5.0, 2.0
_LONGEST_PAUSE_SECONDS = 5.0
_GIVE_UP_SECONDS = 60.0
_SAY_SECONDS = 10.0
_MOST_SHAPES = 4096
_LONGEST_VALUE = 4096
_WORTH_ANOTHER_TRY = {
    grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.ABORTED, grpc.StatusCode.CANCELLED,
}  # fmt: skip
# Field 2 of ResourceSpans, of ScopeSpans; field 1 of the request; ids are fields 1, 2 and 4 of a span, times are its fields 7 and 8.
_RESOURCE_SPANS, _SCOPE_SPANS, _SPANS = b"\x0a", b"\x12", b"\x12"
_TIMES = struct.Struct("<BQBQ").pack
_STATUSES = {
    StatusCode.UNSET: trace_pb2.Status.STATUS_CODE_UNSET,
    StatusCode.OK: trace_pb2.Status.STATUS_CODE_OK,
    StatusCode.ERROR: trace_pb2.Status.STATUS_CODE_ERROR,
}


class Exporter:
    """One per endpoint, whatever the number of services told through it. A back end that is away is waited for until the queue is full."""

    def __init__(self, endpoint: str, resource: Mapping[str, str]) -> None:
        self._channel = open_channel(endpoint)
        self._send = self._channel.unary_unary(_METHOD, request_serializer=bytes, response_deserializer=bytes)
        self._encode = Encoder(resource)
        self._queue: deque[LightSpan] = deque()
        self._wake, self._stopping = threading.Event(), threading.Event()
        self.dropped = 0
        self._said, self._said_at = 0, 0.0
        self._thread = threading.Thread(target=self._run, name="otlp-export", daemon=True)
        self._thread.start()

    def on_end(self, span: LightSpan) -> None:
        """Takes an ended span; drops it, and counts it, if the queue is full."""
        waiting = len(self._queue)
        if waiting >= _MOST_QUEUED:
            self.dropped += 1
            return
        self._queue.append(span)
        if waiting == _BATCH:
            self._wake.set()

    def shutdown(self, within: float = 5.0) -> None:
        """Sends what is left, for at most `within` seconds; the rest is counted as dropped."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(within)
        self.dropped += len(self._queue)
        self._say(0.0)
        if not self._thread.is_alive():
            self._channel.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(_PERIOD_SECONDS)
            self._wake.clear()
            self._empty()
            self._say(_SAY_SECONDS)
        self._empty()

    def _empty(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(_BATCH, len(self._queue)))]
            self._deliver(self._encode(batch), len(batch))

    def _deliver(self, request: bytes, count: int) -> None:
        pause, until = 0.25, time.monotonic() + _GIVE_UP_SECONDS
        while not self._sent(request):
            if self._stopping.is_set() or time.monotonic() > until:
                self.dropped += count
                return
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _sent(self, request: bytes) -> bool:
        try:
            self._send(request, timeout=_LAST_SEND_SECONDS if self._stopping.is_set() else _SEND_SECONDS)
        except grpc.RpcError as failure:
            if failure.code() not in _WORTH_ANOTHER_TRY:
                _log.error("spans refused", extra={"code": failure.code().name})
                return True
            return False
        return True

    def _say(self, lapse: float) -> None:
        if self.dropped > self._said and time.monotonic() - self._said_at >= lapse:
            _log.warning("spans dropped", extra={"spans": self.dropped - self._said})
            self._said, self._said_at = self.dropped, time.monotonic()


def open_channel(endpoint: str) -> grpc.Channel:
    """A channel to `http://host:port`, or `https://`, with the certificates that the machine trusts."""
    scheme, _, address = endpoint.rstrip("/").rpartition("://")
    if scheme == "https":
        return grpc.secure_channel(address, grpc.ssl_channel_credentials())
    return grpc.insecure_channel(address)


class Encoder:
    """Spans to the bytes of an ExportTraceServiceRequest.

    Messages of protobuf join by concatenation: what many spans have in common is encoded once, by protobuf itself, and what each has of its
    own (ids and times, whose size never changes) is put beside it. That is five times cheaper than a message for each.
    """

    def __init__(self, resource: Mapping[str, str]) -> None:
        self._resource = resource
        self._shapes: dict[Any, bytes] = {}

    def __call__(self, spans: Iterable[LightSpan]) -> bytes:
        by_service: dict[str, list[bytes]] = {}
        for span in spans:
            by_service.setdefault(span.service, []).append(self._encode(span))
        return b"".join(_field(_RESOURCE_SPANS, self._group(service, told)) for service, told in by_service.items())

    def _group(self, service: str, spans: list[bytes]) -> bytes:
        resource = resource_pb2.Resource(attributes=pairs({"service.name": service, **self._resource}))
        head = trace_pb2.ResourceSpans(resource=resource).SerializeToString()
        scope = trace_pb2.ScopeSpans(scope=common_pb2.InstrumentationScope(name="mesdroits")).SerializeToString()
        return head + _field(_SCOPE_SPANS, scope + b"".join(spans))

    def _encode(self, span: LightSpan) -> bytes:
        ids = b"\x0a\x10" + span.trace_id.to_bytes(16) + b"\x12\x08" + span.span_id.to_bytes(8)
        if span.parent:
            ids += b"\x22\x08" + span.parent.span_id.to_bytes(8)
        times = _TIMES(0x39, span.start_time, 0x41, span.end_time or span.start_time)
        return _field(_SPANS, self._shape(span) + ids + times + _rest(span))

    def _shape(self, span: LightSpan) -> bytes:
        # The types too: 1 and True are the same key.
        attributes = tuple([(key, value, value.__class__) for key, value in span.attributes.items()])
        remote = span.parent is not None and span.parent.is_remote
        key = (span.name, span.kind, remote, span.status_code, span.status_description, attributes)
        try:
            return self._shapes[key]
        except KeyError:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            return self._shapes.setdefault(key, _encode_shape(span))
        except TypeError:
            # A list among the values cannot be a key.
            return _encode_shape(span)


def _encode_shape(span: LightSpan) -> bytes:
    status = trace_pb2.Status(code=_STATUSES[span.status_code], message=span.status_description)
    kind = trace_pb2.Span.SpanKind.ValueType(span.kind.value + 1)
    flags = trace_pb2.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK | 1
    if span.parent and span.parent.is_remote:
        flags |= trace_pb2.SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK
    shape = trace_pb2.Span(name=span.name, kind=kind, status=status, attributes=pairs(span.attributes), flags=flags)
    return shape.SerializeToString()


def _rest(span: LightSpan) -> bytes:
    if not span.events and not span.links:
        return b""
    events = [
        trace_pb2.Span.Event(name=event.name, time_unix_nano=event.timestamp, attributes=pairs(event.attributes))
        for event in span.events
    ]
    links = [_link(link.context, link.attributes or {}) for link in span.links]
    return trace_pb2.Span(events=events, links=links).SerializeToString()


def _field(tag: bytes, content: bytes) -> bytes:
    size, length = b"", len(content)
    while length > 0x7F:
        size += bytes((length & 0x7F | 0x80,))
        length >>= 7
    return tag + size + bytes((length,)) + content


def _link(context: SpanContext, attributes: Mapping[str, Any]) -> trace_pb2.Span.Link:
    return trace_pb2.Span.Link(
        trace_id=context.trace_id.to_bytes(16), span_id=context.span_id.to_bytes(8), attributes=pairs(attributes)
    )


def pairs(attributes: Mapping[str, Any]) -> list[common_pb2.KeyValue]:
    """Attributes as OTLP has them."""
    return [common_pb2.KeyValue(key=key, value=_value(value)) for key, value in attributes.items()]


def _value(value: object) -> common_pb2.AnyValue:
    if isinstance(value, bool):
        return common_pb2.AnyValue(bool_value=value)
    if isinstance(value, int):
        return common_pb2.AnyValue(int_value=value)
    if isinstance(value, float):
        return common_pb2.AnyValue(double_value=value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return common_pb2.AnyValue(array_value=common_pb2.ArrayValue(values=[_value(item) for item in value]))
    return common_pb2.AnyValue(string_value=str(value)[:_LONGEST_VALUE])
