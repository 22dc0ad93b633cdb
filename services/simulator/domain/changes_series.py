"""Cutting and continuing series of amounts on a given day.

The month of the change is shared between the two amounts by its days: somebody who loses a wage of 3 000 € on 11 April keeps 1 000 € of it.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.vocabulary import Basis, Resource
from services.simulator.domain.wages import TEN_THOUSAND, WageRates

# The contract's limit on a series; the oldest months go first, since no rule reads back so far.
_LONGEST = 60
# No rule reads further back than the year before last.
_LOOKED_AT = 36


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def months_between(first: date, last: date) -> int:
    """How many months from the one to the other; negative when `last` comes first."""
    return (last.year - first.year) * 12 + last.month - first.month


def converted(cents: int, basis: Basis, wanted: Basis, rates: WageRates) -> int:
    """A wage in another notion, by flat rates."""
    if basis is wanted:
        return cents
    if wanted is Basis.GROSS:
        return rates.gross(cents, basis)
    if wanted is Basis.TAXABLE:
        return round(rates.gross(cents, basis) * rates.taxable / TEN_THOUSAND)
    return rates.net_of(cents, basis)


def shared(before: int, after: int, day: date) -> int:
    """What the month of the change amounts to, by its days, to the nearest cent; `day` is the first one of `after`."""
    days = monthrange(day.year, day.month)[1]
    return (2 * (before * (day.day - 1) + after * (days - day.day + 1)) + days) // (2 * days)


def switched(series: Series, day: date, cents: int) -> Series:
    """The series until `day`, then `cents` a month without end. Months that it does not tell before `day` count as nil."""
    month = month_of(day)
    past = tuple(
        series.at(months_after(series.first_month, i)) or 0 for i in range(months_between(series.first_month, month))
    )
    amounts = (*past, shared(series.at(month) or 0, cents, day), cents)
    first = min(series.first_month, month)
    dropped = max(0, len(amounts) - _LONGEST)
    return Series(months_after(first, dropped), amounts[dropped:], continues=True, basis=series.basis)


def paid_from(household: Household, key: tuple[str, Resource], day: date, cents: int) -> Household:
    """The household where somebody has a resource from `day` on, in the notion in which it is known, net where it is not.

    What was never told of it before counts as nil, over all that rules look at.
    """
    nothing = Series(months_after(household.month, -_LOOKED_AT), (0,), continues=True)
    series = switched(household.resources.get(key, nothing), day, cents)
    return household.changed(resources={**household.resources, key: series})


def ended(household: Household, person: str, kinds: Iterable[Resource], day: date) -> Household:
    """The household where these resources of a person are nil from `day` on. What was not known before stays so."""
    resources = dict(household.resources)
    for kind in kinds:
        if (person, kind) in resources:
            resources[person, kind] = switched(resources[person, kind], day, 0)
    return household.changed(resources=resources)


def unknown(household: Household, person: str, kind: Resource) -> Household:
    """The household where it is not known whether this person has this resource: what depends on it cannot be told."""
    without = set(household.without)
    if (person, None) in without:
        without.remove((person, None))
        without |= {(person, other) for other in Resource}
    without.discard((person, kind))
    resources = {key: series for key, series in household.resources.items() if key != (person, kind)}
    return household.changed(resources=resources, without=frozenset(without))


def with_person(household: Household, changed: Person) -> Household:
    """The household where the person of the same key is this one."""
    return household.changed(persons=tuple(changed if one.key == changed.key else one for one in household.persons))


def without_persons(household: Household, keys: Iterable[str]) -> Household:
    """The household without these persons, their resources, and what they alone received."""
    gone = frozenset(keys)
    return household.changed(
        persons=tuple(person for person in household.persons if person.key not in gone),
        resources={key: series for key, series in household.resources.items() if key[0] not in gone},
        without=frozenset(line for line in household.without if line[0] not in gone),
        received=tuple(line for line in household.received if line.person not in gone),
        tax_incomes={key: cents for key, cents in household.tax_incomes.items() if key[1] not in gone},
    )
