"""The fields of a household, as data: what they are called, where they stand in the message, of whom they are asked."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2 as pb
from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "fields.yaml"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
RESOURCES, RECEIVED = "resources.", "received."

Kind = Literal["euros", "number", "date", "code", "commune", "yes_no"]
Part = Literal["person", "disability", "career", "childcare", "leave", "home", "assets", "household"]
OF_A_PERSON = frozenset({"person", "disability", "career", "childcare", "leave"})


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(_Data):
    """One field; `id` is what a question calls it, without the person."""

    id: str
    theme: str
    part: Part
    field: str
    kind: Kind
    label: str
    hint: str = ""
    of: Literal["any", "adult", "child"] = "any"
    needs: Literal["", "partner", "no_partner"] = ""
    required: bool = False
    # The list of its answers, where it is not that of its name.
    codes: str = ""
    # The highest number; how far a date may be from the household's month, in months.
    most: int = 999_999
    back: int = 1440
    ahead: int = 24

    def suits(self, person: pb.Person) -> bool:
        """Whether it is asked of this person."""
        return self.of == "any" or (self.of == "child") == (person.role == pb.ROLE_CHILD)


class Fields(_Data):
    """The whole file."""

    themes: Mapping[str, str]
    fields: tuple[Field, ...]
    resources: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]

    def choices(self, field: Field) -> Mapping[str, str]:
        """The answers of a field that is a code, with their words."""
        return self.codes.get(field.codes or field.field, {})

    def of_id(self, wanted: str) -> Field:
        """The field of this id, which the file has."""
        return next(one for one in self.fields if one.id == wanted)

    def find(self, question: str, persons: frozenset[str]) -> tuple[str, Field] | None:
        """The person ("" for the household) and the field that a question is about; None where no page asks it."""
        head, _, rest = question.partition(".")
        person, wanted = (head, rest) if head in persons else ("", question)
        # The contract's own names are as good as ours.
        names = (wanted, wanted.removesuffix("_cents"), wanted.removesuffix("_date"), wanted.removesuffix("_code"))
        found = next(
            (one for one in self.fields if one.id in names and (one.part in OF_A_PERSON) == bool(person)), None
        )
        return (person, found) if found else None


@cache
def the_fields() -> Fields:
    """The file, read once."""
    return Fields.model_validate(yaml.safe_load(_FILE.read_text()))


def month_text(month: Date) -> str:
    """`octobre 2026`."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def person_text(person: pb.Person) -> str:
    """Who it is, without a name: `Vous`, `Votre conjoint`, `Enfant né le 3 mai 2018`."""
    if person.role == pb.ROLE_APPLICANT:
        return "Vous"
    if person.role == pb.ROLE_PARTNER:
        return "Votre conjoint"
    if not person.HasField("birth_date"):
        return "Enfant"
    born = person.birth_date
    return f"Enfant né le {'1er' if born.day == 1 else born.day} {_MONTHS[born.month - 1]} {born.year}"


def field_text(question: str, household: pb.Household, benefits: Mapping[str, str] | None = None) -> str:
    """What a field is called, with whom it is about: `Salaire (Votre conjoint)`. `benefits`: what benefits are called, by id."""
    if question.startswith(RECEIVED):
        benefit = question.removeprefix(RECEIVED)
        return f"Reçu : {(benefits or {}).get(benefit, benefit)}"
    if question in _WHO:
        return _WHO[question]
    known, persons = the_fields(), {one.person: one for one in household.persons}
    head, _, rest = question.partition(".")
    whose = f" ({person_text(persons[head])})" if head in persons and len(persons) > 1 else ""
    wanted = rest if head in persons else question
    if wanted == RESOURCES.rstrip("."):
        return f"Autres ressources{whose}"
    if wanted.startswith(RESOURCES):
        kind = wanted.removeprefix(RESOURCES).lower()
        return known.resources.get(kind, "Ressource") + whose
    found = known.find(question, frozenset(persons))
    return (found[1].label if found else _OTHERS.get(wanted.partition(".")[0], "Information")) + whose


def told_of(household: pb.Household, path: str, description: str) -> str:
    """What the simulator says of `household.persons[0].career.days_worked`, after the words of the field where a page asks it."""
    place = _PERSON.fullmatch(path)
    rank = int(place["rank"]) if place else 0
    if place and rank < len(household.persons):
        question = f"{household.persons[rank].person}.{place['rest']}"
    else:
        question = path.removeprefix("household.")
    asked = the_fields().find(question, frozenset(one.person for one in household.persons))
    return f"{field_text(question, household)} : {description}" if asked else description


_PERSON = re.compile(r"household\.persons\[(?P<rank>\d{1,4})\]\.(?P<rest>.+)")
# Who lives there is asked by pages of their own, not by one field.
_WHO = {"children": "Vos enfants", "union": "Votre vie de couple"}
_OTHERS = {
    "received": "Prestations reçues", "persons": "Personnes du foyer", "tax_incomes": "Revenu fiscal de référence", "home": "Logement",
    "assets": "Patrimoine", "disability": "Handicap", "career": "Carrière", "childcare": "Garde d'un enfant", "leave": "Congé",
}  # fmt: skip
