"""A page of questions about a household: what it shows, and what it writes back when the form comes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mesdroits.simulator.v1 import household_pb2 as pb

from services.bff.household import persons, resources, values
from services.bff.household.asked import BEFORE, Group, Input, Words
from services.bff.household.fields import OF_A_PERSON, Field, person_text, the_fields

# Parts of a person that stand behind a word that opens them, as long as nothing is told of them.
_SELDOM = ("career", "childcare", "leave")


@dataclass(frozen=True)
class Written:
    """What came of a form: the household, the fields that changed, and what is to be mended, by the name of the input."""

    household: pb.Household
    changed: tuple[str, ...]
    faults: Mapping[str, str]


def groups_of(household: pb.Household, theme: str, words: Words, faults: Mapping[str, str]) -> tuple[Group, ...]:
    """The questions of a theme, filled with what is known, or with what was typed when something is to be mended."""
    if theme == "ressources":
        return tuple(resources.groups(household, words, faults))
    found: list[Group] = []
    for person in household.persons if theme == "personnes" else ():
        inputs = [
            _input(household, person.person, one, words, faults)
            for one in the_fields().fields
            if one.theme == theme and one.part in OF_A_PERSON and one.suits(person)
        ]
        inputs += [tick] if (tick := persons.leaving(person)) else []
        found.append(_group(person_text(person), inputs, person.person))
    rest = [
        _input(household, "", one, words, faults)
        for one in the_fields().fields
        if one.theme == theme and one.part not in OF_A_PERSON and _needed(household, one)
    ]
    if theme == "patrimoine":
        rest.append(resources.tax_input(household, words, faults))
    return (
        (*found, Group("Le foyer" if theme == "personnes" else the_fields().themes[theme], tuple(rest)))
        if rest
        else tuple(found)
    )


def write_theme(household: pb.Household, theme: str, words: Words) -> Written:
    """The household after a form. What was not changed on the form is not touched."""
    made = pb.Household()
    made.CopyFrom(household)
    changed: list[str] = []
    faults: dict[str, str] = {}
    if theme == "personnes":
        changed += persons.take_out(made, words)
        came, faults = persons.bring_in(made, words)
        changed += [*came, *persons.close(made, words)]
    for name, write in _writers(made, theme, words):
        try:
            write(words.get(name, ""))
        except values.Mistyped as wrong:
            faults[name] = str(wrong)
        else:
            changed.append(name.removesuffix(resources.NOTHING_ELSE))
    return Written(made, tuple(changed), faults)


def _writers(household: pb.Household, theme: str, words: Words) -> Iterator[tuple[str, Any]]:
    """The inputs whose words are not those that were shown, or that cannot be left empty, and how each is written."""
    for group in groups_of(household, theme, {}, {}):
        for one in (*group.inputs, *group.more):
            if _to_write(one, words):
                yield one.name, _writer(household, one.name)


def _to_write(one: Input, words: Words) -> bool:
    """Whether the person changed it. What another page said meanwhile is not undone by a page that only showed it as it was."""
    before = words.get(f"{one.name}{BEFORE}", one.value)
    if one.kind == "tick":
        return (one.name in words) not in (bool(before), bool(one.value))
    typed = words.get(one.name, one.value).strip()
    return typed not in (before, one.value) or (one.required and one.name in words and not typed)


def _writer(household: pb.Household, name: str) -> Any:
    if (special := resources.writer(household, name)) is not None:
        return special
    found = the_fields().find(name, frozenset(one.person for one in household.persons))
    if found is None:
        return lambda _: None
    person, field = found
    return lambda typed: values.write(household, person, field, typed)


def _group(legend: str, inputs: Sequence[Input], person: str) -> Group:
    rare = tuple(f"{person}.{part}." for part in _SELDOM)
    seldom = tuple(one for one in inputs if one.name.startswith(rare) and not one.value and not one.error)
    return Group(legend, tuple(one for one in inputs if one not in seldom), person, seldom)


def _needed(household: pb.Household, field: Field) -> bool:
    partner = any(one.role == pb.ROLE_PARTNER for one in household.persons)
    # A couple whose partner is not told yet must be able to say so, or to say that it is none.
    return not field.needs or (field.needs == "partner") == (partner or bool(household.union))


def _input(household: pb.Household, person: str, field: Field, words: Words, faults: Mapping[str, str]) -> Input:
    name = f"{person}.{field.id}" if person else field.id
    known = values.typed_value(household, person, field)
    choices = tuple(the_fields().choices(field).items()) if field.kind == "code" else ()
    if field.kind == "yes_no":
        choices = ((values.YES, "Oui"), (values.NO, "Non"))
    return Input(
        name=name,
        label=field.label,
        hint=field.hint or _HINTS.get(field.kind, ""),
        kind="choice" if choices else "text",
        value=words.get(name, known),
        choices=choices,
        error=faults.get(name, ""),
        required=field.required,
        before=words.get(f"{name}{BEFORE}", known),
    )


_HINTS = {"euros": "En euros.", "date": "Par exemple 31/03/2026."}
