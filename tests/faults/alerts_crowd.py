"""A hundred thousand persons who wait to be looked at, of whom a known number is to be told something today, by e-mail and by SMS.

They are written straight into notify's tables, with the profile that a sweep of the day before would have left. Most have nothing to be told and no
address; one in ten is drawn from the population of the calendar's bench, with all its rules, and is told in the portal alone.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bench.calendar_population import draw
from chassis.crypto import Vault
from chassis.db import Database, new_id, unit_of_work
from services.notify.calendar.loader import load
from services.notify.domain.calendar import outlook
from services.notify.domain.months import add_months
from services.notify.domain.preferences import Address
from services.notify.domain.profile import HeldRight, Profile, RightState
from services.notify.domain.reconcile import reconcile
from services.notify.domain.rulebook import Rulebook
from services.notify.domain.sending.channels import Channel
from services.notify.domain.territories import today_of
from services.notify.store import addresses, watched
from services.notify.store.watched import Watched
from tests.faults.alerts_counting import Due

# A Tuesday that is no public holiday, an hour before telephones may ring: e-mails leave while the sweep goes on, SMS at nine.
DAWN = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = DAWN.date()
# CSS: may be asked for from four months before its end; AAH: from nine.
CSS_END, AAH_END = add_months(TODAY, 4), add_months(TODAY, 9)
_CHUNK, _AT_ONCE = 500, 4
_DRAWN_ONE_IN = 10
# The range that ARCEP keeps for fiction; its first numbers stand for failures.
_TELEPHONES, _MOST_REACHED = 639_980_100, 9_800


@dataclass(frozen=True, slots=True)
class Size:
    """How many persons; how many of them are to be told something by e-mail and SMS, and of these how many two things."""

    persons: int
    reached: int
    twofold: int


WHOLE = Size(persons=100_000, reached=3_000, twofold=500)


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who is to be told `count` things today."""

    person_id: str
    email: str
    telephone: str
    count: int

    def due(self) -> Iterator[Due]:
        """What each channel is to bring."""
        yield Due(self.person_id, Channel.EMAIL, self.email, self.count)
        yield Due(self.person_id, Channel.SMS, self.telephone, self.count)


@dataclass(frozen=True)
class Crowd:
    """`told`: person → how many dates the calendar tells them today, where it is more than none."""

    reached: Sequence[Reached]
    told: dict[str, int]


def css(end: date, start: date | None = None) -> HeldRight:
    """The right that is about to end, or the one that follows it."""
    return HeldRight("c2s", "cnam", RightState.OPEN, start, end)


def openings(profile: Profile, rulebook: Rulebook) -> int:
    """How many dates the first look of the day tells this person."""
    today = today_of(DAWN, profile.territory)
    return len(reconcile({}, outlook(profile, rulebook, today).items, today).openings)


class Filling:
    """Writes the crowd. `say`: told how far it is."""

    def __init__(self, database: Database, vault: Vault, size: Size, say: Callable[[str], None]) -> None:
        if size.reached > min(_MOST_REACHED, size.persons):
            raise ValueError("more persons to reach than there are, or than numbers kept for fiction")
        self._database, self._vault, self._size, self._say = database, vault, size, say
        self._rulebook, self._dice = load(), Random(5)  # noqa: S311  a crowd, not a key
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._written, self._numbers = 0, itertools.count()
        self._reached: list[Reached] = []
        self._told: dict[str, int] = {}

    async def fill(self) -> Crowd:
        """Everybody, those who are to be reached among the others."""
        chosen = self._dice.sample(range(self._size.persons), self._size.reached)
        counts = {rank: 2 if place < self._size.twofold else 1 for place, rank in enumerate(chosen)}
        starts = range(0, self._size.persons, _CHUNK)
        await asyncio.gather(*(self._chunk(range(at, min(at + _CHUNK, self._size.persons)), counts) for at in starts))
        return Crowd(self._reached, self._told)

    async def _chunk(self, ranks: range, counts: Mapping[int, int]) -> None:
        async with self._places:
            persons = [self._person(rank, counts.get(rank, 0)) for rank in ranks]
            reached = [
                self._reach(person.person_id, counts[rank])
                for person, rank in zip(persons, ranks, strict=True)
                if rank in counts
            ]
            async with unit_of_work(self._database) as session:
                # They began to wait at some moment of the night: those to be reached are looked at among all the others.
                since = DAWN - timedelta(seconds=self._dice.randrange(3600))
                await watched.add_known(session, self._vault, persons, since)
                for one in reached:
                    for channel, text in ((Channel.EMAIL, one.email), (Channel.SMS, one.telephone)):
                        await addresses.confirm(session, self._vault, Address(one.person_id, channel, text, since))
            self._reached += reached
            self._written += len(persons)
            if self._written % (self._size.persons // 5) < _CHUNK:
                self._say(f"  {self._written} personnes écrites")

    def _person(self, rank: int, count: int) -> Watched:
        person_id, profile = new_id(), self._profile(rank, count)
        told = openings(profile, self._rulebook)
        if count and told != count:
            raise ValueError(f"the calendar tells {told} dates where {count} are due: this crowd proves nothing")
        if told:
            self._told[person_id] = told
        return Watched(person_id, profile, DAWN - timedelta(hours=1), frozenset())

    def _profile(self, rank: int, count: int) -> Profile:
        if count:
            aah = HeldRight("aah", "cnaf", RightState.OPEN, None, AAH_END)
            return Profile(date(1980, 5, 1), "63", rights=(css(CSS_END), aah)[:count])
        if rank % _DRAWN_ONE_IN == 0:
            return draw(rank, 1, TODAY)[0]
        return Profile(date(1970, 1, 1), "63")

    def _reach(self, person_id: str, count: int) -> Reached:
        number = next(self._numbers)
        return Reached(person_id, f"p{number}@exemple.fr", f"+33{_TELEPHONES + number}", count)
