"""What a person tells, between JSON and the contract: `{"kind": "address", "content": {"city": "Riom"}}` ↔ `FactContent(address=…)`.

It is read off the descriptors of the contract: a fact added there can be told here without a line more. What the catalogue wants of a fact is
not known here; the service says it, and `json_path` gives its words the place that they have in the JSON.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from chassis.errors import InvalidInput, Violation

Json = dict[str, Any]

_CONTENTS: dict[str, Descriptor] = {
    field.name: field.message_type for field in facts_pb2.FactContent.DESCRIPTOR.fields if field.message_type
}
KINDS = tuple(_CONTENTS)
VERBS = ("created", "corrected", "annulled", "ended")
_DATE = date_pb2.Date.DESCRIPTOR.full_name
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_RANGES = {FieldDescriptor.TYPE_INT32: 2**31, FieldDescriptor.TYPE_INT64: 2**63}
_NOT_A_DATE = "Une date est attendue, par exemple 2026-03-31."
_HEADERS = {"request_id": "Idempotency-Key"}


def kind_name(kind: int) -> str:
    """`FACT_KIND_ADDRESS` → `address`; empty for a kind that this release does not know."""
    name = facts_pb2.FactKind.DESCRIPTOR.values_by_number.get(kind)
    return name.name.removeprefix("FACT_KIND_").lower() if name and kind else ""


def kind_value(name: str) -> facts_pb2.FactKind.ValueType:
    """`address` → `FACT_KIND_ADDRESS`."""
    return facts_pb2.FactKind.Value(f"FACT_KIND_{name.upper()}")


def verb_name(verb: int) -> str:
    """`VERB_CREATED` → `created`."""
    return ledger_pb2.Verb.DESCRIPTOR.values_by_number[verb].name.removeprefix("VERB_").lower()


def verb_value(name: str) -> ledger_pb2.Verb.ValueType:
    """`created` → `VERB_CREATED`."""
    return ledger_pb2.Verb.Value(f"VERB_{name.upper()}")


def content_of(kind: str, content: Json) -> facts_pb2.FactContent:
    """The content in the terms of the contract. Raises InvalidInput, which names every field that cannot be read."""
    faults: list[Violation] = []
    made = facts_pb2.FactContent()
    target: Message = getattr(made, kind)
    target.SetInParent()
    _fill(target, content, "content", faults)
    if faults:
        raise InvalidInput(faults)
    return made


def json_of(content: facts_pb2.FactContent) -> Json | None:
    """The content as JSON; None where there is none. A text left empty is not shown."""
    kind = content.WhichOneof("content")
    return _shown(getattr(content, kind)) if kind else None


def date_of(text: str) -> date_pb2.Date | None:
    """`2026-11-22`; None for anything that is not a day of the calendar."""
    try:
        day = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        day = None
    return date_pb2.Date(year=day.year, month=day.month, day=day.day) if day else None


def required_date(field: str, text: str) -> date_pb2.Date:
    """`2026-11-22`. Raises InvalidInput, which names the field, for a day that does not exist."""
    day = date_of(text)
    if day is None:
        raise InvalidInput([Violation(field, _NOT_A_DATE)])
    return day


def iso_date(day: date_pb2.Date) -> str:
    """`2026-11-22`."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def json_path(field: str) -> str:
    """Where a field of the contract stands in our JSON: `change.content.address.city` → `content.city`."""
    parts = field.removeprefix("change.").split(".")
    if parts[0] == "content" and len(parts) > 2 and parts[1] in _CONTENTS:
        del parts[1]
    return _HEADERS.get(field) or ".".join(parts)


def field_type(kind: str, field: str) -> str:
    """How a form asks for a field: text, date, number, boolean or lines."""
    descriptor = _CONTENTS[kind].fields_by_name.get(field)
    if descriptor is None or descriptor.type == FieldDescriptor.TYPE_STRING:
        return "text"
    if descriptor.is_repeated:
        return "lines"
    if descriptor.type == FieldDescriptor.TYPE_BOOL:
        return "boolean"
    return "date" if descriptor.message_type else "number"


def content_schema(kind: str) -> Json:
    """The JSON schema of a kind's content."""
    return _schema(_CONTENTS[kind])


def _fill(target: Message, content: Any, path: str, faults: list[Violation]) -> None:
    if not isinstance(content, dict):
        faults.append(Violation(path, "Un objet est attendu."))
        return
    fields: dict[str, Any] = dict(target.DESCRIPTOR.fields_by_name)
    for name, value in content.items():
        place = f"{path}.{name}"
        if name not in fields:
            faults.append(
                Violation(place if name.isidentifier() else path, "Cette information n'est pas attendue ici.")
            )
        elif value is not None:
            _set(target, fields[name], value, place, faults)


def _set(target: Message, field: FieldDescriptor, value: Any, place: str, faults: list[Violation]) -> None:
    if field.is_repeated:
        _fill_lines(target, field, value, place, faults)
    elif field.message_type and field.message_type.full_name == _DATE:
        day = date_of(value) if isinstance(value, str) else None
        if day:
            getattr(target, field.name).CopyFrom(day)
        else:
            faults.append(Violation(place, _NOT_A_DATE))
    elif fault := _SCALARS[field.type](field, value):
        faults.append(Violation(place, fault))
    else:
        setattr(target, field.name, int(value) if type(value) is float else value)


def _fill_lines(target: Message, field: FieldDescriptor, value: Any, place: str, faults: list[Violation]) -> None:
    if not isinstance(value, list):
        faults.append(Violation(place, "Une liste est attendue."))
        return
    for rank, line in enumerate(value):
        _fill(getattr(target, field.name).add(), line, f"{place}[{rank}]", faults)


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


_SCALARS: dict[int, Callable[[FieldDescriptor, Any], str]] = {
    FieldDescriptor.TYPE_STRING: _text_fault,
    FieldDescriptor.TYPE_INT32: _number_fault,
    FieldDescriptor.TYPE_INT64: _number_fault,
    FieldDescriptor.TYPE_BOOL: _boolean_fault,
}


def _shown(message: Message) -> Json:
    return dict(_shown_fields(message))


def _shown_fields(message: Message) -> Iterator[tuple[str, Any]]:
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.is_repeated:
            yield field.name, [_shown(line) for line in value]
        elif field.message_type:
            if message.HasField(field.name):
                yield field.name, iso_date(value)
        elif value != "":
            yield field.name, value


def _schema(descriptor: Descriptor) -> Json:
    properties = {field.name: _field_schema(field) for field in descriptor.fields}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _field_schema(field: FieldDescriptor) -> Json:
    if field.message_type and field.is_repeated:
        return {"type": "array", "items": _schema(field.message_type)}
    if field.message_type:
        return {"type": "string", "format": "date"}
    if most := _RANGES.get(field.type):
        return {"type": "integer", "minimum": -most, "maximum": most - 1}
    return {"type": "boolean"} if field.type == FieldDescriptor.TYPE_BOOL else {"type": "string"}
