"""What this service listens to: identity says that a person's files or names changed."""

from datetime import datetime

from google.protobuf.message import DecodeError
from mesdroits.identity.v1 import events_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus, Incoming
from chassis.db import Database, read_session
from chassis.inbox import Consumer, Handler, PermanentError
from services.rights.domain.directory import NOBODY, Directory
from services.rights.partners.identity import IdentityDirectory
from services.rights.store.attachments import AttachmentStore
from services.rights.store.last_known import LastKnownStore
from services.rights.usecases.parts import Clock

STREAM = "IDENTITY"
DURABLE = "rights-directory"
RESOLVED = "mesdroits.identity.v1.attachment.resolved"
ROTATED = "mesdroits.identity.v1.pseudonym.rotated"
ERASED = "mesdroits.identity.v1.person.erased"

_KINDS: dict[str, type[events_pb2.AttachmentResolved | events_pb2.PseudonymRotated | events_pb2.PersonErased]] = {
    RESOLVED: events_pb2.AttachmentResolved,
    ROTATED: events_pb2.PseudonymRotated,
    ERASED: events_pb2.PersonErased,
}


class DirectoryRefresh:
    """Reads the directory again, before the transaction, and puts it in place within."""

    def __init__(
        self,
        database: Database,
        stores: tuple[AttachmentStore, LastKnownStore],
        identity: IdentityDirectory,
        clock: Clock,
    ) -> None:
        self._database, self._identity, self._clock = database, identity, clock
        self._attachments, self._last_known = stores

    async def prepare(self, event: Incoming) -> Handler:
        """For a new name, only where this service holds the old one. Raises PermanentError on an event that cannot be read."""
        person_id = _person_of(event)
        if event.subject == ERASED:
            return self._put(person_id, NOBODY, self._clock())
        if event.subject == ROTATED and not await self._holds(person_id):
            return _nothing
        read_time = self._clock()
        found = await self._identity.read(person_id)
        return self._put(person_id, found, read_time)

    async def _holds(self, person_id: str) -> bool:
        async with read_session(self._database) as session:
            return await self._attachments.find(session, person_id) is not None

    def _put(self, person_id: str, found: Directory, read_time: datetime) -> Handler:
        async def put(session: AsyncSession, _: Incoming) -> None:
            if found.is_resolved:
                await self._attachments.replace(session, person_id, found, read_time)
                # An organisme that left may have spoken of somebody else, under a number that was certified wrongly.
                await self._last_known.keep_only(session, person_id, {a.organisme for a in found.attachments})
            else:
                # Identity no longer knows this person, or no longer knows where: what was kept has no ground left.
                await self._attachments.forget(session, person_id)
                await self._last_known.forget(session, person_id)

        return put

    def consumer(self, bus: Bus) -> Consumer:
        """The durable of this service on identity's stream."""
        return Consumer(
            self._database,
            bus,
            stream=STREAM,
            durable=DURABLE,
            subjects=[RESOLVED, ROTATED, ERASED],
            prepare=self.prepare,
        )


async def _nothing(_: AsyncSession, __: Incoming) -> None:
    return None


def _person_of(event: Incoming) -> str:
    try:
        person_id = str(_KINDS[event.subject].FromString(event.data).person_id)
    except DecodeError as unreadable:
        raise PermanentError("Cette mise à jour de vos organismes n'a pas pu être lue.") from unreadable
    if not person_id:
        raise PermanentError("Cette mise à jour de vos organismes est incomplète.")
    return person_id
