"""What children's ages bring: the ARS of each school year."""

from collections.abc import Iterator
from datetime import date

from services.notify.domain.due import DueItem
from services.notify.domain.items import Horizon, Standing, make_item, right_of
from services.notify.domain.months import add_days, nth_weekday
from services.notify.domain.profile import Duty, DutyKind, HeldRight, Profile, RightState
from services.notify.domain.rulebook import PaymentDay, SchoolRule


def school_year(rule: SchoolRule, right: HeldRight, profile: Profile, horizon: Horizon) -> Iterator[DueItem]:
    """What the organisme asks to confirm, then one item a year for all the children of the rule's ages."""
    told = [duty for duty in right.duties if duty.kind is DutyKind.CONFIRMATION] if rule.opens else []
    for duty in told:
        if duty.due >= horizon.first:
            yield _told(rule, right, profile, duty)
    if not profile.children or profile.territory not in rule.territories or not _is_last(right, profile.rights):
        return
    for year in range(horizon.first.year, horizon.last.year + 1):
        if not any(_last_opening(rule, duty.due).year == year for duty in told) and _has_child(rule, profile, year):
            item = _computed(rule, right, payment_day(rule.payments[profile.territory], year))
            if horizon.holds(item.due_date) and rule.head.holds(item.due_date):
                yield item


def _told(rule: SchoolRule, right: HeldRight, profile: Profile, duty: Duty) -> DueItem:
    opens = duty.open or _last_opening(rule, duty.due)
    payment = rule.payments.get(profile.territory)
    facts: dict[str, date | str] = {"paid": payment_day(payment, duty.due.year)} if payment else {}
    return make_item(rule.head, right_of(right), opens, duty.due, Standing(done=duty.done, computed=False, facts=facts))


def _last_opening(rule: SchoolRule, due: date) -> date:
    """The last day before it on which the rule opens: what is asked for in January opened in July."""
    if rule.opens is None:
        return due
    same_year = date(due.year, *rule.opens)
    return same_year if same_year <= due else date(due.year - 1, *rule.opens)


def _computed(rule: SchoolRule, right: HeldRight, paid: date) -> DueItem:
    if rule.opens is None:
        return make_item(rule.head, right_of(right), paid, paid, Standing(automatic=True, facts={"paid": paid}))
    # Told the day before the payment at the latest, or it comes after the others'.
    opens, due = date(paid.year, *rule.opens), add_days(paid, -1)
    return make_item(rule.head, right_of(right), opens, due, Standing(facts={"paid": paid}))


def _is_last(right: HeldRight, rights: tuple[HeldRight, ...]) -> bool:
    """A yearly benefit is held again each year: only the newest period speaks of the next."""
    if right.state in (RightState.UNKNOWN, RightState.REQUESTED):
        return False
    mine = (right.start or date.min, right.organisme)
    return all((other.start or date.min, other.organisme) <= mine for other in rights if other.benefit == right.benefit)


def _has_child(rule: SchoolRule, profile: Profile, year: int) -> bool:
    adult = date(year - 18, *rule.minor_on)
    return any(
        rule.youngest <= year - child.birth_date.year <= rule.oldest and child.birth_date > adult
        for child in profile.children
    )


def payment_day(payment: PaymentDay, year: int) -> date:
    """Told, or as it has been until now."""
    return payment.told.get(year) or nth_weekday(year, payment.month, payment.weekday, payment.rank)
