"""Rights with an end: when to ask for them again, and who has nothing to do."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime

from services.notify.domain.due import DueItem
from services.notify.domain.items import Horizon, Standing, make_item, right_of
from services.notify.domain.months import Lead, add_days
from services.notify.domain.profile import DutyKind, HeldRight, Profile, RightState
from services.notify.domain.rulebook import RenewalRule

_LASTING = (RightState.OPEN, RightState.SUSPENDED, RightState.ENDED)
_NO_END = date(2900, 1, 1)


def renewals(rule: RenewalRule, right: HeldRight, profile: Profile, horizon: Horizon) -> Iterator[DueItem]:
    """What the organisme tells; else what the end of the right gives, unless another period follows it."""
    facts: dict[str, date | str] = {"end": right.end} if has_end(right) and right.end else {}
    told = [duty for duty in right.duties if duty.kind is DutyKind.RENEWAL]
    for duty in told:
        if duty.due >= horizon.first and rule.head.holds(duty.due):
            opens = duty.open or _told_opening(rule, right, duty.due)
            standing = Standing(done=duty.done, computed=False, facts={"end": duty.due} | facts)
            yield make_item(rule.head, right_of(right), opens, duty.due, standing)
    if not has_end(right) or right.end is None or right.state not in _LASTING or right.end < horizon.first:
        return
    due = rule.closes.before(right.end)
    if due > horizon.last or not rule.head.holds(due) or is_followed(right, profile.rights):
        return
    standing = Standing(done=asked_since(profile, rule.answered_by, rule.opens.before(right.end)), facts=facts)
    # Told for this end, and not for the one before: nearer to it than twice the opening.
    earlier = Lead(2 * rule.opens.months, 2 * rule.opens.days).before(right.end)
    if last := max((duty for duty in told if duty.due > earlier), key=lambda duty: duty.due, default=None):
        if not _held_later(right, profile.rights):
            yield from _late(rule, right, last.due, replace(standing, done=last.done or standing.done), horizon)
    else:
        yield from _computed(rule, right, profile, standing, horizon)


def _computed(
    rule: RenewalRule, right: HeldRight, profile: Profile, standing: Standing, horizon: Horizon
) -> Iterator[DueItem]:
    """What the end of the right gives, where no organisme tells a date."""
    if right.end is None:
        return
    opens, due = rule.opens.before(right.end), rule.closes.before(right.end)
    spared = rule.automatic_head and any(_spares(held, rule, due) for held in profile.rights)
    if due >= horizon.first:
        head = rule.automatic_head if rule.automatic_head and spared else rule.head
        yield make_item(head, right_of(right), opens, due, replace(standing, automatic=bool(spared)))
    # Of one that begins again later, a hole is all that is left to tell.
    if not spared and not _held_later(right, profile.rights):
        yield from _late(rule, right, due, standing, horizon)


def _late(rule: RenewalRule, right: HeldRight, due: date, standing: Standing, horizon: Horizon) -> Iterator[DueItem]:
    """Once the date has passed, what is left until the right ends. Nothing of it before that day, nor of what was asked for in time."""
    asked_late = standing.done is None or standing.done.date() > due
    if right.end and due < horizon.today and due < right.end and asked_late:
        yield make_item(rule.late_head, right_of(right), add_days(due, 1), right.end, standing)


def has_end(right: HeldRight) -> bool:
    """Organismes write « no end » as the year 2999 or 9999."""
    return right.end is not None and right.end < _NO_END


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


def _told_opening(rule: RenewalRule, right: HeldRight, due: date) -> date:
    return rule.opens.before(right.end if right.end and has_end(right) else due)


def _spares(held: HeldRight, rule: RenewalRule, on: date) -> bool:
    """Whether with this right nothing has to be asked for: it is paid, and still will be on that day."""
    return (
        held.benefit in rule.automatic_with
        and held.state is RightState.OPEN
        and (held.start is None or held.start <= on)
        and (held.end is None or held.end >= on)
    )
