"""The hours at which a telephone may ring: 09:00 to 17:00 on the person's own clock, never on a Sunday or on a public holiday where they live.

Public holidays are those of `holidays` (France, with Alsace-Moselle and the overseas territories). A choice of the project, as are the hours: the law
sets hours for canvassing only.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from services.notify.domain.sending.channels import Channel
from services.notify.domain.territories import territory_of, zone_of

OPENS, CLOSES = time(9), time(17)
# What rings or lights up a telephone. An e-mail and a letter wait in their box.
_RINGS = frozenset({Channel.SMS, Channel.PUSH})
# INSEE code of the département → its name in `holidays`; every other one has the days of the metropole alone.
_SUBDIVISIONS = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974", "975": "PM", "976": "976",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_SUNDAY = 6
_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def _public_holidays(subdivision: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=subdivision or None, years=year))


def is_rest_day(day: date, department: str) -> bool:
    """A Sunday, or a public holiday in that département ("63", "974"; empty: the metropole)."""
    return day.weekday() == _SUNDAY or day in _public_holidays(_SUBDIVISIONS.get(department, ""), day.year)


def first_hour(channel: Channel, instant: datetime, department: str) -> datetime:
    """The first instant, this one or a later one, at which the channel may be used."""
    if channel not in _RINGS:
        return instant
    zone = zone_of(territory_of(department))
    local = instant.astimezone(zone)
    if not is_rest_day(local.date(), department) and OPENS <= local.time() < CLOSES:
        return instant
    day = local.date() if local.time() < OPENS else local.date() + _DAY
    while is_rest_day(day, department):
        day += _DAY
    return datetime.combine(day, OPENS, zone).astimezone(instant.tzinfo)
