"""Households to translate, said in few words."""

from datetime import date
from typing import Any

from services.simulator.domain.household import Home, Household, Person, Received, Series, months_after
from services.simulator.domain.vocabulary import Basis, Occupancy, Resource, Role, Union

MONTH = date(2026, 10, 1)
MONTHS_BACK = 36


def lasting(euros: float, basis: Basis = Basis.NET, months: int = MONTHS_BACK) -> Series:
    """The same amount for so many months, and on."""
    return Series(months_after(MONTH, -months), (round(euros * 100),) * max(months, 1), True, basis)


def paid(*euros: float) -> Series:
    """What was paid in the last months, the latest last."""
    return Series(months_after(MONTH, -len(euros)), tuple(round(one * 100) for one in euros))


def adult(key: str = "moi", born: str = "1990-06-15", **said: Any) -> Person:
    """The applicant, or the partner when the key says so."""
    return Person(key, Role.PARTNER if key == "conjoint" else Role.APPLICANT, date.fromisoformat(born), **said)


def child(key: str = "enfant_1", born: str = "2018-02-10", **said: Any) -> Person:
    """A child."""
    return Person(key, Role.CHILD, date.fromisoformat(born), **said)


def household(*persons: Person, wages: float = 0, **said: Any) -> Household:
    """A household; `wages`: what the applicant earns, net."""
    people = persons or (adult(),)
    resources: dict[tuple[str, Resource], Series] = dict(said.pop("resources", {}))
    if wages:
        resources["moi", Resource.WAGE] = lasting(wages)
    couple = any(person.role is Role.PARTNER for person in people)
    union = said.pop("union", Union.MARRIAGE if couple else None)
    return Household(said.pop("month", MONTH), people, union, resources=resources, **said)


def tenant(rent: float = 600, commune: str = "63113", **said: Any) -> Home:
    """Somebody who rents an empty flat."""
    return Home(Occupancy.TENANT, round(rent * 100), commune, **said)


def received(benefit: str, *euros: float, person: str = "") -> Received:
    """What was paid of a benefit in the last months."""
    return Received(benefit, paid(*euros), person)
