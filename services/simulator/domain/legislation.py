"""The law that is computed: our own values, what may be out of date, and how that is seen.

A parameter is watched by the day until which somebody checked that it still stands, and by the rhythm at which it used to change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

# Without two changes, nothing says how often a value changes: it is to be looked at again after two years.
_USUAL_DAYS = 730
# Texts come out late: a value of April may be published in May.
_GRACE_DAYS = 60
_CHANGES_LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Override:
    """A value of ours that stands in for the law as code's, in the parameter's own `unit`; `confidence`: L, C, W or K."""

    parameter: str
    from_date: date
    value: float
    unit: str
    reference: str
    source: str
    confidence: str
    last_checked: date


@dataclass(frozen=True, slots=True)
class Watched:
    """A parameter that benefits read. `changes`: the days from which it had a new value, oldest first; `checked_until`: None when nobody said."""

    parameter: str
    label: str
    changes: tuple[date, ...]
    checked_until: date | None
    benefits: tuple[str, ...]

    @property
    def in_force_since(self) -> date:
        """Since when it has its last value."""
        return self.changes[-1]

    @property
    def usual_days(self) -> int:
        """How many days a value of it usually lasts: the median of the last changes, a year at least."""
        lately = self.changes[-_CHANGES_LOOKED_AT - 1 :]
        lasted = [(after - before).days for before, after in pairwise(lately)]
        return max(365, round(median(lasted))) if lasted else _USUAL_DAYS

    def is_stale(self, today: date) -> bool:
        """Whether a new value may be missing: its usual time, and some more, has gone by since anybody knew that it stands."""
        known = max(self.in_force_since, self.checked_until or date.min)
        return (today - known).days > self.usual_days + _GRACE_DAYS


@dataclass(frozen=True, slots=True)
class Gap:
    """A change of the law that no value can mend, because the law as code has no formula for it yet."""

    parameter: str
    label: str
    since: date
    benefits: tuple[str, ...]
    last_checked: date


@dataclass(frozen=True, slots=True)
class Register:
    """What is known of the law that is computed. `packages`: (name, version); `dated`: how many parameters carry a day of check at all."""

    packages: tuple[tuple[str, str], ...]
    overrides: tuple[Override, ...]
    watched: tuple[Watched, ...]
    gaps: tuple[Gap, ...]
    parameters: int
    dated: int


@dataclass(frozen=True, slots=True)
class Stale:
    """What may be out of date: `checked_until` None when nobody ever said."""

    parameter: str
    label: str
    in_force_since: date
    checked_until: date | None
    benefits: tuple[str, ...]


def stale(watched: Sequence[Watched], gaps: Sequence[Gap], today: date) -> tuple[Stale, ...]:
    """The gaps, then every parameter that may be out of date, the oldest first."""
    known = [
        Stale(gap.parameter, gap.label, gap.since, gap.last_checked, gap.benefits) for gap in gaps if gap.since <= today
    ]
    late = [
        Stale(one.parameter, one.label, one.in_force_since, one.checked_until, one.benefits)
        for one in watched
        if one.is_stale(today)
    ]
    return (*known, *sorted(late, key=lambda one: (one.in_force_since, one.parameter)))
