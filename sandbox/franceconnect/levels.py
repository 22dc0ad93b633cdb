"""eIDAS levels of assurance: their order, and which one a request asks for."""

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


def requested_level(acr_values: str) -> Level:
    """The lowest known level of a space-separated list; eidas1 when none is known, as FranceConnect does."""
    known = [Level(value) for value in acr_values.split() if value in Level.__members__.values()]
    return min(known, key=lambda level: level.rank, default=Level.EIDAS1)
