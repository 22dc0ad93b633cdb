"""Fictional households for the tests of the rules, and a calculator that is a plain function of the household.

They are written out, not drawn as those of `legislation/fixture.py` are: a test of a rule says in its first line what it is about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.simulator.domain.household import Assets, Career, Home, Household, Person, Series, months_after
from services.simulator.domain.results import BenefitResult, MonthResult, Values
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Occupancy, Resource, Role

MONTH = date(2026, 10, 1)
LYON = "69123"
ME, CHILD = "moi", "enfant_1"
NOTHING_OWNED = Assets(0, 0, 0, 0, 0)
TENANT = Home(Occupancy.TENANT, 600_00, LYON)

Given = Mapping[str, float | Mapping[str, float]]


def wage(cents: int, first: date = date(2023, 10, 1), basis: Basis = Basis.NET) -> Series:
    """A wage that goes on."""
    return Series(first, (cents,), continues=True, basis=basis)


def single(
    activity: Activity | None = Activity.EMPLOYEE, *, born: date = date(1990, 5, 15), **more: object
) -> Household:
    """Somebody who lives alone, all of whose situation is known."""
    me = Person(ME, Role.APPLICANT, born, activity)
    known = Household(MONTH, (me,), home=TENANT, without=frozenset({(ME, None)}), assets=NOTHING_OWNED, bereaved=False)
    return known.changed(**more)


def employee(cents: int = 1_500_00) -> Household:
    """Single, with a wage that goes on."""
    return single(resources={(ME, Resource.WAGE): wage(cents)})


def bare(*, activity: Activity | None = None) -> Household:
    """Somebody of whom nothing is known but the birth date."""
    return Household(MONTH, (Person(ME, Role.APPLICANT, date(1990, 5, 15), activity),))


def dismissed(end: date = date(2026, 8, 31), *, born: date = date(1990, 5, 15), cents: int = 2_000_00) -> Household:
    """Single, dismissed after three years at a gross wage."""
    paid = Series(months_after(end.replace(day=1), -35), (cents,) * 36, basis=Basis.GROSS)
    career = Career(contract_end_date=end, contract_end=ContractEnd.DISMISSAL)
    me = Person(ME, Role.APPLICANT, born, Activity.JOB_SEEKER, career=career)
    return single(persons=(me,), resources={(ME, Resource.WAGE): paid})


@dataclass
class Law:
    """A calculator that is a function of (household, month); what it does not say is nil. `calls`: how many households each call computed."""

    rule: Callable[[Household, date], Given]
    calls: list[tuple[int, int]] = field(default_factory=list)

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        """As the protocol says."""
        self.calls.append((len(households), months))
        return [
            [
                {name: given.get(name, 0.0) for name in variables}
                for given in (self.rule(each, months_after(each.month, rank)) for rank in range(months))
            ]
            for each in households
        ]


def net(household: Household, kind: Resource, month: date) -> float:
    """What the applicant has of a kind in a month, in euros."""
    series = household.resources.get((household.applicant.key, kind))
    return (series.at(month) or 0) / 100 if series else 0.0


def result(month: MonthResult, benefit: str, person: str = "") -> BenefitResult:
    """The result of a benefit."""
    return next(each for each in month.results if (each.benefit, each.person) == (benefit, person))
