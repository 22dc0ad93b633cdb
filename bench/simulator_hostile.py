"""Requests that nobody sends in good faith: households that are drawn, then spoilt field by field, whatever the fields are called."""

import asyncio
import random
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from mesdroits.simulator.v1 import household_pb2 as pb

from bench.messages import message_of
from bench.simulator_ours import Ours
from chassis.errors import Kind, Problem
from services.simulator.legislation.fixture import draw
from services.simulator.serving.work import Limits

_WHOLE = (-(2**63), -1, 0, 1, 13, 10_000, 10**9, 10**9 + 1, 2**53, 2**63 - 1)
_SMALL = (-(2**31), -1, 0, 1, 13, 121, 9999, 10_000, 2**31 - 1)
_TEXTS = ("", "9**9**9", "1200*2", "NaN", "1e999", "\x00", "moi", "../../etc", "é" * 5000, "99999", "2A004", "😀")
_BYTES = (b"", b"\0", b"\xff" * 4, b"\1" * 8, b"\xff" * 8, b"\0\0\0\x80", b"\x7f" * 4_000)
_BY_KIND: dict[int, tuple[object, ...]] = {
    FieldDescriptor.CPPTYPE_INT64: _WHOLE,
    FieldDescriptor.CPPTYPE_INT32: _SMALL,
    FieldDescriptor.CPPTYPE_ENUM: (-1, 0, 1, 2, 7, 99, 2**31 - 1),
    FieldDescriptor.CPPTYPE_STRING: _TEXTS,
    FieldDescriptor.CPPTYPE_BOOL: (True, False),
}
_REFUSALS = (Kind.INVALID, Kind.EXHAUSTED)
# What a call may take on top of the time that the engine is given.
_BEYOND_SECONDS = 1.0


def spoilt(seed: int, count: int, month: date) -> Iterator[pb.Household]:
    """The same seed spoils the same."""
    for rank, household in enumerate(draw(seed, count, month)):
        chance, message = random.Random(f"{seed}/{rank}"), message_of(household)  # noqa: S311  reproducible, nothing to hide
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            spoil(message, chance)
        yield message


def spoil(message: Message, chance: random.Random) -> None:
    """Makes one field of a message, at any depth, what nobody of good faith sends."""
    where, field = chance.choice(list(_fields(message)))
    if field.is_repeated:
        _spoil_list(getattr(where, field.name), field, chance)
    elif field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
        where.ClearField(field.name)
    else:
        setattr(where, field.name, chance.choice(_values(field)))


def _spoil_list(several: Any, field: FieldDescriptor, chance: random.Random) -> None:
    match chance.choice(("again", "spoil", "empty")):
        case "again":
            several.extend(list(several) * chance.choice((1, 20, 60)))
        case "spoil" if field.cpp_type in _BY_KIND:
            several.append(chance.choice(_values(field)))
        case "empty":
            del several[:]


def _values(field: Any) -> tuple[object, ...]:
    # For the descriptors, bytes are a kind of string.
    return _BYTES if field.type == FieldDescriptor.TYPE_BYTES else _BY_KIND[field.cpp_type]


def _fields(message: Message) -> Iterator[tuple[Message, Any]]:
    for field in message.DESCRIPTOR.fields:
        yield message, field
    for field, value in message.ListFields():
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            for one in value if field.is_repeated else (value,):
                yield from _fields(one)


async def hangs(ours: Ours, month: date, count: int) -> tuple[int, int]:
    """(calls that hung or failed, calls refused by name): eight at a time, so that an innocent one may suffer from a guilty one."""
    few, budget = asyncio.Semaphore(8), Limits().budget_seconds
    bad = refused = 0

    async def one(household: pb.Household) -> None:
        nonlocal bad, refused
        async with few:
            began = time.monotonic()
            try:
                await ours.simulate_message(household)
            except Problem as problem:
                refused += problem.kind in _REFUSALS
                bad += problem.kind not in _REFUSALS
            bad += time.monotonic() - began > budget + _BEYOND_SECONDS

    await asyncio.gather(*(one(household) for household in spoilt(7, count, month)))
    return bad, refused
