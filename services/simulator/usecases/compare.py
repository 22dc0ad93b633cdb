"""A household as it is and with changes, month by month: the baseline and every variant in one computation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.errors import InvalidInput, Violation
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_estimates import estimates_of
from services.simulator.domain.changes_problems import Impossible, ImpossibleChange
from services.simulator.domain.changes_trial import Trial, tried
from services.simulator.domain.changes_work import Estimates
from services.simulator.domain.estimates import wired
from services.simulator.domain.household import Household
from services.simulator.domain.results import Eligibility, Method, MonthResult
from services.simulator.domain.timeline import Cliff, Difference, Timeline, cliffs, differences, gain, only, spliced
from services.simulator.domain.timeline_calendar import fixed_by_quarter, totals_by_calendar
from services.simulator.domain.timeline_standing import as_resources_say, own_resources, standing
from services.simulator.domain.timeline_words import OPENED, calendar_text, cliff_text, doubt_text, summary
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


async def compare(calculator: Calculator, catalogue: Catalogue, asked: Comparison) -> Compared:
    """Raises ImpossibleChange, which names every fault of every change, InvalidInput for an unknown benefit, and what the calculator raises."""
    if unknown := sorted(asked.benefits - catalogue.benefits.keys()):
        raise InvalidInput([Violation("benefits", "Une des aides demandées n'existe pas.")], benefit=unknown[0])
    trials = _trials(asked, estimates_of(catalogue.retirement, catalogue.allowances))
    households = [asked.household, *(trial.after for trial in trials)]
    baseline, *variants = await months_of(calculator, catalogue, households, asked.months)
    before = _Side(asked.household, wired(asked.household, catalogue), tuple(baseline))
    outcomes = tuple(
        _outcome(before, months, trial, (asked.benefits, catalogue))
        for trial, months in zip(trials, variants, strict=True)
    )
    return Compared(only(baseline, asked.benefits), outcomes)


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


def _outcome(
    before: "_Side", variant: Sequence[MonthResult], trial: Trial, scope: tuple[frozenset[str], Catalogue]
) -> ChangeOutcome:
    shown, catalogue = scope
    after = wired(trial.after, catalogue)
    told = as_resources_say(variant, after, trial.switch, catalogue.benefits)
    months, opens = fixed_by_quarter(before.months, spliced(before.months, told, trial.switch), trial.switch)
    without = before.timeline(before.wired, before.months, catalogue, date.max)
    with_it = before.timeline(after, months, catalogue, trial.switch)
    found = differences(only(without.months, shown), only(with_it.months, shown))
    names = {benefit.id: benefit.name for benefit in catalogue.benefits.values()}
    # Who comes or leaves is told at once, whatever the quarter.
    totals = (0,) if trial.whole_household else totals_by_calendar(before.months, months, trial.switch)
    said = (OPENED if opens else "", calendar_text(totals), doubt_text(_doubtful(only(months, shown)), names))
    return ChangeOutcome(
        change=trial.change.key,
        months=only(months, shown),
        differences=found,
        cliffs=tuple((cliff, cliff_text(cliff, names)) for cliff in cliffs(without, with_it)),
        summary=summary(found, len(months), gain(before.months, months), names),
        assumptions=(*trial.assumptions, *(text for text in said if text)),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """The household as it is: as told, with what our models add, and its months."""

    told: Household
    wired: Household
    months: tuple[MonthResult, ...]

    def timeline(self, after: Household, months: Sequence[MonthResult], catalogue: Catalogue, switch: date) -> Timeline:
        """The months as they stand, with the own resources of this household until `switch`, of the other one from it on."""
        lived = [self.wired if month.month < switch else after for month in months]
        return Timeline(
            tuple(standing(*one, catalogue.benefits) for one in zip(months, lived, strict=True)),
            tuple(own_resources(household, month.month) for month, household in zip(months, lived, strict=True)),
        )


def _doubtful(months: Sequence[MonthResult]) -> list[str]:
    """The benefits of the law as code that cannot be told; conditions that nobody was asked about are no news."""
    found = (
        result.benefit
        for month in months
        for result in month.results
        if result.eligibility is Eligibility.UNKNOWN and result.method is Method.LAW_AS_CODE
    )
    return list(dict.fromkeys(found))
