"""The one place where something is removed: everything told by a person whom the suite may no longer know (décret 2017-351 art. 5)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.situation.store import tables

_OF_PERSONS = (
    tables.deliveries,
    tables.declarations,
    tables.fact_versions,
    tables.controls,
    tables.directory,
    tables.directory_reads,
)


async def erase(session: AsyncSession, person_id: str) -> None:
    """Removes every row of the person. What organismes already have is theirs, and is not touched."""
    theirs = sa.select(tables.deliveries.c.delivery_id).where(tables.deliveries.c.person_id == person_id)
    await session.execute(sa.delete(tables.delivery_steps).where(tables.delivery_steps.c.delivery_id.in_(theirs)))
    for table in _OF_PERSONS:
        await session.execute(sa.delete(table).where(table.c.person_id == person_id))
