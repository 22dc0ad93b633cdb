"""Resources declared every three months (DTR): the person's own cycle, and the months that each declaration is about."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from services.notify.domain.due import DueItem
from services.notify.domain.items import Horizon, Matter, Span, Standing, make_item, placed, right_of, span_of
from services.notify.domain.months import add_days, add_months, first_of, last_of, month_index
from services.notify.domain.profile import Duty, DutyKind, HeldRight, Profile, RightState
from services.notify.domain.rulebook import Belated, DeclarationRule

_DECLARED = (RightState.OPEN, RightState.SUSPENDED, RightState.ENDED)


def declarations(rule: DeclarationRule, right: HeldRight, profile: Profile, horizon: Horizon) -> Iterator[DueItem]:
    """What the organisme tells, then one declaration after the other, from its cycle or from the right's first month."""
    told = [duty for duty in right.duties if duty.kind is DutyKind.DECLARATION]
    matter, department = right_of(right), profile.department
    if department not in rule.departments:
        department = ""
    for duty in told:
        if duty.due >= horizon.first:
            yield _told(rule, matter, department, duty)
        if rule.late:
            yield from _late(rule.late, matter, duty, horizon)
    if rule.only_if_working and not profile.works:
        return
    for month in _months(rule, right, told, horizon):
        span, standing = _computed(rule, right.organisme, department, month)
        yield placed(rule.head, matter, span, standing)


# Everybody of an organisme has the same few months: they are worked out once.
@lru_cache(maxsize=16_384)
def _computed(rule: DeclarationRule, organisme: str, department: str, month: int) -> tuple[Span, Standing]:
    about = reference_months(rule, organisme, department, month)
    return span_of(rule.head, first_of(month), last_of(month)), Standing(reference_months=about)


def _told(rule: DeclarationRule, matter: Matter, department: str, duty: Duty) -> DueItem:
    month = month_index(duty.due)
    about = duty.reference_months or reference_months(rule, matter.organisme, department, month)
    standing = Standing(done=duty.done, reference_months=about, computed=False)
    return make_item(rule.head, matter, duty.open or first_of(month), duty.due, standing)


def _late(rule: Belated, matter: Matter, duty: Duty, horizon: Horizon) -> Iterator[DueItem]:
    """A declaration that the organisme still waits for once its date has passed."""
    last = add_months(duty.due, rule.months)
    made_late = duty.done is None or duty.done.date() > duty.due
    if duty.due < horizon.today and last >= horizon.first and made_late:
        standing = Standing(done=duty.done, computed=False, facts={"was_due": duty.due})
        yield make_item(rule.head, matter, add_days(duty.due, 1), last, standing)


def _months(rule: DeclarationRule, right: HeldRight, told: Sequence[Duty], horizon: Horizon) -> range:
    """The months of declaration that are computed, within the horizon and before the right's end."""
    if told:
        anchor = max(month_index(duty.due) for duty in told)
    elif right.start and right.state in _DECLARED:
        anchor = month_index(right.start)
    else:
        return range(0)
    # Nobody has said whether those that are past were made.
    start = max(month_index(horizon.today), month_index(rule.head.since), anchor + rule.every)
    first = start + (anchor - start) % rule.every
    # The last whole month that the horizon holds; no declaration once the right has ended.
    stop = month_index(horizon.last)
    if rule.head.until:
        stop = min(stop, month_index(rule.head.until) + 1)
    if right.end:
        stop = min(stop, month_index(right.end) + 1)
    if right.state is RightState.ENDED and right.end is None:
        return range(0)
    return range(first, stop, rule.every)


def reference_months(rule: DeclarationRule, organisme: str, department: str, month: int) -> tuple[date, ...]:
    """The months that the declaration of a month is about, oldest first; none before the rule began."""
    day = first_of(month)
    for reference in reversed(rule.references):
        if (
            reference.since <= day
            and (not reference.organismes or organisme in reference.organismes)
            and (not reference.departments or department in reference.departments)
        ):
            return tuple(first_of(month - back) for back in reference.back)
    return ()
