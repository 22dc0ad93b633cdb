"""A law of a few lines, for the mechanics of processes: what a household wishes is said by its commune."""

import os
import signal
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chassis.errors import InvalidInput
from services.simulator.domain.household import Home, Household, Person
from services.simulator.domain.results import Values
from services.simulator.domain.vocabulary import Role
from services.simulator.serving.work import Key

MONTH = date(2026, 11, 1)
# A variable that nobody survives learning.
POISON = "poison"


def wishing(wish: str = "", rent: int = 0, month: date = MONTH) -> Household:
    """A household that makes the fake law do something."""
    person = Person("moi", Role.APPLICANT, date(1990, 1, 1))
    return Household(month, (person,), home=Home(commune_code=wish, rent_cents=rent))


class FakeLaw:
    """Gives back the rent, the process that computed it, and how many were computed together."""

    def __init__(self) -> None:
        self._hoard: list[bytearray] = []
        self._warm: set[Key] = set()

    def warm(self, key: Key) -> None:
        """Takes note."""
        if POISON in key.variables:
            os.kill(os.getpid(), signal.SIGKILL)
        self._warm.add(key)

    def calculate(self, key: Key, households: Sequence[Household]) -> list[list[Values]]:
        """See the class."""
        for household in households:
            self._obey(household.home.commune_code if household.home else "", key)
        return [[self._values(one, len(households))] * key.months for one in households]

    def _values(self, household: Household, together: int) -> Values:
        rent = household.home.rent_cents if household.home else 0
        return {"rent": float(rent or 0), "pid": os.getpid(), "together": together, "warm": len(self._warm)}

    def _obey(self, wish: str, key: Key) -> None:
        what, _, more = wish.partition(":")
        match what:
            case "sleep":
                time.sleep(float(more))
            case "record" if key not in self._warm:
                time.sleep(float(more))
                self._warm.add(key)
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "die once" if not Path(more).exists():
                Path(more).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            case "fail":
                raise KeyError("1 84 12 76 451 089 46")
            case "wrong":
                raise InvalidInput(message="Le code de la commune n'existe pas.")
            case "swallow":
                self._hoard.append(bytearray(int(more) << 20))


def make() -> FakeLaw:
    """The factory that the forge is told."""
    return FakeLaw()
