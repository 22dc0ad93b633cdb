"""Who logs in: the person known by this `sub`, else the one known by this identité pivot, else a new one. Never by e-mail.

Two persons who share an address book entry are two persons (rdv-service-public #5429, #5434): no address is even asked for.
"""

from dataclasses import dataclass
from enum import Enum


class MatchedBy(Enum):
    """What made the match."""

    SUB = "sub"
    PIVOT = "pivot"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """`person_id` is None when nobody is known: a new person."""

    person_id: str | None
    by: MatchedBy


def match(by_sub: str | None, by_pivot: str | None) -> Match:
    """The order is the rule: a `sub` is FranceConnect's own word; a civil status may be corrected and then belong to nobody yet."""
    if by_sub is not None:
        return Match(by_sub, MatchedBy.SUB)
    if by_pivot is not None:
        return Match(by_pivot, MatchedBy.PIVOT)
    return Match(None, MatchedBy.NOTHING)
