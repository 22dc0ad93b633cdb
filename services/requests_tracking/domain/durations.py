"""What past claims of the same kind took: as it was, never a promise, and nothing at all when too few are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# Below, a quartile would say more of a few people than of an organisme.
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Past:
    """A claim that was decided: in how many days, and when. It says nothing of whose it was."""

    days: int
    decided: date


@dataclass(frozen=True, slots=True)
class Durations:
    """Days within which a quarter, half and nine tenths of `sample` claims were decided, between `first` and `last`."""

    sample: int
    first_quartile: int
    median: int
    ninth_decile: int
    first: date
    last: date


def durations_of(past: Sequence[Past]) -> Durations | None:
    """The distribution; None under 30 claims."""
    if len(past) < FEWEST:
        return None
    days = sorted(each.days for each in past)
    decided = [each.decided for each in past]
    return Durations(
        len(days), _within(days, 1, 4), _within(days, 1, 2), _within(days, 9, 10), min(decided), max(decided)
    )


def _within(days: Sequence[int], share: int, whole: int) -> int:
    """The least number of days within which at least `share`/`whole` of the claims were decided."""
    return days[-(-len(days) * share // whole) - 1]
