"""What a change does, month by month: the difference per right, the sudden losses, and the totals.

The months hold what stands in them: a yearly benefit in the month in which it is paid, and in no other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity

# A loss that a household feels: more than 30 € in a month and more than a twentieth of what it had.
_CLIFF_CENTS = 30_00
_CLIFF_SHARE = 20
# Steps of the rules' float32 amounts, and what a revaluation rounds.
_NOTHING_CENTS = 1
_COUNTED = {Eligibility.ELIGIBLE, Eligibility.RECEIVED}
_IRREGULAR = {Periodicity.YEARLY, Periodicity.ONCE}

Key = tuple[str, str]
Pair = tuple[Key, BenefitResult | None, BenefitResult | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A benefit that differs in a month, without and with the change."""

    month: date
    benefit: str
    person: str
    before_cents: int
    after_cents: int
    before: Eligibility
    after: Eligibility

    @property
    def gain_cents(self) -> int:
        """What the change brings in that month."""
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Cliff:
    """A month in which the household has less than in the month before, though its own resources do not fall."""

    month: date
    loss_cents: int
    benefits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Months, and what the household earns or is paid besides its benefits in each, in cents of euro."""

    months: tuple[MonthResult, ...]
    own_cents: tuple[int, ...]


def spliced(before: Sequence[MonthResult], after: Sequence[MonthResult], switch: date) -> tuple[MonthResult, ...]:
    """The months of the one until `switch`, of the other from it on."""
    return tuple(was if was.month < switch else will for was, will in zip(before, after, strict=True))


def news(before: MonthResult, after: MonthResult) -> MonthResult:
    """The month after, with the results alone that are not the same before; what is no longer there, because a person left, is not eligible."""
    pairs = _side_by_side(before, after)
    if pairs is not None:
        return MonthResult(after.month, tuple(now for was, now in pairs if now != was), after.disposable_cents)
    known = {_key(result): result for result in before.results}
    found = [result for result in after.results if result != known.pop(_key(result), None)]
    gone = [
        BenefitResult(
            result.benefit, Eligibility.NOT_ELIGIBLE, 0, result.periodicity, result.method, person=result.person
        )
        for result in known.values()
        if result.eligibility is not Eligibility.NOT_ELIGIBLE
    ]
    return MonthResult(after.month, (*found, *gone), after.disposable_cents)


def differences(before: Sequence[MonthResult], after: Sequence[MonthResult]) -> tuple[Difference, ...]:
    """Every benefit and month that differ, by month, in the order of the results."""
    return tuple(
        difference
        for was, will in zip(before, after, strict=True)
        for difference in _of_month(was, will)
        if difference.before is not difference.after or abs(difference.gain_cents) > _NOTHING_CENTS
    )


def _of_month(was: MonthResult, will: MonthResult) -> Iterable[Difference]:
    for key, one, other in _pairs(was, will):
        states = _state(one), _state(other)
        same = states[0] is states[1] and _amount(one) == _amount(other)
        if same or _is_no_news(one) or _is_no_news(other):
            continue
        # Received before, computed after: the same right.
        if set(states) == _COUNTED:
            states = states[0], states[0]
        yield Difference(was.month, *key, _amount(one), _amount(other), *states)


def _pairs(was: MonthResult, will: MonthResult) -> Iterable[Pair]:
    """The results that are not the very same, one or the other missing where a person is."""
    pairs = _side_by_side(was, will)
    if pairs is not None:
        return [(_key(one), one, other) for one, other in pairs]
    old, new = ({_key(one): one for one in month.results} for month in (was, will))
    both = ((key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))
    return [pair for pair in both if pair[1] is not pair[2]]


def _side_by_side(was: MonthResult, will: MonthResult) -> list[tuple[BenefitResult, BenefitResult]] | None:
    """The results that are not the very same; None where they are not those of the same benefits and persons."""
    if len(was.results) != len(will.results):
        return None
    pairs = [(one, other) for one, other in zip(was.results, will.results, strict=True) if one is not other]
    return pairs if all(_key(one) == _key(other) for one, other in pairs) else None


def _is_no_news(result: BenefitResult | None) -> bool:
    """Conditions that nobody was asked about: whether they hold is as open with the change as without."""
    return result is not None and result.method is Method.CONDITIONS and result.eligibility is Eligibility.UNKNOWN


def cliffs(before: Timeline, after: Timeline) -> tuple[Cliff, ...]:
    """The months in which the change makes the household lose suddenly, though its own resources rise or stay.

    A month is compared with the month before; the first one with the same month without the change. A fall that comes without the change too is
    no cliff of it, and yearly benefits make none: they stand in one month of the year.
    """
    found = []
    was, will = ([_regular(month) for month in each.months] for each in (before, after))
    # In front of the first month stands the same month without the change.
    previous, had, own = (before.months[0], *after.months), (was[0], *will), (before.own_cents[0], *after.own_cents)
    for index, month in enumerate(after.months):
        fall = had[index] - will[index]
        anyway = max(0, was[index - 1] - was[index]) if index else 0
        if after.own_cents[index] >= own[index] and _is_felt(fall - anyway, had[index]):
            found.append(Cliff(month.month, fall, _most_lost(previous[index], month)))
    return tuple(found)


def _is_felt(loss: int, had: int) -> bool:
    return loss > _CLIFF_CENTS and loss * _CLIFF_SHARE > had


def _most_lost(previous: MonthResult, month: MonthResult) -> tuple[str, ...]:
    lost: dict[str, int] = {}
    for difference in _of_month(previous, month):
        lost[difference.benefit] = lost.get(difference.benefit, 0) - difference.gain_cents
    regular = {one.benefit for one in (*previous.results, *month.results) if one.periodicity is Periodicity.MONTHLY}
    falling = [benefit for benefit in lost if lost[benefit] > _NOTHING_CENTS and benefit in regular]
    return tuple(sorted(falling, key=lambda benefit: -lost[benefit])[:3])


def gain(before: Sequence[MonthResult], after: Sequence[MonthResult]) -> int:
    """What the household has more, all counted, over all the months; negative when it has less."""
    return sum(month.disposable_cents for month in after) - sum(month.disposable_cents for month in before)


def only(months: Iterable[MonthResult], benefits: frozenset[str]) -> tuple[MonthResult, ...]:
    """The months with the results of these benefits alone, all when none is named; what the household has in all does not change."""
    if not benefits:
        return tuple(months)
    return tuple(
        replace(month, results=tuple(one for one in month.results if one.benefit in benefits)) for month in months
    )


def _regular(month: MonthResult) -> int:
    return month.disposable_cents - sum(
        one.amount_cents
        for one in month.results
        if one.amount_cents and one.periodicity in _IRREGULAR and one.eligibility in _COUNTED
    )


def _key(result: BenefitResult) -> Key:
    return result.benefit, result.person


def _state(result: BenefitResult | None) -> Eligibility:
    return result.eligibility if result else Eligibility.NOT_ELIGIBLE


def _amount(result: BenefitResult | None) -> int:
    return result.amount_cents if result and result.eligibility in _COUNTED else 0
