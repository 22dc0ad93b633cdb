"""One value of a message into one of the domain; what cannot be is noted, with its field and what to say, and a stand-in goes on.

Nothing but whole numbers, dates that exist and names of our lists comes out of here: no text reaches the engine, no infinity, no fraction.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.message import Message

from chassis.errors import InvalidInput, Violation
from services.simulator.api.communes import is_commune
from services.simulator.domain.household import months_after

# Ten million euros, in cents.
MOST_CENTS = 10**9
MOST_MONTHS = 60
# A refusal travels in the headers that end a call, which are small: a client that gets them all wrong needs no list of four hundred.
_MOST_FAULTS = 20
_OLDEST, _LATEST = date(1880, 1, 1), date(2150, 1, 1)
_COMMUNE = re.compile(r"(\d{5}|2[AB]\d{3})", re.ASCII)
_CHOICE = "Choisissez une réponse dans la liste."

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass
class Reader:
    """Reads, and notes every fault instead of stopping at the first. `month` is the first month computed, once it is known."""

    today: date
    faults: list[Violation] = field(default_factory=list)
    month: date = date.min

    def fault(self, path: str, description: str) -> None:
        """Notes a fault."""
        self.faults.append(Violation(path, description))

    def check(self) -> None:
        """Raises InvalidInput with what was noted, as far as an answer holds it."""
        if self.faults:
            raise InvalidInput(list(dict.fromkeys(self.faults))[:_MOST_FAULTS])

    def choice(self, kinds: EnumDescriptor, value: int, into: type[Choice], path: str) -> Choice | None:
        """The domain's name of an enum's value; None when it is unspecified."""
        if value == 0:
            return None
        names = {number: one.name for number, one in kinds.values_by_number.items()}
        if value not in names:
            self.fault(path, _CHOICE)
            return None
        return into[names[value].removeprefix(names[0].removesuffix("UNSPECIFIED"))]

    def required(self, kinds: EnumDescriptor, value: int, into: type[Choice], path: str) -> Choice:
        """The same, where an answer is needed."""
        if value == 0:
            self.fault(path, _CHOICE)
        return self.choice(kinds, value, into, path) or next(iter(into))

    def number(self, value: int, path: str, most: int, least: int = 0) -> int:
        """A whole number between two bounds."""
        if least <= value <= most:
            return value
        self.fault(path, f"Indiquez un nombre entre {least} et {most}.")
        return 0

    def cents(self, value: int, path: str, loss: bool = False) -> int:
        """An amount; negative for a loss only."""
        if 0 <= value <= MOST_CENTS or (loss and -MOST_CENTS <= value < 0):
            return value
        self.fault(path, "Indiquez un montant positif, de dix millions d'euros au plus." if value > MOST_CENTS or not loss
                   else "Indiquez une perte de dix millions d'euros au plus.")  # fmt: skip
        return 0

    def all_cents(self, values: Sequence[int], path: str, loss: bool = False) -> tuple[int, ...]:
        """One to sixty amounts."""
        if not 1 <= len(values) <= MOST_MONTHS:
            self.fault(path, f"Indiquez de un à {MOST_MONTHS} mois.")
            return (0,)
        return tuple(self.cents(value, path, loss) for value in values)

    def optional(self, message: Message, name: str, path: str, most: int = MOST_CENTS) -> int | None:
        """A number that may be absent: None then."""
        return self.number(getattr(message, name), f"{path}.{name}", most) if message.HasField(name) else None

    def day(self, message: Message, name: str, path: str) -> date | None:
        """A date that exists; None when it is absent or wrong."""
        if not message.HasField(name):
            return None
        told: Any = getattr(message, name)
        try:
            found = date(told.year, told.month, told.day)
        except (ValueError, OverflowError):
            found = date.min
        if _OLDEST <= found <= _LATEST:
            return found
        self.fault(f"{path}.{name}", "Cette date n'existe pas.")
        return None

    def day_until(self, message: Message, name: str, path: str, latest: date) -> date | None:
        """A date that is not after another."""
        found = self.day(message, name, path)
        if found is not None and found > latest:
            self.fault(f"{path}.{name}", "Cette date est trop tardive.")
        return found

    def month_of(self, message: Message, name: str, path: str, around: tuple[date, int, int]) -> date:
        """A month, as its first day; `around`: a month, how many before it, how many after it."""
        found = self.day(message, name, path)
        middle, before, after = around
        if not message.HasField(name):
            self.fault(f"{path}.{name}", "Indiquez un mois.")
        elif found is not None and found.day != 1:
            self.fault(f"{path}.{name}", "Un mois est désigné par son premier jour.")
        elif found is not None and not months_after(middle, -before) <= found <= months_after(middle, after):
            self.fault(f"{path}.{name}", "Ce mois est trop éloigné.")
        else:
            return found or middle
        return middle

    def key(self, value: str, path: str, shape: re.Pattern[str]) -> str:
        """A key of the caller's."""
        if not shape.fullmatch(value):
            self.fault(path, "Cet identifiant n'est pas valable.")
        return value

    def one_of(self, value: str, path: str, known: Iterable[str]) -> str:
        """The key of somebody of the household."""
        if value not in known:
            self.fault(path, "Cette personne ne fait pas partie du foyer.")
        return value

    def commune(self, value: str, path: str) -> str:
        """The INSEE code of a commune that exists, or nothing."""
        if value and not _COMMUNE.fullmatch(value):
            self.fault(path, "Le code de la commune a cinq caractères, par exemple 63113.")
            return ""
        if value and not is_commune(value):
            self.fault(path, "Ce code ne correspond à aucune commune. Le code Insee n'est pas le code postal.")
            return ""
        return value

    def few(self, values: Sequence[object], path: str, most: int) -> bool:
        """Whether there are not too many."""
        if len(values) > most:
            self.fault(path, f"Il y en a trop : {most} au plus.")
            return False
        return True
