"""Rights with an end: when to ask for them again, and who has nothing to do."""

from collections.abc import Collection, Iterator
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
    matter = right_of(right)
    facts: dict[str, date | str] = {"end": right.end} if has_end(right) and right.end else {}
    told = [duty for duty in right.duties if duty.kind is DutyKind.RENEWAL]
    for duty in told:
        if duty.due >= horizon.first and rule.head.holds(duty.due):
            opens = duty.open or _told_opening(rule, right, duty.due)
            standing = Standing(done=duty.done, computed=False, facts={"end": duty.due} | facts)
            yield make_item(rule.head, matter, opens, duty.due, standing)
    if not has_end(right) or right.end is None or right.state not in _LASTING or right.end < horizon.first:
        return
    opens, due = rule.opens.before(right.end), rule.closes.before(right.end)
    if not horizon.holds(due) or not rule.head.holds(due) or is_followed(right, profile.rights):
        return
    # Told for this end, and not for the one before: nearer to it than twice the opening.
    earlier = Lead(2 * rule.opens.months, 2 * rule.opens.days).before(right.end)
    if any(duty.due > earlier for duty in told):
        return
    done = asked_since(profile, rule.answered_by, opens)
    if rule.automatic_head and any(_spares(held, rule, due) for held in profile.rights):
        yield make_item(rule.automatic_head, matter, opens, due, Standing(automatic=True, done=done, facts=facts))
    else:
        yield make_item(rule.head, matter, opens, due, Standing(done=done, facts=facts))


def has_end(right: HeldRight) -> bool:
    """Organismes write « no end » as the year 2999 or 9999."""
    return right.end is not None and right.end < _NO_END


def is_followed(right: HeldRight, rights: tuple[HeldRight, ...]) -> bool:
    """Whether the same right goes on after this period, without a hole."""
    if right.end is None:
        return False
    after = add_days(right.end, 1)
    return any(
        other.benefit == right.benefit
        and other.state is not RightState.REQUESTED
        and (other.start is None or other.start <= after)
        and (other.end is None or other.end > right.end)
        for other in rights
        if other is not right
    )


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
