"""What is doubtful: a benefit that opens or not, or that amounts to more or less, according to what is not known.

Every open question is answered in turn with each of its answers, the others keeping the most plausible one; then the same around the poorest household
that may be theirs, where most benefits open; then all at once with the highest. A benefit that opens in some of these worlds only cannot be told; one that always opens has a range. A zero is said only where all of
them give zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.eligibility import Key
from services.simulator.domain.household import Household
from services.simulator.domain.past import as_taxed
from services.simulator.domain.questions import Open
from services.simulator.domain.results import BenefitResult, Eligibility, Method

Amounts = Mapping[Key, int]

# Below one euro, an answer changes nothing worth asking.
_SAME_CENTS = 100


class Corner(StrEnum):
    """Around what a world is built."""

    PLAUSIBLE = auto()
    LOW = auto()
    HIGH = auto()


@dataclass(frozen=True, slots=True)
class World:
    """The household with answers: one of a question's, the others being those of the corner; no question: the corner itself."""

    corner: Corner
    question: str
    household: Household


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the worlds say of a benefit: does it open always, in some, and for how much; the questions that change it, the most telling first."""

    always: bool
    ever: bool
    low_cents: int
    high_cents: int
    telling: tuple[str, ...]

    @property
    def undecided(self) -> bool:
        """Whether it opens in some worlds only."""
        return self.ever and not self.always

    @property
    def is_doubtful(self) -> bool:
        """Whether anything is left to tell."""
        return self.undecided or (self.always and self.high_cents - self.low_cents >= _SAME_CENTS)


def worlds_of(household: Household, questions: Sequence[Open]) -> tuple[World, ...]:
    """The variants to compute beside the most plausible household."""
    if not questions:
        return ()
    plausible = {question.id: question.plausible for question in questions}
    low = {question.id: 0 for question in questions}
    high = {question.id: len(question.answers) - 1 for question in questions}
    corners = [World(Corner.LOW, "", _answered(household, questions, low))]
    corners.append(World(Corner.HIGH, "", _answered(household, questions, high)))
    around = ((Corner.PLAUSIBLE, plausible), (Corner.LOW, low))
    return (
        *corners,
        *(world for corner, ranks in around for world in _one_by_one(household, questions, corner, ranks)),
    )


def _one_by_one(
    household: Household, questions: Sequence[Open], corner: Corner, ranks: Mapping[str, int]
) -> Iterator[World]:
    for question in questions:
        for rank in range(len(question.answers)):
            if rank != ranks[question.id]:
                answered = _answered(household, questions, {**ranks, question.id: rank})
                yield World(corner, question.id, answered)


def _answered(household: Household, questions: Sequence[Open], ranks: Mapping[str, int]) -> Household:
    for question in questions:
        household = question.answers[ranks[question.id]](household)
    return as_taxed(household)


def doubts_of(
    plausible: Iterable[BenefitResult], worlds: Sequence[World], found: Sequence[Iterable[BenefitResult]]
) -> dict[Key, Doubt]:
    """Per benefit and person, from the results in the most plausible household and in each world."""
    amounts = [_amounts(results) for results in found]
    bases = {Corner.PLAUSIBLE: _amounts(plausible)}
    bases |= {world.corner: each for world, each in zip(worlds, amounts, strict=True) if not world.question}
    keys = dict.fromkeys(key for each in (*bases.values(), *amounts) for key in each)
    return {key: _doubt(key, bases, list(zip(worlds, amounts, strict=True))) for key in keys}


def _amounts(results: Iterable[BenefitResult]) -> Amounts:
    """The amounts of what opens; nil where it opens with an amount that we do not know, that of Mayotte."""
    return {
        (result.benefit, result.person): result.amount_cents
        for result in results
        if result.eligibility is Eligibility.ELIGIBLE or result.reason == wording.MAYOTTE
    }


def _doubt(key: Key, bases: Mapping[Corner, Amounts], worlds: Sequence[tuple[World, Amounts]]) -> Doubt:
    seen = [bases[Corner.PLAUSIBLE].get(key), *(amounts.get(key) for _, amounts in worlds)]
    opened = [amount for amount in seen if amount is not None]
    moved: dict[str, tuple[bool, int]] = defaultdict(lambda: (False, 0))
    for world, amounts in worlds:
        now, base = amounts.get(key), bases[world.corner].get(key)
        toggled, spread = moved[world.question]
        toggled = toggled or (now is None) != (base is None)
        moved[world.question] = (toggled, max(spread, abs((now or 0) - (base or 0))))
    telling = [q for q, (toggled, spread) in moved.items() if q and (toggled or spread >= _SAME_CENTS)]
    telling.sort(key=lambda q: moved[q], reverse=True)
    low, high = min(opened, default=0), max(opened, default=0)
    return Doubt(len(opened) == len(seen), bool(opened), low, high, tuple(telling))


def with_neighbours(doubts: Mapping[Key, Doubt], benefits: Iterable[Benefit]) -> dict[Key, Doubt]:
    """The doubts, where a benefit that takes over from another one is as doubtful as it: between two worlds, one where the first opens and one where
    nothing does, lies the one where the second opens, even if no world fell into it."""
    found = dict(doubts)
    for benefit in benefits:
        first = doubts.get((benefit.unless, "")) if benefit.unless else None
        second = doubts.get((benefit.id, ""))
        if first is not None and first.undecided and (second is None or not second.ever):
            found[benefit.id, ""] = first
    return found


def doubted(result: BenefitResult, doubt: Doubt | None, benefit: Benefit, questions: Sequence[Open]) -> BenefitResult:
    """The result, with what is not known of it; `questions`: those open for this household, which may be fewer than those that made the doubt."""
    if doubt is None or benefit.method is not Method.LAW_AS_CODE or not doubt.is_doubtful:
        return result
    asked = {question.id for question in questions}
    missing = tuple(question for question in doubt.telling if question in asked)
    # Only several answers together decide it: those that the benefit reads.
    missing = missing or tuple(q.id for q in questions if q.aspect in benefit.reads) * (not doubt.telling)
    if not missing:
        return result
    if doubt.undecided:
        return replace(result, eligibility=Eligibility.UNKNOWN, amount_cents=0, missing=missing, reason=wording.UNKNOWN)
    low, high = min(doubt.low_cents, result.amount_cents), max(doubt.high_cents, result.amount_cents)
    if result.eligibility is not Eligibility.ELIGIBLE:
        return result
    return replace(result, low_cents=low, high_cents=high, reason=wording.RANGED)
