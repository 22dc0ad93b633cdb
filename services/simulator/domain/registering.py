"""Registering as a job seeker after a contract: until when one may, and from when the unemployment benefit may then be paid.

One registers within twelve months of the contract's end, longer after an illness, a maternity or an invalidity (règlement d'assurance chômage annexed to
the convention of 15 November 2024, article 7, read at juriblio.fr on 2026-11-22). The days of waiting begin once everything is there, the registration
included.
"""

from datetime import date, timedelta

from services.simulator.domain.household import Career, Household, Person, months_after
from services.simulator.domain.vocabulary import Resource

_MONTHS_TO_REGISTER = 12
MOST_MONTHS = 60
# Months in which one of these is paid do not count (article 7, § 2).
_PUTS_OFF = (Resource.DAILY_ALLOWANCE, Resource.DISABILITY_PENSION)


def last_month_to_register(household: Household, person: Person, end: date) -> date:
    """The first day of the last month in which one may register."""
    paid = [household.resources.get((person.key, kind)) for kind in _PUTS_OFF]
    put_off = 0
    for ago in range(1, MOST_MONTHS):
        month = months_after(end, ago)
        if month > household.month or ago > _MONTHS_TO_REGISTER + put_off:
            break
        put_off += any(series is not None and series.at(month) for series in paid)
    return months_after(end, _MONTHS_TO_REGISTER + put_off)


def is_late(household: Household, person: Person) -> bool:
    """Whether the person is told to have registered too late for the last contract."""
    career = person.career
    if career is None or career.contract_end_date is None or career.registration_date is None:
        return False
    return career.registration_date.replace(day=1) > last_month_to_register(household, person, career.contract_end_date)


def open_from(career: Career, end: date) -> date:
    """The first day on which everything is there: no contract any more, and a registration, at the end of the contract where it is not told."""
    day_after = end + timedelta(days=1)
    return max(day_after, career.registration_date or day_after)
