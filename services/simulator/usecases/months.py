"""Months of benefits for a household and its variants, at once: what every comparison and every simulation stands on."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.simulator.domain.alike import First, unlike
from services.simulator.domain.anchoring import Anchor, anchored, anchors_of, month_of
from services.simulator.domain.asking import questions_of
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.doubt import Doubt, World, doubted, doubts_of, with_neighbours, worlds_of
from services.simulator.domain.eligibility import Key, Situation, results_of
from services.simulator.domain.estimates import wired
from services.simulator.domain.household import Household, months_after
from services.simulator.domain.presumption import presumed_anyway
from services.simulator.domain.questions import Open, filled, open_questions
from services.simulator.domain.results import BenefitResult, Method, MonthResult, Question, Values
from services.simulator.usecases.calculator import Calculator

# One household's doubts may cost so many variants at most: an empty couple with children has about sixty.
_WORLDS_MOST = 120


@dataclass(frozen=True, slots=True)
class Study:
    """Per household, its months; and what is left to ask of the first household."""

    months: list[list[MonthResult]]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """A household: as told, with our estimates, with the most plausible answers, and what is open."""

    told: Household
    wired: Household
    computed: Household
    questions: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the first household's first month tells of all the others."""

    doubts: Mapping[Key, Doubt]
    anchors: Mapping[Key, Anchor]
    catalogue: Catalogue
    # The benefits of which something may be doubtful or paid: of the others, what the rules give is all that there is to say.
    held: frozenset[str]

    @classmethod
    def of(cls, doubts: Mapping[Key, Doubt], anchors: Mapping[Key, Anchor], catalogue: Catalogue) -> Self:
        """What is known of a first month."""
        doubtful = {benefit for (benefit, _), doubt in doubts.items() if doubt.is_doubtful}
        told = {benefit.id for benefit in catalogue.benefits.values() if benefit.resource is not None}
        return cls(doubts, anchors, catalogue, frozenset(doubtful | told | {benefit for benefit, _ in anchors}))


# What is asked of a situation: these benefits, of this catalogue.
_Scope = tuple[tuple[Benefit, ...], Catalogue]


async def months_of(
    calculator: Calculator, catalogue: Catalogue, households: Sequence[Household], months: int
) -> list[list[MonthResult]]:
    """Per household, the results of `months` months from its own on, every benefit of the catalogue in its order.

    The first household is the situation as it is: what it really receives is what the others' amounts are measured from, and what it does not tell is
    doubtful in all of them, save where they tell it. Unemployment benefit and daily allowances are wired in where they would be paid and none is given.
    Raises what the calculator raises.
    """
    return (await study(calculator, catalogue, households, months)).months


async def study(
    calculator: Calculator,
    catalogue: Catalogue,
    households: Sequence[Household],
    months: int,
    wanted: frozenset[str] = frozenset(),
) -> Study:
    """The months, and the questions. `wanted`: ids of the benefits that are shown, all when empty; KeyError on one that does not exist. The total
    of a month counts them all, always."""
    catalogue.only(wanted)
    benefits = tuple(catalogue.benefits.values())
    by_law = tuple(benefit for benefit in benefits if benefit.method is Method.LAW_AS_CODE)
    cases = [_case(household, catalogue) for household in households]
    worlds = worlds_of(cases[0].told, cases[0].questions)[:_WORLDS_MOST]
    values, others = await _computed(calculator, (cases, worlds), catalogue, months)
    found_by_month = [
        _found(cases, rank, [each[rank] for each in values], (benefits, catalogue)) for rank in range(months)
    ]
    plausible = found_by_month[0][0]
    found = [_of_world(world, other[0], (by_law, catalogue)) for world, other in zip(worlds, others, strict=True)]
    doubts = with_neighbours(doubts_of(plausible, worlds, found), by_law)
    known = _Known.of(doubts, anchors_of(cases[0].told, plausible, catalogue), catalogue)
    studied = [
        [_month(case, rank, each[index], known) for rank, each in enumerate(found_by_month)]
        for index, case in enumerate(cases)
    ]
    asked = questions_of(cases[0].questions, known.doubts, studied[0][0].results, catalogue)
    return Study([[_only(month, wanted) for month in by_month] for by_month in studied], asked)


def _only(month: MonthResult, wanted: frozenset[str]) -> MonthResult:
    if not wanted:
        return month
    kept = tuple(result for result in month.results if result.benefit in wanted)
    return MonthResult(month.month, kept, month.disposable_cents)


def _case(household: Household, catalogue: Catalogue) -> _Case:
    questions = open_questions(household)
    return _Case(household, wired(household, catalogue), wired(filled(household, questions), catalogue), questions)


async def _computed(
    calculator: Calculator, asked: tuple[Sequence[_Case], Sequence[World]], catalogue: Catalogue, months: int
) -> tuple[list[list[Values]], list[list[Values]]]:
    """Everything in one call; two at once when the doubts of the first month need not be followed over the year."""
    cases = [case.computed for case in asked[0]]
    worlds = [wired(world.household, catalogue) for world in asked[1]]
    if months == 1 or not worlds:
        found = await calculator.calculate([*cases, *worlds], catalogue.variables, months)
        return found[: len(cases)], found[len(cases) :]
    both = await asyncio.gather(
        calculator.calculate(cases, catalogue.variables, months), calculator.calculate(worlds, catalogue.variables)
    )
    return both[0], both[1]


def _found(
    cases: Sequence[_Case], rank: int, values: Sequence[Values], scope: _Scope
) -> list[tuple[BenefitResult, ...]]:
    """The results of each household in one month, as the rules give them."""
    situations = [_situation(case, rank, each) for case, each in zip(cases, values, strict=True)]
    first = First(situations[0], *scope)
    return [first.results, *(first.variant(each, unlike(situations[0], each)) for each in situations[1:])]


def _situation(case: _Case, rank: int, values: Values) -> Situation:
    month = months_after(case.told.month, rank)
    return Situation(case.told, case.wired, month, values, case.told.changed(month=month))


def _of_world(world: World, values: Values, scope: _Scope) -> tuple[BenefitResult, ...]:
    benefits, catalogue = scope
    household = world.household
    return results_of(Situation(household, household, household.month, values, household), benefits, catalogue)


def _month(case: _Case, rank: int, results: tuple[BenefitResult, ...], known: _Known) -> MonthResult:
    month = months_after(case.told.month, rank)
    said = tuple([_said(one, (case, month), known) if one.benefit in known.held else one for one in results])
    return month_of(month, said, case.wired, known.catalogue)


def _said(result: BenefitResult, whose: tuple[_Case, date], known: _Known) -> BenefitResult:
    """Doubt first, then what is really paid: a benefit that is received is never doubtful."""
    case, month = whose
    key, catalogue = (result.benefit, result.person), known.catalogue
    benefit = catalogue.benefits[result.benefit]
    sure = doubted(result, known.doubts.get(key), benefit, case.questions)
    sure = presumed_anyway(sure, benefit, case.told.changed(month=month), catalogue)
    return anchored(sure, known.anchors.get(key), (case.told, month), catalogue)
