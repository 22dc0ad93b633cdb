"""What a person tells, between JSON and the contract: `{"kind": "address", "content": {"city": "Riom"}}` ↔ `FactContent(address=…)`.

It is read off the descriptors of the contract: a fact added there can be told here without a line more. What the catalogue wants of a fact is
not known here; the service says it, and `json_path` gives its words the place that they have in the JSON.
"""

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from chassis.errors import InvalidInput, Violation
from services.bff.shapes import Json, date_of, fill, iso_date, schema, shown

# Whoever speaks of facts finds their dates here too.
__all__ = ["Json", "date_of", "iso_date"]

_CONTENTS: dict[str, Descriptor] = {
    field.name: field.message_type for field in facts_pb2.FactContent.DESCRIPTOR.fields if field.message_type
}
KINDS = tuple(_CONTENTS)
VERBS = ("created", "corrected", "annulled", "ended")
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
    fill(target, content, "content", faults)
    if faults:
        raise InvalidInput(faults)
    return made


def json_of(content: facts_pb2.FactContent) -> Json | None:
    """The content as JSON; None where there is none. A text left empty is not shown."""
    kind = content.WhichOneof("content")
    return shown(getattr(content, kind)) if kind else None


def required_date(field: str, text: str) -> date_pb2.Date:
    """`2026-11-22`. Raises InvalidInput, which names the field, for a day that does not exist."""
    day = date_of(text)
    if day is None:
        raise InvalidInput([Violation(field, _NOT_A_DATE)])
    return day


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
    return schema(_CONTENTS[kind])
