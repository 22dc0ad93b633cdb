"""Messages of the contract with any value that their fields can hold, read off the descriptors: a field added there is attacked without a line more."""

from collections.abc import Callable
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import strategies as st

from tests.hostile.values import WRITABLE_TEXTS

_DEPTH = 3
_INT32 = st.sampled_from((0, 1, -1, 2, 13, 29, 31, 32, 50, 201, 2026, 10_000, 2**31 - 1, -(2**31))) | st.integers(
    -(2**31), 2**31 - 1
)
_INT64 = st.sampled_from((0, -1, 2**31, 253_402_300_800, -62_135_596_801, 2**63 - 1, -(2**63))) | st.integers(
    -(2**63), 2**63 - 1
)
# What PostgreSQL holds in no text must often be tried: many fields are read only once the others are right.
_SHORT = st.sampled_from(("\x00", "0\x000")) | WRITABLE_TEXTS.map(lambda text: text[:3_000])
_SCALARS: dict[int, st.SearchStrategy[Any]] = {
    FieldDescriptor.TYPE_STRING: _SHORT,
    FieldDescriptor.TYPE_BYTES: st.binary(max_size=50),
    FieldDescriptor.TYPE_BOOL: st.booleans(),
    FieldDescriptor.TYPE_INT32: _INT32,
    FieldDescriptor.TYPE_INT64: _INT64,
    FieldDescriptor.TYPE_DOUBLE: st.floats(),
}
# Field → what it holds, whatever its type allows.
Fixed = dict[str, st.SearchStrategy[Any]]


def messages(descriptor: Descriptor, fixed: Fixed | None = None) -> st.SearchStrategy[Message]:
    """Any message of a type; `fixed` says what some of its own fields hold."""
    return _values(descriptor, fixed or {}, _DEPTH).map(lambda values: _made(descriptor, values))


def _made(descriptor: Descriptor, values: dict[str, Any]) -> Message:
    create: Callable[..., Message] = GetMessageClass(descriptor)
    # One field after the other: of a `oneof`, the last one drawn stays.
    made = create()
    for name, value in values.items():
        made.MergeFrom(create(**{name: value}))
    return made


def _values(descriptor: Descriptor, fixed: Fixed, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {field.name: _field(field, depth) for field in descriptor.fields if field.name not in fixed}
    nothing = st.just(dict[str, Any]())
    some = st.fixed_dictionaries({}, optional=drawn)
    every = st.fixed_dictionaries(drawn)
    return st.builds(lambda one, held: {**one, **held}, nothing | some | every, st.fixed_dictionaries(fixed))


def _field(field: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    one = _one(field, depth)
    return st.lists(one, max_size=3) if field.is_repeated else one


def _one(field: FieldDescriptor, depth: int) -> st.SearchStrategy[Any]:
    if field.enum_type:
        known = [value.number for value in field.enum_type.values]
        return st.sampled_from((*known, 999, -1))
    if field.message_type:
        inner = field.message_type
        drawn = _values(inner, {}, depth - 1) if depth else st.just(dict[str, Any]())
        return drawn.map(lambda values: _made(inner, values))
    return _SCALARS[field.type]
