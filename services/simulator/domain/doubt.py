"""What is doubtful: a benefit that opens or not, or that amounts to more or less, according to what is not known.

Every open question is answered in turn with each of its plausible answers, the others keeping the most plausible one; then all at once with the lowest, and
with the highest. A benefit that opens in some of these worlds only cannot be told; one that always opens has a range. A zero is said only where all of
them give zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.simulator.domain import wording
from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.eligibility import Key
from services.simulator.domain.household import Household
from services.simulator.domain.past import as_taxed
from services.simulator.domain.questions import Open
from services.simulator.domain.results import BenefitResult, Eligibility, Method

# Below one euro, an answer changes nothing worth asking.
_SAME_CENTS = 100


@dataclass(frozen=True, slots=True)
class World:
    """The household with answers: those of one question, or a corner ("")."""

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
    found = [
        World(question.id, _answered(household, questions, {question.id: rank}))
        for question in questions
        for rank in range(len(question.answers))
        if rank != question.plausible
    ]
    if len(questions) > 1:
        found.append(World("", _answered(household, questions, {q.id: 0 for q in questions})))
        found.append(World("", _answered(household, questions, {q.id: len(q.answers) - 1 for q in questions})))
    return tuple(found)


def _answered(household: Household, questions: Sequence[Open], ranks: Mapping[str, int]) -> Household:
    for question in questions:
        household = question.answers[ranks.get(question.id, question.plausible)](household)
    return as_taxed(household)


def doubts_of(
    plausible: Iterable[BenefitResult], worlds: Sequence[World], found: Sequence[Iterable[BenefitResult]]
) -> dict[Key, Doubt]:
    """Per benefit and person, from the results in the most plausible household and in each world."""
    base = _amounts(plausible)
    others = [(world.question, _amounts(results)) for world, results in zip(worlds, found, strict=True)]
    keys = dict.fromkeys((*base, *(key for _, amounts in others for key in amounts)))
    return {key: _doubt(base.get(key), [(question, amounts.get(key)) for question, amounts in others]) for key in keys}


def _amounts(results: Iterable[BenefitResult]) -> dict[Key, int]:
    """The amounts of what opens."""
    return {
        (result.benefit, result.person): result.amount_cents
        for result in results
        if result.eligibility is Eligibility.ELIGIBLE
    }


def _doubt(base: int | None, others: Sequence[tuple[str, int | None]]) -> Doubt:
    seen = [base, *(amount for _, amount in others)]
    opened = [amount for amount in seen if amount is not None]
    moved: dict[str, tuple[bool, int]] = defaultdict(lambda: (False, 0))
    for question, amount in others:
        toggled, spread = moved[question]
        shift = abs((amount or 0) - (base or 0))
        moved[question] = (toggled or (amount is None) != (base is None), max(spread, shift))
    telling = [q for q, (toggled, spread) in moved.items() if q and (toggled or spread >= _SAME_CENTS)]
    telling.sort(key=lambda q: moved[q], reverse=True)
    low, high = min(opened, default=0), max(opened, default=0)
    return Doubt(len(opened) == len(seen), bool(opened), low, high, tuple(telling))


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
