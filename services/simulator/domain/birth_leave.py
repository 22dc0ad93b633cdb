"""Daily allowances of maternity and paternity leaves (employee), by a model of ours: the wages of three months, each up to the ceiling of social
security, less a flat 21 %, over 91.25 days.

In the wired household they take the place of the wage that is only carried on into the leave; a wage that is told month by month is left as it is
told. Amounts are cents of euro; the figures are those of `catalogue/birth_leave.yaml`.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.simulator.domain.family_rules import BirthLeaveRules
from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.past import ADULTS
from services.simulator.domain.vocabulary import Activity, Basis, LeaveKind, Resource
from services.simulator.domain.wages import TEN_THOUSAND

EMPLOYED = frozenset({Activity.EMPLOYEE, Activity.APPRENTICE, Activity.SICK_LEAVE})
# The benefit that is paid during each leave.
ALLOWANCES = {LeaveKind.MATERNITY: "ij-maternite", LeaveKind.PATERNITY: "ij-paternite"}
# How far back a wage is looked for when the three months before the leave have none.
_YEAR = 12
_BORN_TOGETHER_DAYS = 3


@dataclass(frozen=True, slots=True)
class BirthLeave:
    """A leave, from its first day to its last."""

    kind: LeaveKind
    start: date
    end: date

    def days_in(self, month: date) -> int:
        """Its days in a month."""
        first = max(self.start, month)
        last = min(self.end, month.replace(day=monthrange(month.year, month.month)[1]))
        return max(0, (last - first).days + 1)

    @property
    def months(self) -> Iterator[date]:
        """The months that it touches."""
        month = self.start.replace(day=1)
        while month <= self.end:
            yield month
            month = months_after(month, 1)


@dataclass(frozen=True, slots=True)
class DailyAllowance:
    """A day's allowance: before CSG and CRDS and after, what the three months add up to as they count, and the ceiling of each."""

    gross_cents: int
    net_cents: int
    wages_cents: int
    ceiling_cents: int
    since: date


def birth_leave(household: Household, person: Person, rules: BirthLeaveRules) -> BirthLeave | None:
    """The leave of somebody: as told, else as the law lays it out around an expected birth; None when there is none, or when its start is not known."""
    told = person.leave
    if told is not None and told.kind in (LeaveKind.PATERNITY, LeaveKind.MATERNITY):
        return _told(household, person, rules)
    if told is not None and told.kind is LeaveKind.NONE:
        return None
    due = person.expected_birth_date
    return _around(household, due, rules) if due is not None and person.role in ADULTS else None


def _told(household: Household, person: Person, rules: BirthLeaveRules) -> BirthLeave | None:
    told = person.leave
    if told is None:
        return None
    if told.start_date is None:
        due = person.expected_birth_date or _born(household)
        return _around(household, due, rules) if told.kind is LeaveKind.MATERNITY and due is not None else None
    return BirthLeave(told.kind, told.start_date, told.end_date or _end(household, told.start_date, told.kind, rules))


def _end(household: Household, start: date, kind: LeaveKind, rules: BirthLeaveRules) -> date:
    if kind is LeaveKind.PATERNITY:
        days = rules.paternity_days_of_several if _several(household) else rules.paternity_days
        return start + timedelta(days=days - 1)
    before, after = _days(household, start + timedelta(days=rules.days_before), rules)
    return start + timedelta(days=before + after - 1)


def _around(household: Household, due: date, rules: BirthLeaveRules) -> BirthLeave:
    before, after = _days(household, due, rules)
    return BirthLeave(LeaveKind.MATERNITY, due - timedelta(days=before), due + timedelta(days=after - 1))


def _days(household: Household, due: date, rules: BirthLeaveRules) -> tuple[int, int]:
    """Days before and after the birth, by how many children were there."""
    there = sum(child.birth_date < due - timedelta(days=_YEAR) for child in household.children)
    if there >= rules.children_before_third:
        return rules.days_before_of_third, rules.days_after_of_third
    return rules.days_before, rules.days_after


def _born(household: Household) -> date | None:
    """The last birth of the household, a child to be born included."""
    return max((child.birth_date for child in household.children), default=None)


def _several(household: Household) -> bool:
    last = _born(household)
    return (
        last is not None and sum((last - one.birth_date).days <= _BORN_TOGETHER_DAYS for one in household.children) > 1
    )


def daily_allowance(household: Household, person: Person, start: date, rules: BirthLeaveRules) -> DailyAllowance | None:
    """What a day of leave is worth; None where no wage is known before it."""
    wages = household.resources.get((person.key, Resource.WAGE))
    paid = _wages_before(wages, start, rules) if wages is not None else []
    if not paid:
        return None
    # R331-5: the ceiling in force on the last day of the month before the leave.
    values = rules.at(start.replace(day=1) - timedelta(days=1))
    counted = sum(min(amount, values.wage_ceiling_cents) for amount in paid) * rules.wage_months // len(paid)
    left = counted * (TEN_THOUSAND - rules.deducted_rate) / TEN_THOUSAND
    gross = max(round(left * 100 / rules.wage_days_hundredths), values.least_cents)
    net = round(gross * (TEN_THOUSAND - rules.contribution_rate) / TEN_THOUSAND)
    return DailyAllowance(gross, net, counted, values.wage_ceiling_cents, values.start)


def _wages_before(wages: Series, start: date, rules: BirthLeaveRules) -> list[int]:
    """The gross wages of the months before the leave that have one: the last three, or else the last three of the year."""
    months = [months_after(start, -back) for back in range(1, _YEAR + 1)]
    paid = [
        (rank, rules.wages.gross(amount, wages.basis))
        for rank, m in enumerate(months)
        if (amount := _known_at(wages, m))
    ]
    near = [gross for rank, gross in paid if rank < rules.wage_months]
    return near or [gross for _, gross in paid[: rules.wage_months]]


def _known_at(wages: Series, month: date) -> int:
    """The wage of a month: as told, and before and after that as at its nearest end."""
    amount = wages.at(month)
    if amount is not None or not wages.amounts_cents:
        return amount or 0
    return wages.amounts_cents[0 if month < wages.first_month else -1]


def with_birth_allowances(household: Household, rules: BirthLeaveRules) -> Household:
    """The same household, with the allowances of each employee on leave for whom none is given, and without the wage that they take the place of."""
    added: dict[tuple[str, Resource], Series] = {}
    for person in household.persons:
        leave = birth_leave(household, person, rules) if person.activity in EMPLOYED else None
        if leave is None or (household.knows(person.key, Resource.DAILY_ALLOWANCE) and not _is_ahead(leave, household)):
            continue
        daily = daily_allowance(household, person, leave.start, rules)
        if daily is not None and (person.key, Resource.DAILY_ALLOWANCE) not in household.resources:
            wages = household.resources[person.key, Resource.WAGE]
            added[person.key, Resource.DAILY_ALLOWANCE] = _laid_out(leave, daily, wages)
            added[person.key, Resource.WAGE] = _cut(wages, leave)
    return household.changed(resources={**household.resources, **added}) if added else household


def _is_ahead(leave: BirthLeave, household: Household) -> bool:
    """« None » speaks of the past: it cannot deny a leave that still lasts."""
    return leave.end >= household.month


def _laid_out(leave: BirthLeave, daily: DailyAllowance, wages: Series) -> Series:
    """Month by month, net; nothing beside a wage that is told for the very month."""
    amounts = (0 if _is_told(wages, month) else leave.days_in(month) * daily.net_cents for month in leave.months)
    return Series(leave.start.replace(day=1), tuple(amounts), basis=Basis.NET)


def _is_told(wages: Series, month: date) -> bool:
    return wages.first_month <= month <= wages.last_month and bool(wages.at(month))


def _cut(wages: Series, leave: BirthLeave) -> Series:
    """The wage, the months that were only carried on less the days of leave."""
    last = leave.end.replace(day=1)
    if not wages.continues or last <= wages.last_month:
        return wages
    carried = wages.amounts_cents[-1]
    amounts = list(wages.amounts_cents)
    month = months_after(wages.last_month, 1)
    while month <= last:
        days = monthrange(month.year, month.month)[1]
        amounts.append(carried * (days - leave.days_in(month)) // days)
        month = months_after(month, 1)
    return replace(wages, amounts_cents=(*amounts, carried))
