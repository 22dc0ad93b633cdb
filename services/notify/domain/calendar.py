"""The calendar of a person on a day: pure, from what is known of them and the dated rules.

What an organisme says always wins over what is computed. Nothing here knows the time: the day is given, in the person's territory
(`territories.today_of`).
"""

from collections.abc import Iterable, Iterator
from datetime import date

from services.notify.domain.dated import dated_things, gaps, scholarship, told_without_rule
from services.notify.domain.declarations import declarations
from services.notify.domain.due import DueItem, ItemState, Outlook
from services.notify.domain.family import school_year
from services.notify.domain.items import Horizon, horizon_of
from services.notify.domain.months import add_days
from services.notify.domain.profile import DutyKind, HeldRight, Profile
from services.notify.domain.renewals import renewals
from services.notify.domain.retirement import retirement
from services.notify.domain.rulebook import Rulebook

# Whoever has no date at all is looked at again then. What enters the horizon later opens later still: no rule opens a year ahead (the loader
# refuses it), and the horizon is of eighteen months.
QUIET_DAYS = 180


def outlook(profile: Profile, rulebook: Rulebook, today: date) -> Outlook:
    """The items of a person, and the day on which to look again."""
    items = due_items(profile, rulebook, today)
    return Outlook(items, next_look(items, today))


def due_items(profile: Profile, rulebook: Rulebook, today: date) -> tuple[DueItem, ...]:
    """The dates that matter, from those of the last 90 days to those of the coming 18 months, soonest first."""
    horizon = horizon_of(today)
    found = [item for right in profile.rights for item in _of_right(right, profile, rulebook, horizon)]
    said = {item.benefit for item in found if "end" in item.facts and item.state_on(today) is not ItemState.MISSED}
    found += retirement(rulebook.retirement, profile, horizon)
    found += dated_things(profile, rulebook, horizon)
    if profile.scholarship:
        found += scholarship(profile, rulebook, horizon)
    if profile.gaps:
        found += gaps(profile, rulebook, said, horizon)
    return _once(found)


def _of_right(right: HeldRight, profile: Profile, rulebook: Rulebook, horizon: Horizon) -> Iterator[DueItem]:
    foreseen: set[DutyKind] = set()
    for rule in rulebook.declarations.get(right.benefit, ()):
        foreseen.add(DutyKind.DECLARATION)
        yield from declarations(rule, right, profile, horizon)
    for renewal in rulebook.renewals.get(right.benefit, ()):
        if renewal.head.until is None or renewal.head.until >= horizon.first:
            foreseen.add(DutyKind.RENEWAL)
            yield from renewals(renewal, right, profile, horizon)
    for yearly in rulebook.schooling.get(right.benefit, ()):
        foreseen.add(DutyKind.CONFIRMATION)
        yield from school_year(yearly, right, profile, horizon)
    for duty in right.duties:
        if duty.kind not in foreseen and duty.due >= horizon.first:
            yield told_without_rule(right, duty, rulebook)


def _once(found: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """Each key once, told before computed, soonest due first."""
    kept: dict[str, DueItem] = {}
    for item in found:
        if item.key not in kept or kept[item.key].computed:
            kept[item.key] = item
    return tuple(sorted(kept.values(), key=lambda item: (item.due_date, item.key)))


def next_look(items: Iterable[DueItem], today: date) -> date:
    """The first day after today on which an item opens, is missed, or comes to a day of sending."""
    nearest = add_days(today, QUIET_DAYS)
    for item in items:
        if item.done_time is None and not item.automatic and today <= item.due_date:
            nearest = min(nearest, _next_day(item, today))
    return nearest


def _next_day(item: DueItem, today: date) -> date:
    if today < item.open_date:
        return item.open_date
    return next((day for day in item.remind_on if day > today), None) or add_days(item.due_date, 1)
