"""Resources on a form: one amount a month per person and kind. What is typed holds for the last twelve months and goes on; what is known of the
months before stays."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2 as pb

from services.bff.household.asked import BEFORE, Group, Input, Words
from services.bff.household.fields import RESOURCES, person_text, the_fields
from services.bff.household.values import cents_typed, euros_typed

NOTHING_ELSE = ".rien_d_autre"
_TAX = "tax_incomes."
# The law looks at wages of two years ago: January of that year is at most 35 months away.
_PAST, _SAID = 36, 12
_ALWAYS = ("wage", "unemployment", "retirement_pension", "alimony_received")
_LOSSES = frozenset({"self_employed_profit", "farm_profit", "rental_income"})
Write = Callable[[str], None]


def groups(household: pb.Household, words: Words, faults: Words) -> Iterator[Group]:
    """One group per adult: the resources that most people have and those that are known, then the others."""
    for person in household.persons:
        known = {kind: amount_typed(household, person.person, kind) for kind in the_fields().resources}
        first: list[Input] = []
        more: list[Input] = []
        if person.role == pb.ROLE_CHILD and not any(known.values()):
            continue
        for kind, label in the_fields().resources.items():
            name = f"{person.person}.{RESOURCES}{kind.upper()}"
            value = words.get(name, known[kind])
            before = words.get(f"{name}{BEFORE}", known[kind])
            made = Input(name, label, "Par mois, en euros.", "text", value, error=faults.get(name, ""), before=before)
            (first if kind in _ALWAYS or value or made.error else more).append(made)
        ticked, name = "oui" if _nothing_else(household, person.person) else "", f"{person.person}{NOTHING_ELSE}"
        before = words.get(f"{name}{BEFORE}", ticked)
        nothing = Input(name, "Aucune autre ressource", "", "tick", ticked, before=before)
        yield Group(person_text(person), (*first, nothing), person.person, tuple(more))


def tax_input(household: pb.Household, words: Words, faults: Words) -> Input:
    """The reference tax income of two years ago."""
    year = household.month.year - 2
    name = f"{_TAX}{year}"
    found = next((one.amount_cents for one in household.tax_incomes if one.year == year and not one.person), None)
    known = "" if found is None else euros_typed(found)
    value, before = words.get(name, known), words.get(f"{name}{BEFORE}", known)
    hint = f"Sur votre avis d'impôt reçu en {year + 1}. En euros, pour tout le foyer."
    label, error = f"Revenu fiscal de référence de {year}", faults.get(name, "")
    return Input(name, label, hint, "text", value, error=error, before=before)


def writer(household: pb.Household, name: str) -> Write | None:
    """How an input of this module is written; None for the others."""
    if name.startswith(_TAX):
        return lambda typed: _write_tax(household, int(name.removeprefix(_TAX)), typed)
    if name.endswith(NOTHING_ELSE):
        return lambda typed: _write_nothing(household, name.removesuffix(NOTHING_ELSE), said=bool(typed))
    person, separator, kind = name.partition(f".{RESOURCES}")
    return (lambda typed: _write_amount(household, person, kind.lower(), typed)) if separator else None


def steady(month: Date, person: str, kind: Any, cents: int) -> pb.ResourceSeries:
    """The same amount each month, for as long as the law looks back, and from then on."""
    return _made(month, (person, kind), {}, cents)


def amount_typed(household: pb.Household, person: str, kind: str) -> str:
    """The last amount known, as a form shows it: "0" when it is known that there is none, empty when nothing is known."""
    number = pb.ResourceKind.Value(f"RESOURCE_KIND_{kind.upper()}")
    series = _series(household, person, number)
    if series is not None and series.amounts_cents:
        return euros_typed(series.amounts_cents[-1])
    return "0" if any(one.person == person and one.kind == number for one in household.without) else ""


def _write_amount(household: pb.Household, person: str, kind: str, typed: str) -> None:
    number = pb.ResourceKind.Value(f"RESOURCE_KIND_{kind.upper()}")
    typed = typed.strip()
    cents = cents_typed(typed, least=-(10**9) if kind in _LOSSES else 0) if typed else None
    before = _series(household, person, number)
    past = _past(before, household.month) if before is not None else {}
    kept = [one for one in household.resources if not (one.person == person and one.kind == number)]
    del household.resources[:]
    household.resources.extend(kept)
    nil = [one for one in household.without if not (one.person == person and one.kind == number)]
    del household.without[:]
    household.without.extend(nil)
    if cents == 0 and not any(past.values()):
        household.without.add(person=person, kind=number)
    elif cents is not None:
        household.resources.append(_made(household.month, (person, number), past, cents))


def _made(month: Date, whose: tuple[str, Any], past: Mapping[int, int], now: int) -> pb.ResourceSeries:
    cents = [past.get(ago, now) for ago in range(_PAST, _SAID, -1)] + [now] * (_SAID + 1)
    first = _months_before(month, _PAST)
    return pb.ResourceSeries(
        person=whose[0],
        kind=whose[1],
        basis=pb.AMOUNT_BASIS_NET,
        first_month=first,
        amounts_cents=cents,
        continues=True,
    )


def _past(series: pb.ResourceSeries, month: Date) -> dict[int, int]:
    """What is known of the months that are more than a year ago, by how long ago."""
    first = (month.year - series.first_month.year) * 12 + month.month - series.first_month.month
    found: dict[int, int] = {}
    for ago in range(_SAID + 1, _PAST + 1):
        rank = first - ago
        if 0 <= rank < len(series.amounts_cents):
            found[ago] = series.amounts_cents[rank]
        elif rank >= 0 and series.continues:
            found[ago] = series.amounts_cents[-1]
    return found


def _months_before(month: Date, count: int) -> Date:
    index = month.year * 12 + month.month - 1 - count
    return Date(year=index // 12, month=index % 12 + 1, day=1)


def _series(household: pb.Household, person: str, number: int) -> pb.ResourceSeries | None:
    return next((one for one in household.resources if one.person == person and one.kind == number), None)


def _nothing_else(household: pb.Household, person: str) -> bool:
    return any(one.person == person and not one.kind for one in household.without)


def _write_nothing(household: pb.Household, person: str, *, said: bool) -> None:
    kept = [one for one in household.without if not (one.person == person and not one.kind)]
    del household.without[:]
    household.without.extend(kept)
    if said:
        household.without.add(person=person)


def _write_tax(household: pb.Household, year: int, typed: str) -> None:
    cents = cents_typed(typed) if typed.strip() else None
    kept = [one for one in household.tax_incomes if one.year != year or one.person]
    del household.tax_incomes[:]
    household.tax_incomes.extend(kept)
    if cents is not None:
        household.tax_incomes.add(year=year, amount_cents=cents)
