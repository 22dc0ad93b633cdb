"""Retirement: when to ask for the one that was chosen, and the legal age for who has not chosen yet."""

from collections.abc import Iterator
from datetime import date

from services.notify.domain.due import DueItem
from services.notify.domain.items import Horizon, Matter, Standing, make_item
from services.notify.domain.months import add_months, first_of, month_index
from services.notify.domain.profile import Profile, RightState
from services.notify.domain.rulebook import RetirementRule


def retirement(rule: RetirementRule, profile: Profile, horizon: Horizon) -> Iterator[DueItem]:
    """At most one item: the request of a retirement that was chosen, or the legal age."""
    held = any(right.benefit in rule.benefits and right.state is not RightState.REQUESTED for right in profile.rights)
    if held:
        return
    times = [asked.time for asked in profile.asked if asked.benefit in rule.benefits]
    if start := profile.retirement_date:
        opens, due = rule.opens.before(start), rule.closes.before(start)
        if horizon.holds(due) and rule.head.holds(due):
            standing = Standing(done=min(times, default=None), facts={"start": start})
            yield make_item(rule.head, Matter("retraite", "retraite-base"), opens, due, standing)
    elif profile.birth_date and not times:
        legal = legal_date(rule, profile.birth_date)
        if legal and horizon.holds(legal) and rule.age_head.holds(legal):
            facts: dict[str, date | str] = {"start": legal}
            matter = Matter("retraite", "retraite-base")
            yield make_item(rule.age_head, matter, rule.age_opens.before(legal), legal, Standing(facts=facts))


def legal_date(rule: RetirementRule, born: date) -> date | None:
    """The first day on which a pension can begin: the first of the month that follows the legal age, or the day itself if it is a first."""
    reached = next((one for one in reversed(rule.generations) if one.born <= born), None)
    if reached is None:
        return None
    birthday = add_months(born, reached.months)
    return birthday if birthday.day == 1 else first_of(month_index(birthday) + 1)
