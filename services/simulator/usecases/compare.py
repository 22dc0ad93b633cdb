"""A household as it is and with changes, month by month: the baseline and every variant in one computation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.changes import Change, Combination
from services.simulator.domain.changes_estimates import estimates_of
from services.simulator.domain.changes_trial import Trial
from services.simulator.domain.estimates import wired
from services.simulator.domain.household import Household
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.timeline import Cliff, Difference, Timeline, cliffs, differences, gain, only, spliced
from services.simulator.domain.timeline_ahead import brought_forward
from services.simulator.domain.timeline_calendar import fixed_by_quarter, totals_by_calendar, without_windfall
from services.simulator.domain.timeline_standing import Standing, own_resources
from services.simulator.domain.timeline_words import OPENED, calendar_text, cliff_text, doubt_text, summary
from services.simulator.usecases.benefits import check_known
from services.simulator.usecases.calculator import Calculator
from services.simulator.usecases.months import months_of
from services.simulator.usecases.trials import Attempt, attempts


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is asked: changes, each tried alone, and combinations of them, over 1 to 12 months. `benefits`: ids, all when empty."""

    household: Household
    changes: tuple[Change, ...]
    months: int = 12
    benefits: frozenset[str] = frozenset()
    combinations: tuple[Combination, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """What a change, or a combination, does; `cliffs` each with its sentence."""

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
    """Raises ImpossibleChange, which names every fault of every change, UnknownBenefit, and what the calculator raises."""
    check_known(catalogue, asked.benefits)
    estimates = estimates_of(catalogue.retirement, catalogue.allowances, catalogue.unemployment)
    tried = attempts(asked.household, asked.changes, asked.combinations, estimates)
    households = [asked.household, *(trial.after for attempt in tried for trial in attempt.trials)]
    baseline, *computed = await months_of(calculator, catalogue, households, asked.months)
    before, variants = _Baseline.of(asked, catalogue, tuple(baseline)), iter(computed)
    outcomes = tuple(before.outcome(attempt, [next(variants) for _ in attempt.trials]) for attempt in tried)
    return Compared(only(baseline, asked.benefits), outcomes)


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

    def outcome(self, attempt: Attempt, variants: Sequence[Sequence[MonthResult]]) -> ChangeOutcome:
        """What is tried does, from the months of the household after each of its changes."""
        stage, opens = _Stage([self.wired] * len(self.months), self.months, self.lived), False
        for trial, variant in zip(attempt.trials, variants, strict=True):
            stage, opening = self._after(stage, trial, variant)
            opens = opens or opening
        found = differences(only(self.lived.months, self.shown), only(stage.lived.months, self.shown))
        names = {benefit.id: benefit.name for benefit in self.catalogue.benefits.values()}
        shown = only(stage.months, self.shown)
        doubtful = tuple({**self.doubtful, **_doubtful(shown)}.values())
        calendar = calendar_text(self._totals(attempt, stage.months))
        said = (OPENED if opens else "", calendar, doubt_text([one.benefit for one in doubtful], names))
        sure = all(one.periodicity is Periodicity.COVER for one in doubtful)
        return ChangeOutcome(
            change=attempt.key,
            months=shown,
            differences=found,
            cliffs=tuple((cliff, cliff_text(cliff, names)) for cliff in cliffs(self.lived, stage.lived)),
            summary=summary(found, len(shown), gain(self.months, stage.months) if sure else None, names),
            assumptions=(*attempt.assumptions, *(text for text in said if text)),
        )

    def _totals(self, attempt: Attempt, months: Sequence[MonthResult]) -> tuple[int, ...]:
        # Who comes or leaves is told at once, whatever the quarter.
        if any(trial.whole_household for trial in attempt.trials):
            return (0,)
        return totals_by_calendar(self.months, months, attempt.trials[0].switch)

    def _after(self, stage: "_Stage", trial: Trial, variant: Sequence[MonthResult]) -> tuple["_Stage", bool]:
        """The months once a change is added to those before it, and whether it opens a right that is fixed by quarter."""
        after = wired(trial.after, self.catalogue)
        lived_in = [
            was if month.month < trial.switch else after
            for was, month in zip(stage.households, self.months, strict=True)
        ]
        own = _own(self.months, lived_in)
        told = self.standing.with_resources(variant, after, trial.switch)
        months = brought_forward(spliced(stage.months, told, trial.switch), told, trial.ahead, trial.switch)
        if not trial.whole_household:
            months = without_windfall(stage.lived, own, months)
        months, opens = fixed_by_quarter(stage.months, months, trial.switch)
        return _Stage(lived_in, months, _lived(self.standing, (months, lived_in), own)), opens


@dataclass(frozen=True, slots=True)
class _Stage:
    """The household of each month, and the months: as the rules give them, and as they stand."""

    households: Sequence[Household]
    months: tuple[MonthResult, ...]
    lived: Timeline


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
