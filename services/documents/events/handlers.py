"""What arrives: identity no longer knows a person, and neither do we."""

from google.protobuf.message import DecodeError
from mesdroits.identity.v1 import events_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Incoming
from chassis.inbox import PermanentError
from services.documents.store import work
from services.documents.store.objects import Objects

ERASED = "mesdroits.identity.v1.person.erased"


class Erasure:
    """Erases everything of a person."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """Rows and contents. A content that cannot be erased now makes the event come again, with its rows."""
        try:
            person_id = events_pb2.PersonErased.FromString(event.data).person_id
        except DecodeError:
            raise PermanentError("Ce message est illisible.") from None
        for prefix in await work.erase_person(session, person_id):
            await self._objects.erase(prefix)
