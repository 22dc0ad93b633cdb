"""What a fact says, between its message and a plain mapping: by the message's own descriptor, no list of fields here."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import facts_pb2

_DATE = date_pb2.Date.DESCRIPTOR.full_name

_Read = Callable[[Message], Any]
_Write = Callable[[Message, Any], None]


def date_text(message: date_pb2.Date) -> str:
    """ISO text; of a date that does not exist, a text that no date reads as."""
    return f"{message.year:04d}-{message.month:02d}-{message.day:02d}"


def date_message(day: date) -> date_pb2.Date:
    """The contract's date."""
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def kind_of(content: facts_pb2.FactContent) -> str | None:
    """The kind whose content is set, None when none is."""
    name = content.WhichOneof("content")
    return None if name is None else name.upper()


def content_of(message: facts_pb2.FactContent) -> dict[str, Any] | None:
    """The content as a mapping; None when none is set."""
    name = message.WhichOneof("content")
    return None if name is None else _mapping_of(getattr(message, name))


def content_message(kind: str, content: Mapping[str, Any]) -> facts_pb2.FactContent:
    """The content as a message of its kind; fields that are not in the mapping stay empty."""
    message = facts_pb2.FactContent()
    inner: Message = getattr(message, kind.lower())
    inner.SetInParent()
    _fill(inner, content)
    return message


def _mapping_of(message: Message) -> dict[str, Any]:
    return {
        name: value for name, (read, _) in _plan(message.DESCRIPTOR).items() if (value := read(message)) is not None
    }


def _fill(message: Message, content: Mapping[str, Any]) -> None:
    plan = _plan(message.DESCRIPTOR)
    for name, value in content.items():
        plan[name][1](message, value)


@cache
def _plan(descriptor: Descriptor) -> dict[str, tuple[_Read, _Write]]:
    return {field.name: _codec(field) for field in descriptor.fields}


def _codec(field: FieldDescriptor) -> tuple[_Read, _Write]:
    name = field.name
    if field.is_repeated:
        return _lines(name)
    if field.message_type is not None and field.message_type.full_name == _DATE:
        return _calendar_date(name)
    return lambda message: getattr(message, name), lambda message, value: setattr(message, name, value)


def _lines(name: str) -> tuple[_Read, _Write]:
    def write(message: Message, lines: Any) -> None:
        for line in lines:
            _fill(getattr(message, name).add(), line)

    return lambda message: [_mapping_of(line) for line in getattr(message, name)], write


def _calendar_date(name: str) -> tuple[_Read, _Write]:
    def read(message: Message) -> str | None:
        return date_text(getattr(message, name)) if message.HasField(name) else None

    def write(message: Message, value: str) -> None:
        getattr(message, name).CopyFrom(date_message(date.fromisoformat(value)))

    return read, write
