"""eIDAS levels of assurance: their order, and which one a request asks for."""

from collections.abc import Sequence
from enum import StrEnum


class Level(StrEnum):
    EIDAS1 = "eidas1"
    EIDAS2 = "eidas2"
    EIDAS3 = "eidas3"

    @property
    def rank(self) -> int:
        return int(self.value[-1])

    def covers(self, requested: "Level") -> bool:
        return self.rank >= requested.rank

    @property
    def one_below(self) -> str:
        """What the `acr_too_low` fault returns. `eidas0` exists nowhere: a client must refuse it too."""
        return f"eidas{self.rank - 1}"

    @property
    def allows_sso(self) -> bool:
        """Single sign-on is offered on the low level only."""
        return self is Level.EIDAS1


def requested_level(acr_values: str, offered: Sequence[Level] = tuple(Level)) -> Level:
    """The lowest offered level of a space-separated list; when none is, eidas1 at FranceConnect and eidas3 at FranceConnect+."""
    known = [level for level in offered if level.value in acr_values.split()]
    default = Level.EIDAS1 if Level.EIDAS1 in offered else Level.EIDAS3
    return min(known, key=lambda level: level.rank, default=default)
