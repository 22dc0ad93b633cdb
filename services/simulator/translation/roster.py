"""Who is in the batch: persons in rows, households, tax households and homes in groups.

A child to be born is a member of the household too, because the birth grant is due two months before the birth; until then nothing else counts the
child (`autonomie_financiere`, see states.py). A cohabitation is one household for benefits and two for the tax: the children are with the applicant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.simulator.domain.household import Household, Person
from services.simulator.domain.vocabulary import Role, Union
from services.simulator.engine.batch import Membership

_RANK = {Role.APPLICANT: 0, Role.PARTNER: 1, Role.CHILD: 2}
# Keys of forms are lower case: no person of a household can have this one.
UNBORN = "À NAÎTRE"


def members_of(household: Household) -> tuple[Person, ...]:
    """The persons of a household as the columns hold them: the applicant, the partner, the children, and the child who is only announced."""
    present = sorted(household.persons, key=_rank)
    announced = [person.expected_birth_date for person in present if person.expected_birth_date]
    if not announced:
        return tuple(present)
    known = any(child.birth_date >= household.month for child in household.children)
    if known or announced[0] < household.month:
        return tuple(present)
    return (*present, Person(UNBORN, Role.CHILD, announced[0]))


def _rank(person: Person) -> int:
    return _RANK[person.role]


@dataclass(frozen=True)
class Roster:
    """The persons of all households, in their order, and to which groups they belong."""

    households: Sequence[Household]
    members: tuple[tuple[Person, ...], ...]

    @classmethod
    def of(cls, households: Sequence[Household]) -> "Roster":
        """The members of each household, in the order of the columns."""
        return cls(households, tuple(members_of(household) for household in households))

    @cached_property
    def persons(self) -> list[Person]:
        """Every person, household after household."""
        return [person for members in self.members for person in members]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The row of each household's applicant."""
        sizes = [len(members) for members in self.members]
        return np.cumsum([0, *sizes[:-1]])

    @cached_property
    def row_of(self) -> list[dict[str, int]]:
        """Per household: key → row."""
        return [
            {person.key: start + rank for rank, person in enumerate(members)}
            for start, members in zip(self.starts.tolist(), self.members, strict=True)
        ]

    @cached_property
    def roles(self) -> NDArray[np.int8]:
        """Per person: 0 applicant, 1 partner, 2 child."""
        return np.array([_RANK[person.role] for person in self.persons], dtype=np.int8)

    @cached_property
    def children(self) -> NDArray[np.bool_]:
        """Per person: a child."""
        found: NDArray[np.bool_] = self.roles == 2
        return found

    @cached_property
    def household(self) -> Membership:
        """Households, as families for benefits and as homes."""
        sizes = [len(members) for members in self.members]
        return Membership(len(sizes), np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), self.roles)

    @cached_property
    def apart(self) -> NDArray[np.bool_]:
        """Per household: the partners declare their taxes apart."""
        return np.array([household.union is Union.COHABITATION for household in self.households], dtype=bool)

    @cached_property
    def taxpayers(self) -> NDArray[np.int32]:
        """Per household: the rank of the applicant's tax household; a cohabiting partner's is the next one."""
        counts = 1 + self.apart.astype(np.int32)
        return (np.cumsum(counts) - counts).astype(np.int32)

    @cached_property
    def tax_household(self) -> Membership:
        """Tax households: one per household, two in a cohabitation."""
        of = self.household.group_of
        alone = self.apart[of] & (self.roles == 1)
        groups = len(self.households) + int(self.apart.sum())
        return Membership(groups, self.taxpayers[of] + alone, np.where(alone, 0, self.roles).astype(np.int8))
