"""Whom to ask about a person: read from this service's own copy, from identity when there is none or it is too old."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from chassis.db import Database, unit_of_work
from chassis.errors import Unavailable
from services.rights.domain.directory import Directory
from services.rights.partners.identity import IdentityDirectory
from services.rights.store.attachments import AttachmentStore
from services.rights.store.single import single_read
from services.rights.usecases.parts import Clock

_log = logging.getLogger(__name__)
# Of the second and a half that a person waits, what identity may take.
_READ_SECONDS = 0.8


class DirectoryUnavailable(Unavailable):
    """Neither this service nor identity can say now where the person has files."""

    reason = "DIRECTORY_UNAVAILABLE"
    default_message = "Nous ne pouvons pas retrouver vos organismes pour le moment. Réessayez dans un instant."


@dataclass(frozen=True)
class DirectoryFinder:
    """Finds a person's directory, and keeps what identity said when it is settled."""

    database: Database
    store: AttachmentStore
    identity: IdentityDirectory
    max_age: timedelta
    clock: Clock

    async def find(self, person_id: str) -> Directory:
        """The directory; an older one rather than none. Raises DirectoryUnavailable."""
        async with single_read(self.database) as session:
            held = await self.store.find(session, person_id)
        if held and self.clock() - held.read_time < self.max_age:
            return held.directory
        try:
            return await self._read(person_id)
        except Unavailable as away:
            if held is None:
                raise DirectoryUnavailable(retry_in=away.retry_in or 1.0) from away
            _log.warning("directory not refreshed", extra={"reason": away.reason})
            return held.directory

    async def _read(self, person_id: str) -> Directory:
        read_time = self.clock()
        found = await self.identity.read(person_id, _READ_SECONDS)
        # Before the organismes were asked, the answer may change at any moment: nothing to keep.
        if found.is_resolved:
            async with unit_of_work(self.database) as session:
                await self.store.replace(session, person_id, found, read_time)
        return found

    async def doubt(self, person_id: str) -> None:
        """An organisme does not find the person under the name that we hold: identity is asked anew the next time."""
        async with unit_of_work(self.database) as session:
            await self.store.forget(session, person_id)
