"""When identity may no longer know a person, nothing of what they told is left here."""

from datetime import UTC, datetime

import sqlalchemy as sa
from mesdroits.identity.v1 import events_pb2

from chassis.bus import Incoming
from chassis.db import Database, new_id, read_session, unit_of_work
from services.situation.events.handlers import ERASED, on_person_erased
from services.situation.store.tables import delivery_steps, metadata
from services.situation.tests.acts import declare, moving
from services.situation.tests.parts import PlayedIdentity, Portal


async def rows(database: Database) -> dict[str, int]:
    tables = [table for table in metadata.sorted_tables if "person_id" in table.c] + [delivery_steps]
    async with read_session(database) as session:
        return {t.name: await session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in tables}


async def erase(database: Database, person_id: str) -> None:
    data = events_pb2.PersonErased(person_id=person_id).SerializeToString()
    async with unit_of_work(database) as session:
        await on_person_erased(session, Incoming("e", ERASED, data, "identity", datetime.now(UTC), "", {}, 1))


async def test_nothing_of_an_erased_person_is_left_and_nobody_else_is_touched(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    await declare(portal, moving())
    before = await rows(migrated)
    assert before["fact_versions"] == 1
    assert before["delivery_steps"] > 0
    await erase(migrated, new_id())
    assert await rows(migrated) == before
    await erase(migrated, portal.person_id)
    assert not any((await rows(migrated)).values())
