"""How often: what comes within an hour goes together, and a day has a limit. Nothing is dropped: what is too much today goes tomorrow, at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.hours import first_hour
from services.notify.domain.territories import territory_of, zone_of

TOGETHER = timedelta(hours=1)
# A choice of the project: times a day that one person is reached through one channel.
CAPS: Mapping[Channel, int] = {Channel.EMAIL: 4, Channel.SMS: 2, Channel.PUSH: 4}
# What was held over a night leaves in the morning, by whatever channel.
_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Past:
    """What a person was sent through one channel: when last, and how often on their present day."""

    last: datetime | None = None
    today: int = 0


def moment(channel: Channel, now: datetime, department: str, past: Past) -> datetime:
    """When to send: now, or the first instant that leaves the person in peace for an hour, within the day's limit, at an hour of the channel.

    The first message of an hour leaves at once; what comes after it waits for the end of that hour and leaves together.
    """
    if channel not in CAPS:
        return now
    earliest = max(now, past.last + TOGETHER) if past.last else now
    if past.today >= CAPS[channel]:
        zone = zone_of(territory_of(department))
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        earliest = max(earliest, datetime.combine(tomorrow, _MORNING, zone).astimezone(now.tzinfo))
    return first_hour(channel, earliest, department)
