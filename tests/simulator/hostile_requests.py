"""Requests of every RPC that computes, as a client of good faith sends them, then spoilt: the same seed sends the same."""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from bench.messages import day, message_of
from bench.simulator_hostile import spoil
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import months_after
from services.simulator.legislation.fixture import draw

_DEPTH = 5
# Field → what it most likely holds; any other text is a name.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "person": ("moi", "moi", "conjoint", "enfant_1"), "child": ("enfant_1", "enfant_2"), "children_staying": ("enfant_1",), "children_alternating": ("enfant_2",),
    "benefit": ("rsa", "apl", "prime-activite", "af", "aah"), "organisme": ("cnaf", "cnam", "france_travail"), "commune_code": ("69123", "2A004"),
    "country_code": ("99100",), "nature": ("SALAIRE", "PENSION", "AUTRE"), "status": ("SALARIE", "CHOMEUR", "MARIE"), "occupancy": ("LOCATAIRE",),
    "level": ("SUPERIEUR",), "regime": ("GENERAL",),
}  # fmt: skip
_NUMBERS: Mapping[str, tuple[int, ...]] = {"aeeh_complement": (0, 3), "children": (1, 2), "incapacity_rate": (50, 80)}
_ANY_NUMBERS = (0, 1, 2, 12, 80, 50_000, 120_000)
Make = Callable[[random.Random, date], Message]


def spoilt_requests(make: Make, seed: int, count: int, month: date) -> Iterator[Message]:
    """Good requests, most of them with one to four fields spoilt."""
    for rank in range(count):
        chance = random.Random(f"{seed}/{rank}")  # noqa: S311  reproducible, nothing to hide
        request = make(chance, month)
        # Some are good: whoever refuses everything is safe too.
        for _ in range(chance.choice((0, 0, 1, 1, 1, 1, 2, 4))):
            spoil(request, chance)
        yield request


def comparison(chance: random.Random, month: date) -> Message:
    """A household, and one or two changes of any kind: each alone, together, or both."""
    changes = [_change(chance, month, rank) for rank in range(chance.choice((1, 1, 2)))]
    together = change_pb2.Combination(combination="ensemble", changes=changes)
    alone, combined = chance.choice(((changes, []), (changes, []), ([], [together]), (changes[:1], [together])))
    household, months = _household(chance, month), chance.choice((0, 1, 4, 12))
    return pb.CompareRequest(household=household, changes=alone, combinations=combined, months=months)


def explanation(chance: random.Random, month: date) -> Message:
    """A household and a benefit of the catalogue."""
    benefit = chance.choice(sorted(load_catalogue().benefits))
    return pb.ExplainRequest(household=_household(chance, month), benefit=benefit, person=chance.choice(("", "moi")))


def retirement(chance: random.Random, month: date) -> Message:
    """A household and whose retirement."""
    return pb.EstimateRetirementRequest(household=_household(chance, month), person=chance.choice(("", "moi")))


def known(chance: random.Random, month: date) -> Message:
    """What the suite may know of a person: facts, rights and payments of any kind."""
    request: Any = likely(pb.PrefillRequest.DESCRIPTOR, chance, month)
    for version in request.facts:
        version.verb = chance.choice((1, 2, 4))
    request.month.CopyFrom(day(month))
    return pb.PrefillRequest.FromString(request.SerializeToString())


def chunk(chance: random.Random, month: date) -> Message:
    """A few households in columns."""
    groups = [number for number in range(chance.randint(1, 6)) for _ in range(chance.randint(1, 3))]
    roles = bytes(1 if rank == 0 or groups[rank - 1] != number else 3 for rank, number in enumerate(groups))
    born = np.array([9_000 if role == 1 else 17_000 for role in roles], "<i8")
    columns = [pb.Column(input="birth_date", values=born.tobytes())]
    columns += [
        pb.Column(input=name, months_ago=ago, values=np.full(count, value, "<i8").tobytes())
        for name, count, value in (
            ("resources.WAGE", len(groups), 120_000), ("rent", groups[-1] + 1, 50_000), ("received.rsa", groups[-1] + 1, 10_000),
        )
        for ago in ((0,) if name == "rent" else (0, 1, 12))
    ]  # fmt: skip
    return pb.SimulatePopulationRequest(
        chunk=1, month=day(month), households=np.array(groups, "<i4").tobytes(), roles=roles, columns=columns
    )


def _household(chance: random.Random, month: date) -> Any:
    return message_of(draw(chance.randrange(10_000), 1, month)[0])


def _change(chance: random.Random, month: date, rank: int) -> change_pb2.Change:
    descriptor = change_pb2.Change.DESCRIPTOR
    kind = chance.choice(descriptor.oneofs_by_name["what"].fields)
    made = change_pb2.Change(change=f"c{rank}", date=day(months_after(month, chance.randint(-2, 9))))
    if kind.message_type:
        getattr(made, kind.name).MergeFrom(likely(kind.message_type, chance, month))
    return made


def likely(descriptor: Descriptor, chance: random.Random, month: date, depth: int = _DEPTH) -> Any:
    """A message with nearly every field, each holding what its name lets one expect; of a `oneof`, one."""
    made = GetMessageClass(descriptor)()
    apart = {chance.choice(one.fields).name for one in descriptor.oneofs}
    for field in descriptor.fields:
        if field.containing_oneof and field.name not in apart:
            continue
        if chance.random() < 0.9 and (field.message_type is None or depth):
            _give(made, field, lambda one=field: _value(one, chance, month, depth), chance)  # type: ignore[misc]
    return made


def _give(made: Any, field: FieldDescriptor, value: Callable[[], Any], chance: random.Random) -> None:
    if field.is_repeated:
        getattr(made, field.name).extend(value() for _ in range(chance.randint(1, 4)))
    elif field.message_type:
        getattr(made, field.name).CopyFrom(value())
    else:
        setattr(made, field.name, value())


def _value(field: FieldDescriptor, chance: random.Random, month: date, depth: int) -> Any:
    if field.message_type and field.message_type.full_name == Date.DESCRIPTOR.full_name:
        ago = chance.choice((0, 1, 13, 100, 400))
        return day(months_after(month, 3 if field.name.startswith("expected") else -ago))
    if field.message_type:
        return likely(field.message_type, chance, month, depth - 1)
    if field.enum_type:
        return chance.choice(field.enum_type.values).number
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return chance.choice(_WORDS.get(field.name, ("Ada", "Exemple")))
    return (
        chance.random() < 0.5
        if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL
        else chance.choice(_NUMBERS.get(field.name, _ANY_NUMBERS))
    )


def numbers(message: Message) -> Iterator[float]:
    """Every number of a message, at any depth."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else (value,):
            if isinstance(one, Message):
                yield from numbers(one)
            elif isinstance(one, float | int):
                yield one


def sane(message: Message) -> bool:
    """Whether no number of it is infinite, or none."""
    return all(math.isfinite(number) for number in numbers(message))
