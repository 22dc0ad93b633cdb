"""The exposure matrix: regime x (domain or service of the portal) x date.

Says what is open to whom on a day, and when the next level was announced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from services.rights.domain.vocabulary import Confidence, Domain, PortalService, Regime

Subject = Domain | PortalService


class Level(IntEnum):
    """How much of a subject is open; ordered, so that a person of two regimes gets the higher one."""

    NONE = 0
    FIRST = 1
    ENRICHED = 2
    FULL = 3


class Detail(StrEnum):
    """What of a right can be shown besides its name, its state and its organisme."""

    PERIOD = "PERIOD"
    AMOUNT = "AMOUNT"
    DECISION = "DECISION"


@dataclass(frozen=True, slots=True)
class ExposureStep:
    """From `on`, these subjects stand at `level` for these regimes; `announced`: when it was made public."""

    on: date
    announced: date | None
    regimes: frozenset[Regime]
    subjects: frozenset[Subject]
    level: Level
    items: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Exposure:
    """What applies on a day; `expected_date` is the next rise announced by then (nobody else can give it)."""

    level: Level
    expected_date: date | None


@dataclass(frozen=True, slots=True)
class ExposureMatrix:
    """The steps in order of time and what each level shows."""

    steps: tuple[ExposureStep, ...]
    shows: Mapping[Level, frozenset[Detail]]

    def at(self, regimes: Iterable[Regime], subject: Subject, on: date) -> Exposure:
        """The best exposure of these regimes; with no known regime, the least of all: ignorance opens nothing."""
        known = frozenset(regimes)
        each = [self._one(regime, subject, on) for regime in known or Regime]
        level = (max if known else min)(exposure.level for exposure in each)
        dates = [e.expected_date for e in each if e.level == level and e.expected_date is not None]
        return Exposure(level, min(dates, default=None))

    def _one(self, regime: Regime, subject: Subject, on: date) -> Exposure:
        level, expected = Level.NONE, None
        for step in self.steps:
            if regime not in step.regimes or subject not in step.subjects:
                continue
            if step.on <= on:
                level = step.level
            elif expected is None and step.announced is not None and step.announced <= on:
                expected = step.on
        return Exposure(level, expected)


def first_decrease(steps: Iterable[ExposureStep]) -> ExposureStep | None:
    """The first step that would close what was open, or that stands out of order; None when the matrix is sound."""
    reached: dict[tuple[Regime, Subject], tuple[date, Level]] = {}
    for step in steps:
        for key in ((regime, subject) for regime in step.regimes for subject in step.subjects):
            last_on, last_level = reached.get(key, (date.min, Level.NONE))
            if step.on <= last_on or step.level <= last_level:
                return step
            reached[key] = (step.on, step.level)
    return None
