"""A household as it is and with changes, month by month: the baseline and every variant in one computation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.errors import Violation
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_problems import Impossible, ImpossibleChange
from services.simulator.domain.changes_trial import Trial, tried
from services.simulator.domain.changes_work import Estimates
from services.simulator.domain.household import Household, months_after
from services.simulator.domain.results import MonthResult
from services.simulator.domain.timeline import (
    Cliff,
    Difference,
    Timeline,
    cliffs,
    differences,
    gain,
    only,
    own_resources,
    spliced,
)
from services.simulator.domain.timeline_calendar import totals_by_calendar
from services.simulator.domain.timeline_words import calendar_text, cliff_text, summary
from services.simulator.usecases.calculator import Calculator
from services.simulator.usecases.months import months_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is asked: 1 to 20 changes, each tried alone, over 1 to 12 months. `benefits`: ids, all when empty."""

    household: Household
    changes: tuple[Change, ...]
    months: int = 12
    benefits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """What a change does; `cliffs` each with its sentence."""

    change: str
    months: tuple[MonthResult, ...]
    differences: tuple[Difference, ...]
    cliffs: tuple[tuple[Cliff, str], ...]
    summary: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The months without any change, and what each one does, in the order in which they were asked."""

    baseline: tuple[MonthResult, ...]
    outcomes: tuple[ChangeOutcome, ...]


async def compare(calculator: Calculator, catalogue: Catalogue, estimates: Estimates, asked: Comparison) -> Compared:
    """Raises ImpossibleChange, which names every fault of every change, UnknownBenefit, and what the calculator raises."""
    wanted = catalogue.only(asked.benefits)
    trials = _trials(asked, estimates)
    households = [asked.household, *(trial.after for trial in trials)]
    baseline, *variants = await months_of(calculator, catalogue, households, asked.months)
    ids = frozenset(benefit.id for benefit in wanted) if asked.benefits else frozenset()
    names = {benefit.id: benefit.name for benefit in catalogue.benefits.values()}
    before = _timeline(asked.household, asked.household, baseline, date.max)
    outcomes = tuple(
        _outcome(before, _after(asked.household, trial, before, months), trial, (ids, names))
        for trial, months in zip(trials, variants, strict=True)
    )
    return Compared(only(before.months, ids), outcomes)


def _trials(asked: Comparison, estimates: Estimates) -> list[Trial]:
    trials, violations = [], []
    for rank, change in enumerate(asked.changes):
        try:
            trials.append(tried(asked.household, change, estimates))
        except Impossible as fault:
            place = [f"changes[{rank}]", "" if fault.field == "date" else change.kind, fault.field]
            violations.append(Violation(".".join(part for part in place if part), fault.description))
    if violations:
        raise ImpossibleChange(violations)
    return trials


def _after(household: Household, trial: Trial, before: Timeline, months: Sequence[MonthResult]) -> Timeline:
    return _timeline(household, trial.after, spliced(before.months, months, trial.switch), trial.switch)


def _timeline(before: Household, after: Household, months: Sequence[MonthResult], switch: date) -> Timeline:
    own = (own_resources(before if month.month < switch else after, month.month) for month in months)
    return Timeline(tuple(months), tuple(own))


def _outcome(
    before: Timeline, after: Timeline, trial: Trial, shown: tuple[frozenset[str], Mapping[str, str]]
) -> ChangeOutcome:
    benefits, names = shown
    found = differences(only(before.months, benefits), only(after.months, benefits))
    calendar = _calendar(before, after, trial)
    return ChangeOutcome(
        change=trial.change.key,
        months=only(after.months, benefits),
        differences=found,
        cliffs=tuple((cliff, cliff_text(cliff, names)) for cliff in cliffs(before, after)),
        summary=summary(found, len(after.months), gain(before.months, after.months), names),
        assumptions=(*trial.assumptions, *([calendar] if calendar else [])),
    )


def _calendar(before: Timeline, after: Timeline, trial: Trial) -> str:
    # Who comes or leaves is told at once, whatever the quarter.
    if trial.whole_household:
        return ""
    first = before.months[0].month
    ahead = next((i for i in range(len(before.months)) if months_after(first, i) >= trial.switch), None)
    return "" if ahead is None else calendar_text(totals_by_calendar(before.months, after.months, ahead))
