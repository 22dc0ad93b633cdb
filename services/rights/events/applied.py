"""What a change of situation did: an organisme that has applied one is asked again what it pays.

The answer is kept for the next view, and tells `right.observed` where it differs from the last one. If the process dies in between, the next
view asks anyway: that is why the event may be acknowledged before the answer is written.
"""

from google.protobuf.message import DecodeError
from mesdroits.situation.v1 import events_pb2
from mesdroits.situation.v1.ledger_pb2 import DELIVERY_STATE_APPLIED
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus, Incoming
from chassis.db import Database
from chassis.inbox import Consumer, Handler, PermanentError
from services.rights.domain.vocabulary import Organisme
from services.rights.usecases.collect import Collector
from services.rights.usecases.parts import Reader

STREAM = "SITUATION"
DURABLE = "rights-applied"
ADVANCED = "mesdroits.situation.v1.delivery.advanced"
_PURPOSE = "tell_once"


class AppliedChanges:
    """Follows the deliveries of changes of situation."""

    def __init__(self, database: Database, collector: Collector) -> None:
        self._database, self._collector = database, collector

    async def prepare(self, event: Incoming) -> Handler:
        """Asks the organisme again if it has applied the change. Raises PermanentError on an event that cannot be read."""
        try:
            advanced = events_pb2.DeliveryAdvanced.FromString(event.data)
            organisme = Organisme(advanced.organisme)
        except (DecodeError, ValueError) as unreadable:
            raise PermanentError("Cette étape de votre changement n'a pas pu être lue.") from unreadable
        if advanced.state == DELIVERY_STATE_APPLIED:
            await self._collector.renew(Reader(advanced.person_id, 0, _PURPOSE), organisme)
        return _nothing

    def consumer(self, bus: Bus) -> Consumer:
        """The durable of this service on situation's stream."""
        return Consumer(self._database, bus, stream=STREAM, durable=DURABLE, subjects=[ADVANCED], prepare=self.prepare)


async def _nothing(_: AsyncSession, __: Incoming) -> None:
    return None
