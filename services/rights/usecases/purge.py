"""Removes what may no longer be kept."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.db import TRANSIENT, Database, unit_of_work
from services.rights.domain.catalogue import Catalogue
from services.rights.domain.dated import add_months
from services.rights.domain.freshness import keeping_rule
from services.rights.store import accesses
from services.rights.store.attachments import AttachmentStore
from services.rights.store.last_known import LastKnownStore
from services.rights.usecases.parts import Clock, day_of

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 600.0
_ACCESS_AGE = timedelta(hours=2)


@dataclass(frozen=True)
class Purge:
    """Directories and last answers end with the same rule; a directory that is needed again is read again."""

    database: Database
    attachments: AttachmentStore
    last_known: LastKnownStore
    catalogue: Catalogue
    clock: Clock

    async def once(self) -> None:
        """Removes everything that is past its time now."""
        now = self.clock()
        async with unit_of_work(self.database) as session:
            await self.last_known.purge(session, now)
            await self.attachments.purge(session, self._oldest(now))
            await accesses.purge(session, now - _ACCESS_AGE)

    def _oldest(self, now: datetime) -> datetime:
        rule = keeping_rule(self.catalogue.retention, day_of(now))
        return datetime.combine(add_months(now.date(), -rule.months), now.timetz()) if rule else now

    async def run(self) -> None:
        """For ever. A database that is away is waited for."""
        while True:
            try:
                await self.once()
            except TRANSIENT as away:
                _log.warning("purge waits", extra={"reason": type(away).__name__})
            await asyncio.sleep(_EVERY_SECONDS)
