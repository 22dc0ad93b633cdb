"""A message of the contract as JSON, read off its descriptor: dates in ISO, enums in lower case without their prefix, integers as numbers.

What the message means is not known here: the service that receives it says it, and names the field.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from mesdroits.common.v1 import date_pb2

from chassis.errors import Violation

Json = dict[str, Any]
_DATE = date_pb2.Date.DESCRIPTOR.full_name
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_RANGES = {FieldDescriptor.TYPE_INT32: 2**31, FieldDescriptor.TYPE_INT64: 2**63}
_NOT_A_DATE = "Une date est attendue, par exemple 2026-03-31."


def date_of(text: str) -> date_pb2.Date | None:
    """`2026-11-22`; None for anything that is not a day of the calendar."""
    try:
        day = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        day = None
    return date_pb2.Date(year=day.year, month=day.month, day=day.day) if day else None


def iso_date(day: date_pb2.Date) -> str:
    """`2026-11-22`."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def code(enum: EnumDescriptor, number: int) -> str:
    """`ROLE_CHILD` → `child`; empty for what is not said, or not known by this release."""
    value = enum.values_by_number.get(number)
    return value.name.removeprefix(_prefix(enum)).lower() if value and number else ""


def codes(enum: EnumDescriptor) -> list[str]:
    """Every code that can be sent."""
    return [code(enum, value.number) for value in enum.values if value.number]


def fill(target: Message, content: Any, path: str, faults: list[Violation]) -> None:
    """Copies JSON into a message; adds a fault for each field that cannot be read."""
    if not isinstance(content, dict):
        faults.append(Violation(path, "Un objet est attendu."))
        return
    fields: dict[str, Any] = dict(target.DESCRIPTOR.fields_by_name)
    for name, value in content.items():
        place = f"{path}.{name}" if path else name
        if name not in fields:
            faults.append(
                Violation(place if name.isidentifier() else path, "Cette information n'est pas attendue ici.")
            )
        elif value is not None:
            _set(target, fields[name], value, place, faults)
    faults.extend(
        Violation(path, "Une seule de ces informations est attendue.")
        for oneof in target.DESCRIPTOR.oneofs
        if len(oneof.fields) > 1 and sum(content.get(field.name) is not None for field in oneof.fields) > 1
    )


def shown(message: Message) -> Json:
    """The message as JSON. A text left empty, a choice not made and a value not known are not shown."""
    return dict(_shown_fields(message))


def schema(descriptor: Descriptor) -> Json:
    """The JSON schema of a message."""
    properties = {field.name: _field_schema(field) for field in descriptor.fields}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _prefix(enum: EnumDescriptor) -> str:
    return str(enum.values[0].name.removesuffix("UNSPECIFIED"))


def _set(target: Message, field: FieldDescriptor, value: Any, place: str, faults: list[Violation]) -> None:
    if field.is_repeated:
        _fill_lines(target, field, value, place, faults)
    elif field.message_type and field.message_type.full_name != _DATE:
        made = getattr(target, field.name)
        made.SetInParent()
        fill(made, value, place, faults)
    elif field.message_type:
        day = date_of(value) if isinstance(value, str) else None
        if day:
            getattr(target, field.name).CopyFrom(day)
        else:
            faults.append(Violation(place, _NOT_A_DATE))
    elif fault := _SCALARS[field.type](field, value):
        faults.append(Violation(place, fault))
    else:
        setattr(target, field.name, _scalar(field, value))


def _fill_lines(target: Message, field: FieldDescriptor, value: Any, place: str, faults: list[Violation]) -> None:
    if not isinstance(value, list):
        faults.append(Violation(place, "Une liste est attendue."))
        return
    made = getattr(target, field.name)
    for rank, line in enumerate(value):
        here = f"{place}[{rank}]"
        if field.message_type:
            fill(made.add(), line, here, faults)
        elif fault := _SCALARS[field.type](field, line):
            faults.append(Violation(here, fault))
        else:
            made.append(_scalar(field, line))


def _scalar(field: FieldDescriptor, value: Any) -> Any:
    if field.enum_type:
        return field.enum_type.values_by_name[_prefix(field.enum_type) + value.upper()].number
    return int(value) if type(value) is float else value


def _text_fault(_: FieldDescriptor, value: Any) -> str:
    if not isinstance(value, str):
        return "Un texte est attendu."
    # A lone surrogate has no UTF-8; a control character has no place in a fact.
    forbidden = any(unicodedata.category(character) in ("Cc", "Cs") for character in value)
    return "Ce texte contient un caractère qui n'est pas permis." if forbidden else ""


def _number_fault(field: FieldDescriptor, value: Any) -> str:
    most = _RANGES[field.type]
    # JSON has one kind of number: 2.0 is an integer.
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    fits = whole and not isinstance(value, bool) and -most <= value < most
    return "" if fits else "Un nombre entier est attendu."


def _boolean_fault(_: FieldDescriptor, value: Any) -> str:
    return "" if isinstance(value, bool) else "Vrai ou faux est attendu."


def _code_fault(field: FieldDescriptor, value: Any) -> str:
    known = codes(field.enum_type) if field.enum_type else []
    return "" if value in known else "Cette valeur n'est pas dans la liste."


_SCALARS: dict[int, Callable[[FieldDescriptor, Any], str]] = {
    FieldDescriptor.TYPE_STRING: _text_fault,
    FieldDescriptor.TYPE_INT32: _number_fault,
    FieldDescriptor.TYPE_INT64: _number_fault,
    FieldDescriptor.TYPE_BOOL: _boolean_fault,
    FieldDescriptor.TYPE_ENUM: _code_fault,
}


def _shown_fields(message: Message) -> Iterator[tuple[str, Any]]:
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.is_repeated:
            yield field.name, [shown(line) for line in value] if field.message_type else list(value)
        elif field.has_presence and not message.HasField(field.name):
            continue
        elif field.message_type:
            yield field.name, iso_date(value) if field.message_type.full_name == _DATE else shown(value)
        elif field.enum_type:
            if value:
                yield field.name, code(field.enum_type, value)  # type: ignore[arg-type]  # two stubs name one class
        elif value != "":
            yield field.name, value


def _field_schema(field: FieldDescriptor) -> Json:
    one = _one_schema(field)
    return {"type": "array", "items": one} if field.is_repeated else one


def _one_schema(field: FieldDescriptor) -> Json:
    if field.message_type:
        dated = field.message_type.full_name == _DATE
        return {"type": "string", "format": "date"} if dated else schema(field.message_type)
    if field.enum_type:
        return {"type": "string", "enum": codes(field.enum_type)}
    if most := _RANGES.get(field.type):
        return {"type": "integer", "minimum": -most, "maximum": most - 1}
    return {"type": "boolean"} if field.type == FieldDescriptor.TYPE_BOOL else {"type": "string"}
