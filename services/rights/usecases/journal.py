"""Tells the person's journal that the portal read what an organisme holds of them: before it is shown, and once an hour."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from chassis import outbox
from chassis.db import Database, unit_of_work
from services.rights.domain.vocabulary import Organisme
from services.rights.store import accesses
from services.rights.store.accesses import Access
from services.rights.usecases.parts import Announcer, Clock, Reader

_REMEMBERED = 50_000


@dataclass
class Journal:
    """Writes accesses through the outbox. `_told` only spares a transaction: the table is what decides."""

    database: Database
    announcer: Announcer
    clock: Clock
    _told: set[Access] = field(default_factory=set)

    async def record(self, reader: Reader, organismes: Collection[Organisme]) -> None:
        """These organismes answered, for this reader."""
        now = self.clock()
        hour = now.replace(minute=0, second=0, microsecond=0)
        wanted = [Access(reader.person_id, organisme, reader.purpose, hour) for organisme in organismes]
        new = [access for access in wanted if access not in self._told]
        if new:
            await self._tell(new, now)
            self._remember(new)

    async def _tell(self, new: list[Access], now: datetime) -> None:
        async with unit_of_work(self.database) as session:
            first = await accesses.claim(session, new)
            events = [
                self.announcer.access_recorded(a.person_id, a.organisme, a.purpose, now)
                for a in new
                if a.organisme in first
            ]
            await outbox.add(session, *events)

    def _remember(self, new: list[Access]) -> None:
        if len(self._told) >= _REMEMBERED:
            self._told.clear()
        self._told.update(new)
