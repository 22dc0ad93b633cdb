"""Households in the words of a form, drawn at random from a seed, as wide as the contract: ages, activities, unions, custody, homes, resources,
benefits received, assets, disability, studies, residence permits. Nothing of them is left unknown.

One drawing for all who need many households: two versions of the law are compared on it, what benefits read is recorded from it, tests and benches ask
it of the service.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from services.simulator.domain.household import (
    Assets,
    Career,
    Disability,
    Home,
    Household,
    Person,
    Received,
    Series,
    months_after,
)
from services.simulator.domain.vocabulary import (
    Activity,
    Basis,
    Nationality,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
    Union,
)

T = TypeVar("T")
MONTH = date(2026, 10, 1)
_SEED, _POPULATION = 26, 2_000
_COMMUNES = (
    "75056", "75112", "69123", "13055", "59350", "44109", "35238", "23096", "97411", "67482", "31555", "2A004", "63113", "01004",
)  # fmt: skip
_SCHOOLS = (SchoolLevel.COLLEGE, SchoolLevel.LYCEE, SchoolLevel.HIGHER)
_MAIN = {
    Activity.EMPLOYEE: Resource.WAGE, Activity.APPRENTICE: Resource.WAGE, Activity.SELF_EMPLOYED: Resource.SELF_EMPLOYED_PROFIT,
    Activity.FARMER: Resource.FARM_PROFIT, Activity.JOB_SEEKER: Resource.UNEMPLOYMENT, Activity.RETIRED: Resource.RETIREMENT_PENSION,
    Activity.SICK_LEAVE: Resource.DAILY_ALLOWANCE, Activity.DISABLED: Resource.DISABILITY_PENSION,
}  # fmt: skip
_LOSSES = (Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT, Resource.RENTAL_INCOME)
_BESIDE = tuple(kind for kind in Resource if kind not in _MAIN.values())
_HOUSEHOLD_BENEFITS = ("af", "cf", "asf", "paje-base", "rsa", "prime-activite", "apl", "als", "alf")
_PERSON_BENEFITS = ("aah", "ass", "asi")
_MONTHS_KNOWN = 36
# Months between a parent and a child, where the draw gives none.
_GENERATION = 180


def draw(seed: int, count: int, month: date) -> list[Household]:
    """The same seed gives the same households."""
    return [
        Drawing(random.Random(f"{seed}/{rank}"), month).household()  # noqa: S311  reproducible, nothing to hide
        for rank in range(count)
    ]


def population() -> list[Household]:
    """Those on which the law is looked at: always the same, of one month."""
    return draw(_SEED, _POPULATION, MONTH)


def _younger(child: Person, eldest: date) -> Person:
    """The child, born after the eldest of the adults: no household is otherwise."""
    if child.birth_date > eldest:
        return child
    return replace(child, birth_date=months_after(eldest.replace(day=1), _GENERATION))


class Drawing:
    """One household being drawn."""

    def __init__(self, chance: random.Random, month: date) -> None:
        self._chance, self._month = chance, month

    def household(self) -> Household:
        """All of it."""
        persons = self._persons()
        adults = [person for person in persons if person.role is not Role.CHILD]
        married = len(adults) > 1
        return Household(
            self._month,
            tuple(persons),
            union=self._one_of(tuple(Union)) if married else None,
            alone_since_date=self._day(0, 3) if not married and self._often(0.2) else None,
            home=self._home(),
            resources=self._resources(persons),
            without=frozenset((person.key, None) for person in persons),
            received=self._received(adults),
            assets=self._assets(),
            tax_incomes={(self._month.year - 2, ""): self._cents(60_000)} if self._often(0.3) else {},
        )

    def _often(self, share: float) -> bool:
        return self._chance.random() < share

    def _one_of(self, several: Sequence[T]) -> T:
        return self._chance.choice(several)

    def _cents(self, euros: int) -> int:
        # Small amounts are more common than large ones.
        return int(self._chance.random() ** 2 * euros * 100)

    def _day(self, least_years: float, most_years: float) -> date:
        return self._month - timedelta(days=self._chance.uniform(least_years, most_years) * 365.25 + 1)

    def _persons(self) -> list[Person]:
        young = self._often(0.8)
        persons = [self._adult("moi", Role.APPLICANT, young)]
        if self._often(0.45):
            persons.append(self._adult("conjoint", Role.PARTNER, young))
        children = min(int(self._chance.expovariate(0.7)), 8) if young else 0
        eldest = min(adult.birth_date for adult in persons)
        return persons + [_younger(self._child(f"enfant_{rank + 1}"), eldest) for rank in range(children)]

    def _adult(self, key: str, role: Role, young: bool) -> Person:
        born = self._day(18, 60) if young else self._day(60, 92)
        foreign = self._often(0.1)
        activities = (
            [one for one in Activity if one is not Activity.RETIRED] if young else [Activity.RETIRED, Activity.NONE]
        )
        drawn = Person(
            key, role, born, self._one_of((Activity.EMPLOYEE, *activities)),
            school=SchoolLevel.HIGHER if young and self._often(0.1) else SchoolLevel.NONE,
            scholarship=young and self._often(0.05),
            disability=self._disability() if self._often(0.1) else None,
            expected_birth_date=months_after(self._month, self._chance.randrange(1, 7)) if young and self._often(0.03) else None,
            nationality=self._one_of((Nationality.EEA, Nationality.OTHER)) if foreign else Nationality.FRENCH,
            permit_since_date=self._day(0, 15) if foreign else None,
            career=Career(validated_quarters=self._chance.randrange(180)),
        )  # fmt: skip
        return replace(drawn, expecting=drawn.expected_birth_date is not None)

    def _child(self, key: str) -> Person:
        return Person(
            key, Role.CHILD, self._day(0, 21), None,
            alternating_custody=self._often(0.1),
            other_parent_absent=self._often(0.1),
            school=self._one_of(_SCHOOLS) if self._often(0.1) else None,
            disability=self._disability() if self._often(0.05) else None,
        )  # fmt: skip

    def _disability(self) -> Disability:
        return Disability(
            self._one_of((20, 50, 65, 79, 80, 95)), self._often(0.5), self._chance.randrange(7), self._often(0.3)
        )

    def _home(self) -> Home:
        occupancy = self._one_of(tuple(Occupancy))
        return Home(
            occupancy, self._chance.randrange(15_000, 140_000), self._one_of(_COMMUNES), self._often(0.06), self._often(0.03),
            self._one_of((None, True, False)),
        )  # fmt: skip

    def _resources(self, persons: Sequence[Person]) -> dict[tuple[str, Resource], Series]:
        found: dict[tuple[str, Resource], Series] = {}
        for person in persons:
            main = _MAIN.get(person.activity) if person.activity else None
            if main:
                found[person.key, main] = self._series(3_500, self._basis(main), self._loss(main))
            if person.role is not Role.CHILD:
                found |= {
                    (person.key, kind): self._series(600, loss=self._loss(kind))
                    for kind in _BESIDE
                    if self._often(0.03)
                }
            elif self._often(0.03):
                found[person.key, Resource.WAGE] = self._series(1_500)
        return found

    def _loss(self, kind: Resource) -> bool:
        return kind in _LOSSES and self._often(0.15)

    def _basis(self, kind: Resource) -> Basis:
        taxed = kind in (Resource.WAGE, Resource.UNEMPLOYMENT, Resource.RETIREMENT_PENSION)
        return self._one_of(tuple(Basis)) if taxed else Basis.NET

    def _series(self, most: int, basis: Basis = Basis.NET, loss: bool = False) -> Series:
        amount, changed = self._cents(most) * (-1 if loss else 1), self._chance.randrange(2 * _MONTHS_KNOWN)
        other = self._one_of((0, self._cents(most)))
        amounts = tuple(amount if rank < changed else other for rank in range(_MONTHS_KNOWN))
        return Series(months_after(self._month, -_MONTHS_KNOWN), amounts, True, basis)

    def _received(self, adults: Sequence[Person]) -> tuple[Received, ...]:
        paid = [Received(benefit, self._paid()) for benefit in _HOUSEHOLD_BENEFITS if self._often(0.12)]
        for person in adults:
            paid += [Received(one, self._paid(), person.key) for one in _PERSON_BENEFITS if self._often(0.03)]
        return tuple(paid)

    def _paid(self) -> Series:
        months = self._chance.randrange(1, 13)
        return Series(months_after(self._month, -months), (self._cents(500),) * months)

    def _assets(self) -> Assets:
        return Assets(*(self._cents(20_000) if self._often(0.2) else 0 for _ in range(5)))
