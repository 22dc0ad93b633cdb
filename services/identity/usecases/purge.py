"""Erasing what may not be kept any longer (décret 2017-351 art. 5): the rules say how long, this does it, day after day."""

import logging

from chassis.db import unit_of_work
from services.identity.domain.retention import Kept, cutoff
from services.identity.store import journal, logins, persons, reviews
from services.identity.usecases.parts import Parts

_log = logging.getLogger(__name__)
_BATCH = 200


async def purge_dormant(parts: Parts) -> int:
    """Erases every person who has not logged in for 12 months: NIR, `sub`, civil status and all that hangs on them. Returns how many."""
    erased = 0
    while True:
        async with unit_of_work(parts.database) as session:
            gone = await persons.erase_dormant(
                session, cutoff(parts.rules.retention, Kept.PERSON, parts.clock()), _BATCH
            )
            await journal.purge_persons(session, gone)
            await parts.announcer.persons_erased(session, gone)
        erased += len(gone)
        if len(gone) < _BATCH:
            return erased


async def purge(parts: Parts) -> None:
    """Everything that is too old, of every kind."""
    now, retention = parts.clock(), parts.rules.retention
    erased = await purge_dormant(parts)
    async with unit_of_work(parts.database) as session:
        entries = await journal.purge(session, cutoff(retention, Kept.JOURNAL, now))
        connections = await logins.purge(session, now, cutoff(retention, Kept.CONNECTION, now))
        closed = await reviews.purge(session, cutoff(retention, Kept.CLOSED_REVIEW, now))
    counts = {"persons": erased, "entries": entries, "connections": connections, "reviews": closed}
    _log.info("purge done", extra=counts)
