"""Levels of assurance of a login (eIDAS), and the `acr` under which FranceConnect writes them."""

from enum import IntEnum
from typing import Self


class Assurance(IntEnum):
    """Ordered: a login vouched for at a level covers the levels below. The value is the contract's."""

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3

    @property
    def acr(self) -> str:
        """FranceConnect's name of the level."""
        return f"eidas{self.value}"

    @classmethod
    def of_acr(cls, acr: object) -> Self | None:
        """None for anything that is not a level: it must be refused, not guessed."""
        return next((level for level in cls if level.acr == acr), None)
