"""What the use cases work with, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from chassis.bus import Event
from services.rights.domain.vocabulary import Organisme
from services.rights.store.accesses import Access

Clock = Callable[[], datetime]

_PARIS = ZoneInfo("Europe/Paris")
# The least level of a login that lets health details be seen: eIDAS substantial.
_SUBSTANTIAL = 2


class Announcer(Protocol):
    """The events that this service publishes."""

    def access_recorded(self, access: Access, now: datetime) -> Event:
        """The portal read what an organisme answers to a question about a person."""

    def right_observed(self, person_id: str, organisme: Organisme, benefit: str) -> Event:
        """An organisme gave another answer than the last time about a right."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The person who reads, how surely they are known (0 to 3), and why they read."""

    person_id: str
    assurance: int
    purpose: str

    @property
    def health_cleared(self) -> bool:
        """Whether the login is strong enough for what tells something about health."""
        return self.assurance >= _SUBSTANTIAL


def day_of(now: datetime) -> date:
    """The calendar day of the law: the one in Paris."""
    return now.astimezone(_PARIS).date()
