"""Spans to OTLP's bytes, at the moment they end: what was just written is still at hand, and a few hundred bytes wait better than objects.

Messages of protobuf join by concatenation: what many spans have in common is encoded once, by protobuf itself, and what each has of its own
(ids and times, whose size never changes) is put beside it. That is five times cheaper than a message for each.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2
from opentelemetry.trace import SpanContext, StatusCode

from chassis.telemetry_spans import LightSpan

_MOST_SHAPES = 4096
_LONGEST_VALUE = 4096
# Field 1 of the request, field 2 of ResourceSpans and of ScopeSpans; in a span, ids are fields 1, 2 and 4, times are fields 7 and 8.
_RESOURCE_SPANS, _SCOPE_SPANS, _SPANS = b"\x0a", b"\x12", b"\x12"
_TRACE_ID, _SPAN_ID, _PARENT_ID = b"\x0a\x10", b"\x12\x08", b"\x22\x08"
_TIMES = struct.Struct("<BQBQ").pack
_START, _END = 0x39, 0x41
_SCOPE = trace_pb2.ScopeSpans(scope=common_pb2.InstrumentationScope(name="mesdroits")).SerializeToString()
_STATUSES = {
    StatusCode.UNSET: trace_pb2.Status.STATUS_CODE_UNSET,
    StatusCode.OK: trace_pb2.Status.STATUS_CODE_OK,
    StatusCode.ERROR: trace_pb2.Status.STATUS_CODE_ERROR,
}


def encode_resource(attributes: Mapping[str, str]) -> bytes:
    """Who tells: the beginning of every group of its spans."""
    return trace_pb2.ResourceSpans(resource=resource_pb2.Resource(attributes=_pairs(attributes))).SerializeToString()


def encode_request(groups: Iterable[tuple[bytes, Sequence[bytes]]]) -> bytes:
    """An ExportTraceServiceRequest: resources, each with its encoded spans."""
    return b"".join(
        _field(_RESOURCE_SPANS, resource + _field(_SCOPE_SPANS, _SCOPE + b"".join(spans))) for resource, spans in groups
    )


class Encoder:
    """Encodes spans one by one, and keeps their common shapes: name, kind, status and attributes, which are few by design."""

    def __init__(self) -> None:
        self._shapes: dict[Any, bytes] = {}

    def __call__(self, span: LightSpan) -> bytes:
        """The span, as it stands in its group."""
        ids = _TRACE_ID + span.trace_id.to_bytes(16) + _SPAN_ID + span.span_id.to_bytes(8)
        if span.parent:
            ids += _PARENT_ID + span.parent.span_id.to_bytes(8)
        times = _TIMES(_START, span.start_time, _END, span.end_time or span.start_time)
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
    shape = trace_pb2.Span(name=span.name, kind=kind, status=status, attributes=_pairs(span.attributes), flags=flags)
    return shape.SerializeToString()


def _rest(span: LightSpan) -> bytes:
    if not span.events and not span.links:
        return b""
    events = [
        trace_pb2.Span.Event(name=event.name, time_unix_nano=event.timestamp, attributes=_pairs(event.attributes))
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
        trace_id=context.trace_id.to_bytes(16), span_id=context.span_id.to_bytes(8), attributes=_pairs(attributes)
    )


def _pairs(attributes: Mapping[str, Any]) -> list[common_pb2.KeyValue]:
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
