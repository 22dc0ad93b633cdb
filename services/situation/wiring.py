"""Who consumes what: the durable consumers of this service, and what it does once its own events are on the bus."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.bus import Bus
from chassis.db import Database
from chassis.inbox import Consumer
from chassis.outbox import Relay
from chassis.together import TogetherConsumer
from services.situation.events.given_up import SUBJECTS, GivenUp
from services.situation.events.handlers import (
    ERASED,
    RECEIPTS,
    RESOLVED,
    ROTATED,
    Directories,
    Receipts,
    on_person_erased,
)
from services.situation.store import ledger
from services.situation.usecases.context import Situation

# Receipts taken in one transaction: more would make the last one wait, fewer would make the database commit for nothing.
_GROUP = 200


def relay(database: Database, bus: Bus, situation: Situation) -> Relay:
    """The relay, which says of each delivery that it is on its way."""

    async def sent(session: AsyncSession, event_ids: Sequence[str]) -> None:
        await ledger.mark_sent(session, event_ids, situation.now())

    return Relay(database, bus, on_published=sent)


def consumers(database: Database, bus: Bus, situation: Situation) -> dict[str, Consumer]:
    """Durable name → consumer."""
    receipts, directories, given_up = Receipts(situation), Directories(situation), GivenUp(situation, bus)
    return {
        "situation-receipts": TogetherConsumer(
            database,
            bus,
            **_named("RECEIPTS", "situation-receipts", [RECEIPTS]),
            handler=receipts.handle,
            together=receipts.handle_many,
            batch=_GROUP,
        ),
        "situation-directory": Consumer(
            database, bus, **_named("IDENTITY", "situation-directory", [RESOLVED, ROTATED]), prepare=directories.prepare
        ),
        "situation-erasure": Consumer(
            database, bus, **_named("IDENTITY", "situation-erasure", [ERASED]), handler=on_person_erased
        ),
        "situation-given-up": Consumer(
            database, bus, **_named("GIVEN_UP", "situation-given-up", SUBJECTS), prepare=given_up.prepare
        ),
    }


def _named(stream: str, durable: str, subjects: Sequence[str]) -> dict[str, Any]:
    return {"stream": stream, "durable": durable, "subjects": subjects}
