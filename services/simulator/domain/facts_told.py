"""What a fact of a household is told as: a number, a word, or nothing that anybody told, and the question behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from services.simulator.domain.household import Household, Person
from services.simulator.domain.unemployment import age_on


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that nobody told, and the question that would tell it; empty where no answer would: `reason` then says why it cannot be told."""

    question: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a fact is told: a person, in a household."""

    household: Household
    person: Person

    @property
    def age(self) -> int:
        """Whole years on the first day of the month."""
        return age_on(self.person.birth_date, self.household.month)


Told = int | str | Missing
Teller = Callable[[Subject], Told]
