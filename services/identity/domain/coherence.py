"""Whether a NIR can be the one of an identité pivot. A doubt opens a review by a human, it never closes a door."""

from enum import Enum

from services.identity.domain.nir import Nir
from services.identity.domain.pivot import Pivot


class Incoherence(Enum):
    """What does not go together."""

    SEX = "sex"
    YEAR = "year"
    MONTH = "month"


def incoherences(nir: Nir, pivot: Pivot) -> frozenset[Incoherence]:
    """What of the NIR contradicts the pivot; empty when they go together."""
    found = set()
    if nir.sex is not pivot.sex:
        found.add(Incoherence.SEX)
    if nir.year != pivot.birthdate.year % 100:
        found.add(Incoherence.YEAR)
    if _month_is_comparable(nir, pivot) and nir.month != pivot.birthdate.month:
        found.add(Incoherence.MONTH)
    return frozenset(found)


def _month_is_comparable(nir: Nir, pivot: Pivot) -> bool:
    # A birth on 1 January may be presumed; a provisional number may be given before the civil status is established.
    presumed = (pivot.birthdate.month, pivot.birthdate.day) == (1, 1)
    return nir.month is not None and not nir.provisional and not presumed
