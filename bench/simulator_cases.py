"""The households that are asked of OpenFisca's own server and of ours: in the words of a form, and as the server's JSON with two profiles of what is
known. DECLARED (B): taxable wages, rent, commune, and no past benefit. COMPLETE (D): every notion of a wage, unemployment, pensions, all benefits of
the past, and the reference tax income, as our translation gives them."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum

from bench.households import FAMILY, HEALTH, PERSONAL, YEARLY
from services.simulator.domain.household import Assets, Home, Household, Person, Received, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, Occupancy, Resource, Role, Union
from services.simulator.engine.batch import Batch, Input

VARIABLES = (*FAMILY, *HEALTH, *PERSONAL, *YEARLY)
Json = dict[str, Any]
_MONTHS = 34
_PAST = ("rsa", "ppa", "aide_logement", "apl", "alf", "als", "af", "cf", "asf", "paje", "paje_base", "aeeh", "aspa")
_COMPLETE = {
    "date_naissance", "activite", "statut_marital", "scolarite", "salaire_de_base", "salaire_imposable", "salaire_net",
    "chomage_brut", "chomage_imposable", "chomage_net", "retraite_brute", "retraite_imposable", "retraite_nette", "rfr",
    "statut_occupation_logement", "loyer", "depcom", "logement_conventionne", "departement_experimentation_rsa",
    "aah", "caah", "asi", "ass", *_PAST,
}  # fmt: skip
_ENTITIES = {"individu": "individus", "famille": "familles", "foyer_fiscal": "foyers_fiscaux", "menage": "menages"}
_ROLES = {
    "familles": ("parents", "parents", "enfants"),
    "foyers_fiscaux": ("declarants", "declarants", "personnes_a_charge"),
    "menages": ("personne_de_reference", "conjoint", "enfants"),
}


def households(month: date) -> list[Household]:
    """Sixteen couples with two children, tenants, on small wages."""
    return [_couple(month, rank) for rank in range(16)]


def _couple(month: date, rank: int) -> Household:
    wages = {"moi": 90_000 + 5_000 * rank, "conjoint": 10_000 * (rank % 5)}
    persons = (
        Person("moi", Role.APPLICANT, date(month.year - 34, 2, 3), Activity.EMPLOYEE),
        Person("conjoint", Role.PARTNER, date(month.year - 33, 4, 5), Activity.EMPLOYEE),
        Person("enfant_1", Role.CHILD, date(month.year - 8 + rank % 3, 6, 7)),
        Person("enfant_2", Role.CHILD, date(month.year - 4, 8, 9)),
    )
    since = months_after(month, -_MONTHS)
    return Household(
        month, persons, Union.MARRIAGE,
        home=Home(Occupancy.TENANT, 60_000 + 1_000 * rank, ("75056", "69123", "35238", "23096")[rank % 4], state_agreement=False),
        resources={(who, Resource.WAGE): Series(since, (cents,), True, Basis.TAXABLE) for who, cents in wages.items()},
        without=frozenset((person.key, None) for person in persons),
        received=(Received("af", Series(months_after(month, -12), (15_000,) * 12)),) if rank % 2 else (),
        assets=Assets(0, 0, 0, 0, 0),
    )  # fmt: skip


def declared(household: Household) -> Json:
    """Profile B."""
    month, home = household.month, household.home
    assert home
    assert home.rent_cents
    past = [f"{months_after(month, -back):%Y-%m}" for back in range(4, 13)]
    wages = {
        who: {f"{months_after(month, -back):%Y-%m}": series.at(month) for back in range(_MONTHS + 1)}
        for (who, _), series in household.resources.items()
    }
    # The same in the month and the fourteen before.
    known = [f"{months_after(month, -back):%Y-%m}" for back in range(15)]
    document = _bare(household)
    for who, cents in wages.items():
        document["individus"][who]["salaire_imposable"] = {period: (one or 0) / 100 for period, one in cents.items()}
    family, place = document["familles"]["f0"], document["menages"]["m0"]
    for benefit in _PAST:
        family.setdefault(benefit, {}).update(dict.fromkeys(past, 0))
    family["rsa"] |= {f"{months_after(month, -back):%Y-%m}": 0 for back in range(1, 4)}
    place["statut_occupation_logement"] = dict.fromkeys(known, "locataire_vide")
    place["loyer"] = dict.fromkeys(known, home.rent_cents / 100)
    place["depcom"] = dict.fromkeys(known, home.commune_code)
    return document


def complete(household: Household, batch: Batch, variables: Any) -> Json:
    """Profile D. `batch` is the household translated alone, `variables` the law's own."""
    document = _bare(household)
    for (name, period), values in _inputs(batch):
        if name in _COMPLETE:
            variable = variables[name]
            members = document[_ENTITIES[variable.entity.key]]
            shown = [_shown(variable, one) for one in np.broadcast_to(values, len(members))]
            for member, one in zip(members.values(), shown, strict=True):
                member.setdefault(name, {})[period] = one
    return document


def _inputs(batch: Batch) -> Iterator[tuple[Input, Any]]:
    yield from batch.columns.items()
    yield from batch.constants.items()


def _shown(variable: Any, value: Any) -> Any:
    if variable.value_type is Enum:
        return str(variable.possible_values.names[int(value)])
    shown: dict[Any, Callable[[Any], Any]] = {
        date: lambda one: str(one)[:10],
        str: lambda one: one.decode() if isinstance(one, bytes) else str(one),
        bool: bool,
        int: int,
    }
    return shown.get(variable.value_type, float)(value)


def _bare(household: Household) -> Json:
    """Persons with their birth dates, groups, and the outputs asked for."""
    month, year = f"{household.month:%Y-%m}", f"{household.month:%Y}"
    persons: Json = {
        person.key: {"date_naissance": {"ETERNITY": person.birth_date.isoformat()}} for person in household.persons
    }
    for each in persons.values():
        each.update({name: {month: None} for name in PERSONAL})
    document: Json = {"individus": persons}
    for entity, key in (("familles", "f0"), ("foyers_fiscaux", "d0"), ("menages", "m0")):
        group: Json = {}
        for person in household.persons:
            group.setdefault(_ROLES[entity][list(Role).index(person.role)], []).append(person.key)
        document[entity] = {key: group}
    document["familles"]["f0"].update({name: {month: None} for name in (*FAMILY, *HEALTH)})
    document["familles"]["f0"]["ars"] = {year: None}
    document["menages"]["m0"]["cheque_energie"] = {year: None}
    return document
