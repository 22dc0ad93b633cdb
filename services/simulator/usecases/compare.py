"""A household as it is and with changes, month by month: the baseline and every variant in one computation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from chassis.errors import InvalidInput, Violation
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_estimates import estimates_of
from services.simulator.domain.changes_problems import Impossible, ImpossibleChange
from services.simulator.domain.changes_trial import Trial, tried
from services.simulator.domain.changes_work import Estimates
from services.simulator.domain.estimates import wired
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.timeline import Cliff, Difference, Timeline, cliffs, differences, gain, only, spliced
from services.simulator.domain.timeline_ahead import brought_forward
from services.simulator.domain.timeline_calendar import fixed_by_quarter, totals_by_calendar, without_windfall
from services.simulator.domain.timeline_standing import Standing, own_resources
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
    trials = _trials(asked, estimates_of(catalogue.retirement, catalogue.allowances, catalogue.unemployment))
    households = [asked.household, *(trial.after for trial in trials)]
    baseline, *variants = await months_of(calculator, catalogue, households, asked.months)
    before = _Baseline.of(asked, catalogue, tuple(baseline))
    outcomes = tuple(before.outcome(trial, months) for trial, months in zip(trials, variants, strict=True))
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


@dataclass(frozen=True, slots=True)
class _Baseline:
    """The household as it is, with what our models add, and its months: as the rules give them, and as they stand."""

    shown: frozenset[str]
    catalogue: Catalogue
    standing: Standing
    wired: Household
    months: tuple[MonthResult, ...]
    lived: Timeline
    doubtful: Mapping[str, BenefitResult]

    @classmethod
    def of(cls, asked: Comparison, catalogue: Catalogue, months: tuple[MonthResult, ...]) -> Self:
        standing, household = Standing.of(catalogue.benefits), wired(asked.household, catalogue)
        households = [household] * len(months)
        lived = _lived(standing, (months, households), _own(months, households))
        doubtful = _doubtful(only(months, asked.benefits))
        return cls(asked.benefits, catalogue, standing, household, months, lived, doubtful)

    def outcome(self, trial: Trial, variant: Sequence[MonthResult]) -> ChangeOutcome:
        """What a change does, from the months of the household with it."""
        after = wired(trial.after, self.catalogue)
        households = [self.wired if month.month < trial.switch else after for month in self.months]
        own = _own(self.months, households)
        months, opens = self._months(trial, variant, (after, own))
        lived = _lived(self.standing, (months, households), own)
        found = differences(only(self.lived.months, self.shown), only(lived.months, self.shown))
        names = {benefit.id: benefit.name for benefit in self.catalogue.benefits.values()}
        # Who comes or leaves is told at once, whatever the quarter.
        totals = (0,) if trial.whole_household else totals_by_calendar(self.months, months, trial.switch)
        shown = only(months, self.shown)
        doubtful = tuple({**self.doubtful, **_doubtful(shown)}.values())
        said = (OPENED if opens else "", calendar_text(totals), doubt_text([one.benefit for one in doubtful], names))
        sure = all(one.periodicity is Periodicity.COVER for one in doubtful)
        return ChangeOutcome(
            change=trial.change.key,
            months=shown,
            differences=found,
            cliffs=tuple((cliff, cliff_text(cliff, names)) for cliff in cliffs(self.lived, lived)),
            summary=summary(found, len(months), gain(self.months, months) if sure else None, names),
            assumptions=(*trial.assumptions, *(text for text in said if text)),
        )

    def _months(
        self, trial: Trial, variant: Sequence[MonthResult], with_it: tuple[Household, Sequence[int]]
    ) -> tuple[tuple[MonthResult, ...], bool]:
        """The months with the change, and whether it opens a right that is fixed by quarter."""
        after, own = with_it
        told = self.standing.with_resources(variant, after, trial.switch)
        months = brought_forward(spliced(self.months, told, trial.switch), told, trial.ahead, trial.switch)
        if not trial.whole_household:
            months = without_windfall(self.lived, own, months)
        return fixed_by_quarter(self.months, months, trial.switch)


def _own(months: Sequence[MonthResult], households: Sequence[Household]) -> tuple[int, ...]:
    """What the household of each month has of its own in it."""
    return tuple(own_resources(household, month.month) for month, household in zip(months, households, strict=True))


def _lived(
    standing: Standing, lived: tuple[Sequence[MonthResult], Sequence[Household]], own: tuple[int, ...]
) -> Timeline:
    """The months as they stand for the household of each."""
    return Timeline(tuple(standing.month(*both) for both in zip(*lived, strict=True)), own)


def _doubtful(months: Sequence[MonthResult]) -> dict[str, BenefitResult]:
    """The benefits of the law as code that cannot be told; conditions that nobody was asked about are no news."""
    return {
        result.benefit: result
        for month in months
        for result in month.results
        if result.eligibility is Eligibility.UNKNOWN and result.method is Method.LAW_AS_CODE
    }
