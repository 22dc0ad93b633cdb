"""The sweep: persons of whom something may change today are looked at, each once, by whoever is free.

Restartable: persons are taken by a lease, what is decided of them is written in one transaction with the end of the lease, and a sweeper that
dies leaves them to the next. Idempotent: a date is told under its key, once.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.db import TRANSIENT, Database, new_id, read_session, unit_of_work
from chassis.errors import Problem
from services.notify.domain.calendar import outlook
from services.notify.domain.due import Outlook
from services.notify.domain.profile import Profile
from services.notify.domain.reconcile import Plan, Reminder, reconcile
from services.notify.domain.territories import zone_of
from services.notify.store import reminders, watched
from services.notify.store.watched import Lease, Looked, Watched
from services.notify.usecases.context import Notify
from services.notify.usecases.record import write_plans
from services.notify.usecases.refresh import refreshed

_log = logging.getLogger(__name__)
_LEASE = timedelta(minutes=5)
# Before anything leaves, what is known of the person must be of today; and nobody is left for longer than a month on what was known.
_FRESH, _STALE = timedelta(days=1), timedelta(days=30)
_LATER = timedelta(minutes=5)
_TURN_SECONDS, _AWAY_SECONDS = 60.0, 5.0
# News come together: a login makes every organisme answer within a few seconds.
_SETTLE_SECONDS = 2.0
_BATCH, _AT_ONCE, _RECALLED = 100, 8, 5000


@dataclass(frozen=True, slots=True)
class _View:
    """A person as looked at now, and what the calendar says of them: nothing while they were never read. `new`: read again just now.

    `gone`: identity knows them no longer.
    """

    person: Watched
    outlook: Outlook | None
    new: bool = False
    gone: bool = False


@dataclass
class Sweeper:
    """One worker; any number of them may run, in any number of processes."""

    database: Database
    notify: Notify
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    owner: str = field(default_factory=new_id)
    batch: int = _BATCH

    async def run(self) -> NoReturn:
        """Sweeps when somebody rings, and each minute: a day begins at some hour in every territory. A database that is away is waited for."""
        recalled = False
        while True:
            try:
                if not recalled:
                    await self.recall()
                    recalled = True
                await self.everybody()
                pause = _TURN_SECONDS
            except TRANSIENT as away:
                _log.warning("sweep waits", extra={"reason": type(away).__name__})
                pause = _AWAY_SECONDS
            await self._until_rung(pause)

    async def recall(self) -> int:
        """Everybody who was looked at by other rules is to be looked at again; how many."""
        count = 0
        while True:
            async with unit_of_work(self.database) as session:
                found = await watched.recall(session, self.notify.rulebook.version, self.notify.now(), _RECALLED)
            count += found
            if found < _RECALLED:
                return count

    async def everybody(self) -> int:
        """All who are to be looked at now; how many."""
        count = 0
        while taken := await self.once():
            count += taken
        return count

    async def once(self) -> int:
        """One batch; how many persons were taken."""
        now = self.notify.now()
        async with unit_of_work(self.database) as session:
            lease = Lease(self.owner, now + _LEASE)
            taken = await watched.take(session, self.notify.vault, now, lease, self.batch)
        if taken:
            with telemetry.span("sweep persons", telemetry.SpanKind.INTERNAL, attributes={"batch.size": len(taken)}):
                await self._settle(await self._seen(taken), taken)
        return len(taken)

    async def _seen(self, taken: Sequence[Watched]) -> list[_View]:
        """Each of them as known, read again where that is needed; those for whom that failed are left out."""
        async with read_session(self.database) as session:
            told = await reminders.of_persons(session, [person.person_id for person in taken])
        places = asyncio.Semaphore(_AT_ONCE)

        async def see(person: Watched) -> _View | None:
            view = self._view(person)
            if not self._is_stale(view, told[person.person_id]):
                return view
            async with places:
                return await self._again(person)

        return [view for view in await asyncio.gather(*map(see, taken)) if view]

    async def _again(self, person: Watched) -> _View | None:
        try:
            found = await refreshed(self.notify, person)
        except Problem as away:
            _log.warning("person not read", extra={"reason": away.reason})
            return None
        return self._view(found, new=True) if found else _View(person, None, gone=True)

    def _view(self, person: Watched, *, new: bool = False) -> _View:
        if person.profile is None:
            return _View(person, None, new)
        return _View(person, outlook(person.profile, self.notify.rulebook, self.notify.today(person.profile)), new)

    def _is_stale(self, view: _View, told: Mapping[str, Reminder]) -> bool:
        person = view.person
        if view.outlook is None or person.dirty or person.read is None:
            return True
        age = self.notify.now() - person.read
        return age > _STALE or (age > _FRESH and self._plan(view, told).tells)

    def _plan(self, view: _View, told: Mapping[str, Reminder]) -> Plan:
        if view.outlook is None or view.person.profile is None:
            return Plan()
        return reconcile(told, view.outlook.items, self.notify.today(view.person.profile))

    async def _settle(self, views: Sequence[_View], taken: Sequence[Watched]) -> None:
        names = [view.person.person_id for view in views]
        late = {person.person_id for person in taken} - set(names)
        async with unit_of_work(self.database) as session:
            held = await watched.still_held(session, self.owner, names)
            told = await reminders.of_persons(session, sorted(held))
            mine = [view for view in views if view.person.person_id in held]
            plans = {view.person.person_id: self._plan(view, told[view.person.person_id]) for view in mine}
            await write_plans(session, self.notify, plans)
            for view in mine:
                if view.new:
                    await self._keep(session, view.person)
                if view.gone:
                    await watched.forget(session, view.person.person_id)
            await watched.release(session, [self._looked(view) for view in mine], self.notify.rulebook.version)
            await watched.put_off(session, self.owner, sorted(late), self.notify.now() + _LATER)

    def _looked(self, view: _View) -> Looked:
        person, latest = view.person, self.notify.now() + _STALE
        if view.outlook is not None and person.profile is not None:
            latest = min(latest, _midnight(view.outlook, person.profile))
        return Looked(person.person_id, person.dirty, latest)

    async def _keep(self, session: AsyncSession, person: Watched) -> None:
        now = self.notify.now()
        await watched.keep_profile(session, self.notify.vault, person)
        if await watched.note_journal(session, person.person_id, now, now - _FRESH):
            await outbox.add(session, self.notify.events.read_rights(person.person_id, now))

    async def _until_rung(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.bell.wait()
                await asyncio.sleep(_SETTLE_SECONDS)
        self.bell.clear()


def _midnight(seen: Outlook, profile: Profile) -> datetime:
    """When the day to look again begins where the person lives."""
    return datetime.combine(seen.next_look, time(), zone_of(profile.territory))
