"""A fact that is about to be told, as the changes that the simulator can try. What cannot be tried is said, with the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import change_pb2
from mesdroits.simulator.v1 import household_pb2 as pb

from services.bff.changes import Change
from services.bff.shapes import date_of

_ME = "moi"
# One commune of each zone of the housing benefits (arrêté du 17 mars 1978): the Paris area, the large cities, the rest.
_ZONES = ("92050", "69123", "15014")
# Cities whose postal code gives the arrondissement away: the code before the first one, and how many there are.
_CITIES = {"750": (75100, 20), "130": (13200, 16), "690": (69380, 9)}
_OCCUPANCIES = {
    "LOCATAIRE": pb.OCCUPANCY_TENANT, "PROPRIETAIRE": pb.OCCUPANCY_OWNER, "ACCEDANT": pb.OCCUPANCY_BUYER,
    "HEBERGE": pb.OCCUPANCY_HOSTED, "FOYER": pb.OCCUPANCY_RESIDENCE, "SANS_DOMICILE": pb.OCCUPANCY_HOMELESS,
}  # fmt: skip
_SCHOOLS = {"COLLEGE": pb.SCHOOL_LEVEL_COLLEGE, "LYCEE": pb.SCHOOL_LEVEL_LYCEE, "SUPERIEUR": pb.SCHOOL_LEVEL_HIGHER}
_NOT_SIMULATED = (
    "Cette information ne change aucun des droits que nous savons simuler, ou nous ne savons pas encore la simuler."
)


@dataclass(frozen=True)
class Tried:
    """What to try: one change, or one for each case when something is not known; `why_not` when there is none."""

    changes: tuple[change_pb2.Change, ...] = ()
    why_not: str = ""
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Telling:
    household: pb.Household
    content: Mapping[str, Any]
    day: Date
    assumptions: list[str] = field(default_factory=list)

    def change(self, key: str = "essai") -> change_pb2.Change:
        return change_pb2.Change(change=key, date=self.day)


def tried(told: Change, household: pb.Household) -> Tried:
    """The changes that a fact makes in a household."""
    if told.verb != "created":
        return Tried(why_not="Nous ne simulons pas encore l'effet d'une correction ou d'une annulation.")
    make = _KINDS.get(told.kind)
    content = told.content or {}
    start = content.get(_DATED.get(told.kind, "")) or (told.validity.start_date if told.validity else None)
    day = date_of(start) if isinstance(start, str) else None
    if make is None or day is None:
        return Tried(why_not=_NOT_SIMULATED)
    telling = _Telling(household, content, day)
    made = make(telling)
    return made if isinstance(made, Tried) else Tried(tuple(made), assumptions=tuple(telling.assumptions))


def _moved(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    home = telling.household.home
    if not home.occupancy:
        return Tried(
            why_not="Pour dire ce que ce déménagement changerait, il faut savoir si vous êtes locataire, propriétaire ou hébergé."
        )
    if home.HasField("rent_cents"):
        telling.assumptions.append("Votre loyer est supposé rester le même.")
    communes = _communes(telling.content)
    if len(communes) > 1:
        telling.assumptions.append(
            "Nous ne connaissons pas la zone de votre nouvelle commune : le montant dépend d'elle."
        )
    made = []
    for rank, commune in enumerate(communes):
        change = telling.change(f"zone{rank}")
        change.move.home.CopyFrom(home)
        change.move.home.commune_code = commune
        made.append(change)
    return made


def _communes(content: Mapping[str, Any]) -> tuple[str, ...]:
    known, postal = content.get("commune_code"), str(content.get("postal_code") or "")
    if isinstance(known, str) and known:
        return (known,)
    before, most = _CITIES.get(postal[:3], (0, 0))
    number = int(postal[3:]) if len(postal) == 5 and postal.isascii() and postal.isdigit() else 0
    return (str(before + number),) if 0 < number <= most else _ZONES


def _born(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    if telling.content.get("circumstance") != "NAISSANCE":
        return Tried(why_not="Nous ne simulons encore que les naissances.")
    change = telling.change()
    change.birth.children = 1
    return [change]


def _left(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    born = date_of(str(telling.content.get("birth_date")))
    child = next(
        (one for one in telling.household.persons if one.role == pb.ROLE_CHILD and one.birth_date == born), None
    )
    if child is None:
        return Tried(
            why_not="Nous ne connaissons pas cet enfant : ce que son départ changerait ne peut pas être simulé."
        )
    change = telling.change()
    change.child_leaving.child = child.person
    return [change]


def _family(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    couple = any(one.role == pb.ROLE_PARTNER for one in telling.household.persons)
    if telling.content.get("status") in ("SEPARATION", "DIVORCE") and couple:
        change = telling.change()
        children = [one.person for one in telling.household.persons if one.role == pb.ROLE_CHILD]
        change.separation.children_staying.extend(children)
        telling.assumptions.append("Vos enfants sont supposés rester avec vous, sans pension alimentaire.")
        return [change]
    return Tried(
        why_not="Pour dire ce que cela changerait, il faut connaître les ressources de votre conjoint. Essayez « Et si… ? »."
    )


def _worked(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    change, status = telling.change(), telling.content.get("status")
    if status == "DEMANDEUR_EMPLOI":
        change.job_loss.person = _ME
    elif status == "RETRAITE":
        change.retire.person = _ME
    elif status == "ARRET_MALADIE":
        change.sick_leave.person = _ME
    elif status == "CONGE_PARENTAL":
        change.parental_leave.person = _ME
    else:
        return Tried(why_not="Pour dire ce que cela changerait, il faut connaître le salaire. Essayez « Et si… ? ».")
    return [change]


def _housed(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    occupancy = _OCCUPANCIES.get(str(telling.content.get("occupancy")))
    if occupancy is None:
        return Tried(why_not=_NOT_SIMULATED)
    change = telling.change()
    change.move.home.CopyFrom(telling.household.home)
    home = change.move.home
    furnished = occupancy == pb.OCCUPANCY_TENANT and telling.content.get("furnished")
    home.occupancy = pb.OCCUPANCY_FURNISHED_TENANT if furnished else occupancy
    home.flat_share = bool(telling.content.get("flat_share"))
    rent = telling.content.get("rent_cents")
    if isinstance(rent, int):
        home.rent_cents = rent
    return [change]


def _disabled(telling: _Telling) -> list[change_pb2.Change]:
    change, rate = telling.change(), telling.content.get("incapacity_rate")
    change.disability_recognised.person = _ME
    change.disability_recognised.disability.incapacity_rate = rate if isinstance(rate, int) else 0
    return [change]


def _studied(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    level = _SCHOOLS.get(str(telling.content.get("level")))
    if level is None:
        return Tried(why_not=_NOT_SIMULATED)
    change = telling.change()
    change.studies.person, change.studies.school = _ME, level
    change.studies.scholarship = bool(telling.content.get("scholarship"))
    return [change]


def _widowed(telling: _Telling) -> "list[change_pb2.Change] | Tried":
    if telling.content.get("relation") != "CONJOINT":
        return Tried(why_not=_NOT_SIMULATED)
    change = telling.change()
    change.partner_death.SetInParent()
    return [change]


_DATED = {"child_arrival": "birth_date", "death_of_relative": "death_date"}
_KINDS: Mapping[str, Callable[[_Telling], "list[change_pb2.Change] | Tried"]] = {
    "address": _moved,
    "child_arrival": _born,
    "child_departure": _left,
    "family_status": _family,
    "employment_status": _worked,
    "housing": _housed,
    "disability_recognition": _disabled,
    "studies": _studied,
    "death_of_relative": _widowed,
}
