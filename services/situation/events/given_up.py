"""What the bus gave up on: after too many attempts, or because the organisme refused to hear of the event again.

The server's advisories are kept in a stream of their own. One says where the event stands in the organismes' stream;
its id is read there, before the transaction.
"""

import json
import logging

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus, Incoming
from chassis.inbox import Handler, PermanentError
from services.situation.usecases.context import Situation
from services.situation.usecases.receipts import give_up

SUBJECTS = (
    "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORGANISMES.*",
    "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.ORGANISMES.*",
)
_MAX_DELIVERIES = "MAX_DELIVERIES"
_TOO_OFTEN = "L'organisme n'a pas pu traiter cet envoi, malgré plusieurs essais."
_UNREADABLE = "L'organisme n'a pas pu lire cet envoi."
_log = logging.getLogger(__name__)


class GivenUp:
    """Handles the server's advisories about organismes' consumers."""

    def __init__(self, situation: Situation, bus: Bus) -> None:
        self._situation = situation
        self._jetstream: JetStreamContext = bus.jetstream

    async def prepare(self, event: Incoming) -> Handler:
        """Read which event was given up; what is returned makes its delivery dead."""
        stream, sequence = _place(event.data)
        reason = _TOO_OFTEN if f".{_MAX_DELIVERIES}." in event.subject else _UNREADABLE
        event_id = await self._event_at(stream, sequence)

        async def handle(session: AsyncSession, _: Incoming) -> None:
            if event_id:
                await give_up(session, self._situation, event_id, reason)

        return handle

    async def _event_at(self, stream: str, sequence: int) -> str | None:
        try:
            message = await self._jetstream.get_msg(stream, sequence)
        except NotFoundError:
            _log.warning("given-up event is no longer in its stream", extra={"stream": stream})
            return None
        return (message.headers or {}).get("ce-id")


def _place(data: bytes) -> tuple[str, int]:
    try:
        advisory = json.loads(data)
        return str(advisory["stream"]), int(advisory["stream_seq"])
    except (ValueError, KeyError, TypeError):
        raise PermanentError("Cet avis du bus est illisible.") from None
