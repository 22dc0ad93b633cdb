"""A household out of its message: every fault named at once, in plain French, with its field; a household that the engine can take otherwise."""

import re
from collections.abc import Sequence
from datetime import date

from mesdroits.simulator.v1 import household_pb2 as pb

from services.simulator.api.reading_persons import home_of, paid_of, person_of, series_of
from services.simulator.api.reading_values import Reader
from services.simulator.domain import plausibility
from services.simulator.domain.household import Assets, Household, Person, Received, Series
from services.simulator.domain.vocabulary import Resource, Role, Union

_MOST_PERSONS, _MOST_LINES = 20, 400
_MONTHS_AROUND = 24
_BENEFIT = re.compile(r"[a-z0-9_-]{1,48}", re.ASCII)


def household_of(message: pb.Household, today: date, path: str = "household") -> Household:
    """The household. Raises InvalidInput with every fault."""
    reader = Reader(today)
    around = (today.replace(day=1), _MONTHS_AROUND, _MONTHS_AROUND)
    reader.month = reader.month_of(message, "month", path, around)
    persons = _persons(reader, message, path)
    keys = {person.key for person in persons}
    household = Household(
        month=reader.month,
        persons=persons,
        union=_union(reader, message, path, persons),
        alone_since_date=reader.day_until(message, "alone_since_date", path, reader.month),
        home=home_of(reader, message.home, f"{path}.home") if message.HasField("home") else None,
        resources=_resources(reader, message, path, keys),
        without=_without(reader, message, path, keys),
        received=_received(reader, message, path, keys),
        assets=_assets(reader, message.assets, f"{path}.assets") if message.HasField("assets") else None,
        tax_incomes=_tax_incomes(reader, message, path, keys),
        partner_unknown=message.partner_unknown,
        children_unknown=message.children_unknown,
        disability_unknown=message.disability_unknown,
        bereaved=message.bereaved if message.HasField("bereaved") else None,
    )
    reader.check()
    _check_it_can_be(reader, household, path)
    return household


def _check_it_can_be(reader: Reader, household: Household, path: str) -> None:
    """What is well said, and cannot be. Raises InvalidInput with every fault."""
    ranks = {person.key: rank for rank, person in enumerate(household.persons)}
    for odd in plausibility.impossible(household, reader.today):
        whose = f"{path}.persons[{ranks[odd.person]}]" if odd.person else path
        reader.fault(f"{whose}.{odd.field}", odd.text)
    reader.check()


def _persons(reader: Reader, message: pb.Household, path: str) -> tuple[Person, ...]:
    where = f"{path}.persons"
    if not message.persons:
        reader.fault(where, "Indiquez au moins une personne.")
    if not message.persons or not reader.few(message.persons, where, _MOST_PERSONS):
        # All the rest is about somebody.
        reader.check()
    persons = tuple(person_of(reader, one, f"{where}[{rank}]") for rank, one in enumerate(message.persons))
    if len({person.key for person in persons}) < len(persons):
        reader.fault(where, "Deux personnes portent le même identifiant.")
    roles = [person.role for person in persons]
    if persons and roles.count(Role.APPLICANT) != 1:
        reader.fault(where, "Un foyer a un demandeur, et un seul.")
    if roles.count(Role.PARTNER) > 1:
        reader.fault(where, "Un foyer n'a qu'un conjoint.")
    return persons


def _union(reader: Reader, message: pb.Household, path: str, persons: Sequence[Person]) -> Union | None:
    union = reader.choice(pb.Union.DESCRIPTOR, message.union, Union, f"{path}.union")
    couple = any(person.role is Role.PARTNER for person in persons)
    if couple and message.union == pb.UNION_UNSPECIFIED:
        reader.fault(f"{path}.union", "Dites si vous êtes mariés, pacsés ou en concubinage.")
    if couple and message.partner_unknown:
        reader.fault(f"{path}.partner_unknown", "Le conjoint est indiqué : il n'est donc pas inconnu.")
    if message.union != pb.UNION_UNSPECIFIED and not couple and not message.partner_unknown:
        reader.fault(f"{path}.union", "Vous vivez en couple : ajoutez votre conjoint, ou indiquez que vous vivez seul.")
    return union


def _resources(reader: Reader, message: pb.Household, path: str, keys: set[str]) -> dict[tuple[str, Resource], Series]:
    where, found = f"{path}.resources", dict[tuple[str, Resource], Series]()
    for rank, one in enumerate(message.resources if reader.few(message.resources, where, _MOST_LINES) else ()):
        key, series = series_of(reader, one, f"{where}[{rank}]", keys)
        if key in found:
            reader.fault(f"{where}[{rank}]", "Cette ressource est indiquée deux fois.")
        found[key] = series
    return found


def _without(
    reader: Reader, message: pb.Household, path: str, keys: set[str]
) -> frozenset[tuple[str, Resource | None]]:
    where = f"{path}.without"
    lines = message.without if reader.few(message.without, where, _MOST_LINES) else ()
    return frozenset(
        (
            reader.one_of(one.person, f"{where}[{rank}].person", keys),
            reader.choice(pb.ResourceKind.DESCRIPTOR, one.kind, Resource, f"{where}[{rank}].kind"),
        )
        for rank, one in enumerate(lines)
    )


def _received(reader: Reader, message: pb.Household, path: str, keys: set[str]) -> tuple[Received, ...]:
    where = f"{path}.received"
    lines = message.received if reader.few(message.received, where, _MOST_LINES) else ()
    found = tuple(
        Received(
            benefit=reader.key(one.benefit, f"{where}[{rank}].benefit", _BENEFIT),
            paid=paid_of(reader, one, f"{where}[{rank}]"),
            person=reader.one_of(one.person, f"{where}[{rank}].person", keys | {""}),
            open=one.open,
        )
        for rank, one in enumerate(lines)
    )
    if len({(one.benefit, one.person) for one in found}) < len(found):
        reader.fault(where, "Une même aide est indiquée deux fois.")
    return found


def _assets(reader: Reader, message: pb.Assets, path: str) -> Assets:
    names = [field.name for field in message.DESCRIPTOR.fields]
    return Assets(**{name: reader.optional(message, name, path) for name in names})


def _tax_incomes(reader: Reader, message: pb.Household, path: str, keys: set[str]) -> dict[tuple[int, str], int]:
    where, found = f"{path}.tax_incomes", dict[tuple[int, str], int]()
    for rank, one in enumerate(message.tax_incomes if reader.few(message.tax_incomes, where, 40) else ()):
        line = f"{where}[{rank}]"
        year = reader.number(one.year, f"{line}.year", reader.month.year + 2, reader.month.year - 10)
        person = reader.one_of(one.person, f"{line}.person", keys | {""})
        if (year, person) in found:
            reader.fault(line, "Ce revenu fiscal est indiqué deux fois.")
        found[year, person] = reader.cents(one.amount_cents, f"{line}.amount_cents")
    return found
