"""Who logs in: the person known by this `sub`, else the one whom this identité pivot singles out, else a new one. Never by e-mail.

Two persons who share an address book entry are two persons (rdv-service-public #5429, #5434): no address is even asked for. FranceConnect
gives each person one `sub` per service: whoever has one of this issuer already is not the same person under another `sub`, however alike their
civil status. Should it be the same person all the same, the NIR that they tell is held already, and a human looks at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from services.identity.domain.pivot import Pivot


class MatchedBy(Enum):
    """What made the match."""

    SUB = "sub"
    PIVOT = "pivot"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the same identité pivot. `bound`: they have a `sub` of the issuer that is asking."""

    person_id: str
    bound: bool


@dataclass(frozen=True, slots=True)
class Match:
    """`person_id` is None when nobody is known: a new person."""

    person_id: str | None
    by: MatchedBy


def match(by_sub: str | None, pivot: Pivot, candidates: Sequence[Candidate]) -> Match:
    """The order is the rule: a `sub` is FranceConnect's own word; a pivot is believed when it is precise and one free person has it."""
    if by_sub is not None:
        return Match(by_sub, MatchedBy.SUB)
    if pivot.precise and len(candidates) == 1 and not candidates[0].bound:
        return Match(candidates[0].person_id, MatchedBy.PIVOT)
    return Match(None, MatchedBy.NOTHING)
