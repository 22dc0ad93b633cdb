"""Who is in the household: somebody comes in with a role and a birth date, or goes out with all that was said of them."""

from typing import Any

from mesdroits.simulator.v1 import household_pb2 as pb

from services.bff.household.asked import BEFORE, Group, Input, Words
from services.bff.household.fields import the_fields
from services.bff.household.values import Mistyped, day_near

ROLE, BIRTH = "nouveau.role", "nouveau.birth_date"
NOBODY_ELSE = "personne_d_autre"
_LEAVES = ".retirer"
_MOST = 20
_ROLES = {"partner": ("conjoint", pb.ROLE_PARTNER, "Votre conjoint"), "child": ("enfant", pb.ROLE_CHILD, "Un enfant")}


def newcomer(household: pb.Household, words: Words, faults: Words) -> Group:
    """The questions by which somebody is added."""
    choices = tuple(
        (role, text)
        for role, (_, number, text) in _ROLES.items()
        if number != pb.ROLE_PARTNER or not _has_partner(household)
    )
    there = words.get(f"{ROLE}{BEFORE}", " ".join(one.person for one in household.persons))
    role = Input(ROLE, "Qui", "", "choice", words.get(ROLE, ""), choices, faults.get(ROLE, ""), before=there)
    birth = Input(
        BIRTH, "Date de naissance de cette personne", "Par exemple 31/03/2018.", "text", words.get(BIRTH, ""), error=faults.get(BIRTH, "")
    )  # fmt: skip
    return Group("Ajouter une personne", (role, birth, *_nobody_else(household)))


def _nobody_else(household: pb.Household) -> tuple[Input, ...]:
    """The tick by which it is said that everybody is told, while that is not known."""
    if not household.partner_unknown and not household.children_unknown:
        return ()
    return (
        Input(NOBODY_ELSE, "Il n'y a personne d'autre dans mon foyer : ni conjoint, ni autre enfant", "", "tick", ""),
    )


def close(household: pb.Household, words: Words) -> list[str]:
    """Takes note that everybody is told; returns what is then known."""
    if NOBODY_ELSE not in words:
        return []
    known = household.partner_unknown or household.children_unknown
    household.partner_unknown = household.children_unknown = False
    if not _has_partner(household):
        household.ClearField("union")
    return ["union", "children"] if known else []


def leaving(person: pb.Person) -> Input | None:
    """The tick by which somebody is taken out; nobody takes out themselves."""
    if person.role == pb.ROLE_APPLICANT:
        return None
    return Input(f"{person.person}{_LEAVES}", "Retirer cette personne du foyer", "", "tick", "")


def take_out(household: pb.Household, words: Words) -> list[str]:
    """Takes out whoever is ticked; returns their keys."""
    gone = [one.person for one in household.persons if f"{one.person}{_LEAVES}" in words]
    gone = [
        key for key in gone if any(one.person == key and one.role != pb.ROLE_APPLICANT for one in household.persons)
    ]
    told: tuple[Any, ...] = (
        household.persons,
        household.resources,
        household.without,
        household.received,
        household.tax_incomes,
    )
    for lines in told:
        kept = [one for one in lines if one.person not in gone]
        del lines[:]
        lines.extend(kept)
    if not _has_partner(household) and not household.partner_unknown:
        household.ClearField("union")
    return gone


def bring_in(household: pb.Household, words: Words) -> tuple[list[str], dict[str, str]]:
    """Adds whoever is asked for; returns their key, or what is to be mended."""
    role, born = words.get(ROLE, ""), words.get(BIRTH, "").strip()
    if (not role and not born) or _came_already(household, words, role, born):
        return [], {}
    if role not in _ROLES or (role == "partner" and _has_partner(household)):
        return [], {ROLE: "Choisissez qui vous ajoutez."}
    if len(household.persons) >= _MOST:
        return [], {ROLE: "Un foyer compte 20 personnes au plus."}
    try:
        birth_date = day_near(household.month, the_fields().of_id("birth_date"), born, adult=role == "partner")
    except Mistyped as wrong:
        return [], {BIRTH: str(wrong)}
    name, number, _ = _ROLES[role]
    key = name if role == "partner" else _free(household, name)
    household.persons.add(person=key, role=number, birth_date=birth_date)
    if role == "partner":
        # It must be said one way or the other; the page shows it, to be changed.
        household.union = pb.UNION_COHABITATION
        household.ClearField("alone_since_date")
        household.partner_unknown = False
    return [key], {}


def _came_already(household: pb.Household, words: Words, role: str, born: str) -> bool:
    """Whether this very form has already brought that person in: a button pressed twice, or the page before, is no twin."""
    there = words.get(f"{ROLE}{BEFORE}", "").split()
    if not there or role not in _ROLES:
        return False
    number = _ROLES[role][1]
    came = [one for one in household.persons if one.person not in there and one.role == number]
    try:
        date = day_near(household.month, the_fields().of_id("birth_date"), born, adult=role == "partner")
    except Mistyped:
        return False
    return any(one.birth_date == date for one in came)


def _has_partner(household: pb.Household) -> bool:
    return any(one.role == pb.ROLE_PARTNER for one in household.persons)


def _free(household: pb.Household, name: str) -> str:
    taken = {one.person for one in household.persons}
    return next(key for rank in range(1, _MOST + 2) if (key := f"{name}_{rank}") not in taken)
