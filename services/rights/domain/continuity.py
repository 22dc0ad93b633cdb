"""No day without cover.

Finds the uncovered days between two rights of one group, past or about to come, and names the benefit that fills them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.rights.domain.rights import RightLine, RightState
from services.rights.domain.vocabulary import Organisme

_DAY = timedelta(days=1)
_COVERS = (RightState.OPEN, RightState.ENDED)
_DOUBTFUL = (RightState.SUSPENDED, RightState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ContinuityGroup:
    """Benefits that take over from one another; not `covers_all` when other covers exist that no organisme reports."""

    id: str
    name: str
    benefits: frozenset[str]
    remedy: str
    horizon_days: int
    look_back_days: int
    covers_all: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without any right of the group, inclusive; `end` None: nothing follows. Uncertain if a source is silent."""

    group: str
    ended_benefit: str
    start: date
    end: date | None
    remedy: str
    is_requested: bool
    is_certain: bool

    @property
    def days(self) -> int | None:
        """Number of uncovered days; None when no right follows."""
        return None if self.end is None else (self.end - self.start).days + 1

    def is_upcoming(self, on: date) -> bool:
        """True while every day is still covered."""
        return self.start > on


def find_gaps(
    lines: Iterable[RightLine], group: ContinuityGroup, silent: Collection[Organisme], on: date
) -> tuple[Gap, ...]:
    """Gaps worth opening a remedy for, oldest first. `silent`: managers of the group that have not answered."""
    mine = [line for line in lines if line.benefit_id in group.benefits]
    asked = any(line.state is RightState.REQUESTED for line in mine)
    certain = group.covers_all and not silent and not any(line.state in _DOUBTFUL for line in mine)
    return tuple(
        Gap(group.id, ended, start, end, group.remedy, asked, certain)
        for ended, start, end in _holes(_covered(mine))
        if _is_worth_saying(start, end, group, on)
    )


def _covered(lines: Iterable[RightLine]) -> list[tuple[date, date, str]]:
    # An ended right without an end date says nothing of the days it covered: it cannot fill a hole.
    return sorted(
        (line.start or date.min, line.end or date.max, line.benefit_id)
        for line in lines
        if line.state in _COVERS and not (line.state is RightState.ENDED and line.end is None)
    )


def _holes(covered: list[tuple[date, date, str]]) -> list[tuple[str, date, date | None]]:
    """The holes after each right that ends, with the benefit that ended; an empty history has no hole."""
    holes: list[tuple[str, date, date | None]] = []
    if not covered:
        return holes
    _, reached, ended = covered[0]
    for start, end, benefit in covered[1:]:
        if reached < date.max and start > reached + _DAY:
            holes.append((ended, reached + _DAY, start - _DAY))
        if end >= reached:
            reached, ended = end, benefit
    if reached < date.max:
        holes.append((ended, reached + _DAY, None))
    return holes


def _is_worth_saying(start: date, end: date | None, group: ContinuityGroup, on: date) -> bool:
    since = on - timedelta(days=group.look_back_days)
    # The last covered day is start - 1: a right ending exactly `horizon_days` from now is still announced.
    until = on + timedelta(days=group.horizon_days + 1)
    return (start if end is None else end) >= since and start <= until
