"""A change to try, as a form asks it and as it goes to the simulator. The questions are the simulator's; how each is asked is read off the contract."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import household_pb2 as pb

from chassis.errors import InvalidInput, Violation
from services.bff.household.asked import Input, Words
from services.bff.household.fields import month_text, person_text, the_fields
from services.bff.household.resources import steady
from services.bff.household.trials import message_of
from services.bff.household.values import NO, YES, Mistyped, cents_typed, commune_typed, day_typed
from services.bff.shapes import code
from services.bff.views.comparison import ChangeKindView, ChangeQuestionView

KEY, _PARTNER = "essai", "conjoint"
# A question about a whole part is asked as the few that matter in it.
_PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "home": (
        ("home.occupancy", "Dans ce logement, vous serez"),
        ("home.rent_cents", "Loyer par mois, sans les charges"),
        ("home.commune_code", "Code Insee de la commune"),
    ),
    "partner": (
        ("partner.birth_date", "Date de naissance de votre conjoint"),
        ("partner.activity", "Activité de votre conjoint"),
    ),
    "resources": (("resources.wage", "Salaire net par mois de votre conjoint"),),
}
_WAGE = "resources.wage"
_COUNT = "children"
_NO_CHILD = "Indiquez combien d'enfants arrivent : un au moins."
# As many changes as the simulator tries together.
MOST_TOGETHER = 6
_NEEDED = "Répondez à cette question."


class Trying:
    """The form of one kind of change, for one household."""

    def __init__(self, household: pb.Household, kind: ChangeKindView) -> None:
        self._household, self._kind = household, kind
        self._message: Any = change_pb2.Change.DESCRIPTOR.fields_by_name[kind.kind].message_type

    def inputs(self, words: Words, faults: Words) -> tuple[Input, ...]:
        """What is asked, in the order of the simulator."""
        return tuple(self._input(one, words, faults) for one in self._questions())

    def read(self, words: Words, several: Mapping[str, tuple[str, ...]]) -> tuple[change_pb2.Change, dict[str, str]]:
        """The change, and what is to be mended. `several`: what was ticked, where several may be."""
        made = change_pb2.Change(change=KEY)
        target: Message = getattr(made, self._kind.kind)
        target.SetInParent()
        faults: dict[str, str] = {}
        for one in self._questions():
            typed = words.get(one.field, "").strip()
            if not typed and not any(several.get(one.field, ())):
                if one.required:
                    faults[one.field] = _NEEDED
                continue
            try:
                self._write(made, target, one.field, typed, several.get(one.field, ()))
            except Mistyped as wrong:
                faults[one.field] = str(wrong)
        if self._kind.kind == "couple":
            target.partner.person, target.partner.role = _PARTNER, pb.ROLE_PARTNER  # type: ignore[attr-defined]
        return made, faults

    def _questions(self) -> Iterator[ChangeQuestionView]:
        for one in self._kind.questions:
            if one.field not in _PARTS:
                yield one
            for rank, (field, text) in enumerate(_PARTS.get(one.field, ())):
                yield ChangeQuestionView(field=field, text=text, required=one.required and not rank)

    def _input(self, one: ChangeQuestionView, words: Words, faults: Words) -> Input:
        choices, kind = self._choices(one.field), "text"
        if choices:
            kind = "many" if self._repeated(one.field) else "choice"
        value = words.get(one.field, choices[0][0] if kind == "choice" and len(choices) == 1 else "")
        hint = self._hint(one.field) + ("" if one.required else " Facultatif.")
        return Input(one.field, one.text, hint.strip(), kind, value, choices, faults.get(one.field, ""))

    def _choices(self, name: str) -> tuple[tuple[str, str], ...]:
        if name in ("person", "child") or name.startswith("children_"):
            return tuple((one.person, person_text(one)) for one in self._household.persons if _suits(one, name))
        field = self._field(name)
        if field is None or name in ("date", _WAGE):
            return ()
        if field.enum_type:
            known: Any = the_fields().codes.get(field.name, {})
            return tuple(known.items())
        return ((YES, "Oui"), (NO, "Non")) if field.type == FieldDescriptor.TYPE_BOOL else ()

    def _hint(self, name: str) -> str:
        field = self._field(name)
        if name == "date" or (field is not None and field.message_type):
            return f"Par exemple 15/{self._household.month.month:02d}/{self._household.month.year}."
        if name.endswith("_cents") or name == _WAGE:
            return "En euros."
        return "5 caractères, ce n'est pas le code postal." if name.endswith("commune_code") else ""

    def _field(self, name: str) -> FieldDescriptor | None:
        """The field of the contract that a name leads to."""
        found, message = None, self._message
        for step in name.split("."):
            found = message.fields_by_name.get(step) if message is not None else None
            message = found.message_type if found is not None else None
        return found

    def _repeated(self, name: str) -> bool:
        field = self._field(name)
        return field is not None and field.is_repeated

    def _write(self, made: change_pb2.Change, target: Any, name: str, typed: str, several: tuple[str, ...]) -> None:
        if name == "date":
            made.date.CopyFrom(day_typed(typed))
            return
        if name == _WAGE:
            target.resources.append(steady(self._household.month, _PARTNER, pb.RESOURCE_KIND_WAGE, cents_typed(typed)))
            return
        *way, last = name.split(".")
        for step in way:
            target = getattr(target, step)
        field = self._field(name)
        if field is None:
            return
        if field.is_repeated:
            getattr(target, last).extend(one for one in several if any(one == key for key, _ in self._choices(name)))
        elif field.message_type:
            getattr(target, last).CopyFrom(day_typed(typed))
        else:
            setattr(target, last, _scalar(field, typed))


def change_of(told: Any, path: str) -> change_pb2.Change:
    """A change from its JSON. Raises InvalidInput.

    In the contract, no number of children is one child: that there is none must be refused here.
    """
    made = message_of(change_pb2.Change(), told, path)
    if made.WhichOneof("what") == "birth" and told["birth"].get(_COUNT) == 0:
        raise InvalidInput([Violation(f"{path}.birth.{_COUNT}", _NO_CHILD)])
    return made


def combination_of(told: Any, path: str) -> change_pb2.Combination:
    """Changes that are tried together, from their JSON. Raises InvalidInput."""
    made = message_of(change_pb2.Combination(), told, path)
    for rank, one in enumerate(told.get("changes", ())):
        change_of(one, f"{path}.changes[{rank}]")
    return made


def lived_in(household: pb.Household, changes: Iterable[change_pb2.Change]) -> pb.Household:
    """The household of whom the next change is asked: with the partner whom one of these brings."""
    made = pb.Household()
    made.CopyFrom(household)
    there = any(one.role == pb.ROLE_PARTNER for one in made.persons)
    made.persons.extend(one.couple.partner for one in changes if one.WhichOneof("what") == "couple" and not there)
    return made


def together(changes: Sequence[change_pb2.Change]) -> tuple[list[change_pb2.Change], list[change_pb2.Combination]]:
    """What is asked of the simulator: one change alone, or several together."""
    if len(changes) == 1:
        return list(changes), []
    made = change_pb2.Combination(combination=KEY)
    for rank, one in enumerate(changes, 1):
        made.changes.add().CopyFrom(one)
        made.changes[-1].change = f"{KEY}_{rank}"
    return [], [made]


def change_text(change: change_pb2.Change, kinds: Mapping[str, str]) -> str:
    """What is tried, and when: `Je trouve un emploi, en décembre 2026`."""
    label = kinds.get(change.WhichOneof("what") or "", "Un changement")
    return f"{label}, en {month_text(Date(year=change.date.year, month=change.date.month, day=1))}"


def _suits(person: pb.Person, name: str) -> bool:
    child = person.role == pb.ROLE_CHILD
    return child if name != "person" else True


def _scalar(field: FieldDescriptor, typed: str) -> Any:
    if field.enum_type:
        enum: Any = field.enum_type
        known = {code(enum, value.number): value.number for value in enum.values}
        if typed not in known:
            raise Mistyped("Choisissez dans la liste.")
        return known[typed]
    if field.type == FieldDescriptor.TYPE_BOOL:
        return typed == YES
    if field.name.endswith("_cents"):
        return cents_typed(typed)
    if field.name == "commune_code":
        return commune_typed(typed)
    if field.type == FieldDescriptor.TYPE_STRING:
        return typed[:16]
    return _whole(field, typed)


def _whole(field: FieldDescriptor, typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise Mistyped("Écrivez un nombre, en chiffres.")
    if field.name == _COUNT and not int(typed):
        raise Mistyped(_NO_CHILD)
    return int(typed)
