"""What arrives: identity no longer knows a person, and neither do we; a claim is decided, and the titles given for it have served."""

from google.protobuf.message import DecodeError
from mesdroits.identity.v1 import events_pb2
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import events_pb2 as claims_pb2
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Incoming
from chassis.inbox import PermanentError
from services.documents.domain.deposits import HELD, State
from services.documents.store import work
from services.documents.store.objects import Objects
from services.documents.usecases.context import Parts
from services.documents.usecases.serving import titles_served

ERASED = "mesdroits.identity.v1.person.erased"
CLAIM = "mesdroits.requests_tracking.v1.claim.advanced"
_UNREADABLE = "Ce message est illisible."
# An organisme that said nothing may not have received the title yet: then it is still owed to it.
_SERVED = {
    claim_pb2.CLAIM_STATE_GRANTED: HELD,
    claim_pb2.CLAIM_STATE_REFUSED: HELD,
    claim_pb2.CLAIM_STATE_WITHDRAWN: HELD,
    claim_pb2.CLAIM_STATE_CLOSED: HELD,
    claim_pb2.CLAIM_STATE_DECIDED_BY_SILENCE: frozenset({State.DELIVERED}),
}


class Erasure:
    """Erases everything of a person."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """Rows and contents. A content that cannot be erased now makes the event come again, with its rows."""
        try:
            person_id = events_pb2.PersonErased.FromString(event.data).person_id
        except DecodeError:
            raise PermanentError(_UNREADABLE) from None
        for prefix in await work.erase_person(session, person_id):
            await self._objects.erase(prefix)


class Decisions:
    """Hears what becomes of claims: once one is decided, or taken back, the identity titles given for it are kept no longer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def handle(self, session: AsyncSession, event: Incoming) -> None:
        """One line of a claim's timeline; most of them decide nothing."""
        try:
            claim = claims_pb2.ClaimAdvanced.FromString(event.data)
        except DecodeError:
            raise PermanentError(_UNREADABLE) from None
        states = _SERVED.get(claim.state)
        if states and claim.claim_id:
            await titles_served(session, self._parts, claim.person_id, claim.claim_id, states)
