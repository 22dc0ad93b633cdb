"""Rights with an end: when to ask for them again, and who has nothing to do."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from services.notify.domain.due import DueItem
from services.notify.domain.items import Horizon, Standing, make_item, right_of
from services.notify.domain.months import Lead, add_days
from services.notify.domain.profile import Duty, DutyKind, HeldRight, Profile, RightState
from services.notify.domain.rulebook import RenewalRule

_LASTING = (RightState.OPEN, RightState.SUSPENDED, RightState.ENDED)
_NO_END = date(2900, 1, 1)


def renewals(rule: RenewalRule, right: HeldRight, profile: Profile, horizon: Horizon) -> Iterator[DueItem]:
    """What the organisme tells; else what the end of the right gives, unless another period follows it; and what is left once the date has passed."""
    end = end_of(right)
    told = [duty for duty in right.duties if duty.kind is DutyKind.RENEWAL]
    for duty in told:
        if duty.due >= horizon.first and rule.head.holds(duty.due):
            opens = duty.open or rule.opens.before(end or duty.due)
            standing = Standing(done=duty.done, computed=False, facts={"end": end or duty.due})
            yield make_item(rule.head, right_of(right), opens, duty.due, standing)
    if end is None or right.state not in _LASTING or end < horizon.first or is_followed(right, profile.rights):
        return
    due = rule.closes.before(end)
    if due <= horizon.last and rule.head.holds(due):
        # Told for this end, and not for the one before: nearer to it than twice the opening.
        earlier = Lead(2 * rule.opens.months, 2 * rule.opens.days).before(end)
        yield from _ending(rule, right, profile, [duty for duty in told if duty.due > earlier], horizon)


def _ending(
    rule: RenewalRule, right: HeldRight, profile: Profile, told: Sequence[Duty], horizon: Horizon
) -> Iterator[DueItem]:
    """Of a right that ends: its window, where no organisme tells a date for this end; then what is left."""
    end = right.end or _NO_END
    opens, due = rule.opens.before(end), rule.closes.before(end)
    standing = Standing(done=asked_since(profile, rule.answered_by, opens), facts={"end": end})
    if told:
        last = max(told, key=lambda duty: duty.due)
        due, standing = last.due, replace(standing, done=last.done or standing.done)
    else:
        automatic = rule.automatic_head if any(_spares(held, rule, due) for held in profile.rights) else None
        if due >= horizon.first:
            stands = replace(standing, automatic=automatic is not None)
            yield make_item(automatic or rule.head, right_of(right), opens, due, stands)
        if automatic:
            return
    late = standing.done is None or standing.done.date() > due
    # Of one that begins again later, a hole is all that is left to tell.
    if late and due < min(horizon.today, end) and not _held_later(right, profile.rights):
        yield make_item(rule.late_head, right_of(right), add_days(due, 1), end, standing)


def end_of(right: HeldRight) -> date | None:
    """Its last day; None: none is known. Organismes write « no end » as the year 2999 or 9999."""
    return right.end if right.end and right.end < _NO_END else None


def is_followed(right: HeldRight, rights: tuple[HeldRight, ...]) -> bool:
    """Whether the same right goes on after this period, without a hole."""
    if right.end is None:
        return False
    after = add_days(right.end, 1)
    return any(other.start is None or other.start <= after for other in _held_later(right, rights))


def _held_later(right: HeldRight, rights: tuple[HeldRight, ...]) -> list[HeldRight]:
    """The same right in a period that ends later."""
    return [
        other
        for other in rights
        if other is not right
        and other.benefit == right.benefit
        and other.state is not RightState.REQUESTED
        and right.end is not None
        and (other.end is None or other.end > right.end)
    ]


def asked_since(profile: Profile, benefits: Collection[str], opens: date) -> datetime | None:
    """When the person first asked for one of them, from that day on."""
    times = [asked.time for asked in profile.asked if asked.benefit in benefits and asked.time.date() >= opens]
    return min(times, default=None)


def _spares(held: HeldRight, rule: RenewalRule, on: date) -> bool:
    """Whether with this right nothing has to be asked for: it is paid, and still will be on that day."""
    return (
        held.benefit in rule.automatic_with
        and held.state is RightState.OPEN
        and (held.start is None or held.start <= on)
        and (held.end is None or held.end >= on)
    )
