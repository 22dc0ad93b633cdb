"""Tells the person's journal that the portal read what an organisme holds of them: before it is shown, and once an hour."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from chassis import outbox
from chassis.db import Database, unit_of_work
from services.rights.domain.questions import Attempt
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

    async def record(self, reader: Reader, answered: Iterable[Attempt]) -> None:
        """These organismes answered these questions, for this reader."""
        now = self.clock()
        hour = now.replace(minute=0, second=0, microsecond=0)
        wanted = [
            Access(reader.person_id, attempt.organisme, question, reader.purpose, hour)
            for attempt in answered
            for question in attempt.said
        ]
        new = [access for access in wanted if access not in self._told]
        if new:
            await self._tell(new, now)
            self._remember(new)

    async def _tell(self, new: list[Access], now: datetime) -> None:
        async with unit_of_work(self.database) as session:
            first = await accesses.claim(session, new)
            await outbox.add(session, *(self.announcer.access_recorded(a, now) for a in new if a in first))

    def _remember(self, new: list[Access]) -> None:
        if len(self._told) >= _REMEMBERED:
            self._told.clear()
        self._told.update(new)
