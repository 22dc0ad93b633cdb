"""A chunk of households is computed in batches, and answered in its order."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.catalogue_problems import UnknownBenefit
from services.simulator.domain.household import Household, Person
from services.simulator.domain.results import Values
from services.simulator.domain.vocabulary import Role
from services.simulator.usecases.population import counted, simulate_population

MONTH = date(2026, 11, 1)


class Counting:
    """Gives each household the year of birth of its applicant as RSA, and keeps the sizes of what it was asked."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        self.sizes.append(len(households))
        nothing = dict.fromkeys(variables, 0.0)
        return [
            [{**nothing, "rsa": float(one.applicant.birth_date.year), "aah": {"a": 10.5, "b": 1.0}}]
            for one in households
        ]


def people(count: int) -> list[Household]:
    return [Household(MONTH, (Person("a", Role.APPLICANT, date(1900 + rank % 90, 1, 1)),)) for rank in range(count)]


async def test_amounts_come_in_the_order_of_the_households() -> None:
    catalogue, calculator = load_catalogue(), Counting()
    households = people(300)
    benefits = counted(catalogue, frozenset({"rsa", "aah"}))
    found = await simulate_population(calculator, catalogue, benefits, households)
    assert found["rsa"] == [one.applicant.birth_date.year * 100 for one in households]
    assert set(found["aah"]) == {1150}
    assert sorted(calculator.sizes) == [44, 128, 128]


def test_only_benefits_whose_amount_the_law_as_code_gives_are_counted() -> None:
    catalogue = load_catalogue()
    assert all(benefit.amounts for benefit in counted(catalogue, frozenset()))
    with pytest.raises(UnknownBenefit):
        counted(catalogue, frozenset({"inconnue"}))
