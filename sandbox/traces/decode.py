"""OTLP values as plain Python values: attributes, and the few enums a person reads by name."""

from collections.abc import Iterable

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from pydantic import JsonValue

KINDS = ("internal", "internal", "server", "client", "producer", "consumer")
STATUSES = ("unset", "ok", "error")


def value_of(value: AnyValue) -> JsonValue:
    """Plain value of an attribute; bytes are read as text where they are text, else as hexadecimal."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [value_of(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return dict(attributes_of(value.kvlist_value.values))
    if kind == "bytes_value":
        return _text_of(value.bytes_value)
    plain: JsonValue = getattr(value, kind)
    return plain


def attributes_of(pairs: Iterable[KeyValue]) -> dict[str, JsonValue]:
    """Attributes by key, sorted so that two equal sets read (and hash) the same."""
    return {pair.key: value_of(pair.value) for pair in sorted(pairs, key=lambda pair: pair.key)}


def service_of(pairs: Iterable[KeyValue]) -> str:
    """`service.name` of a resource, or the words the viewer shows when a process forgot it."""
    for pair in pairs:
        if pair.key == "service.name" and pair.value.string_value:
            return pair.value.string_value
    return "(sans nom)"


def _text_of(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw.hex()
    return text if text.isprintable() else raw.hex()
