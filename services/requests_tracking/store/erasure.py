"""Everything of a person whom the suite may no longer know (décret 2017-351 art. 5)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.store import tables

_OF_CLAIMS = (tables.steps, tables.expected_pieces)
_OF_PERSONS = (tables.errands, tables.claims, tables.directory, tables.directory_reads, tables.polls)


async def erase(session: AsyncSession, person_id: str) -> None:
    """Removes every row of the person. What organismes have is theirs; past durations are nobody's."""
    theirs = sa.select(tables.claims.c.claim_id).where(tables.claims.c.person_id == person_id)
    for table in _OF_CLAIMS:
        await session.execute(sa.delete(table).where(table.c.claim_id.in_(theirs)))
    for table in _OF_PERSONS:
        await session.execute(sa.delete(table).where(table.c.person_id == person_id))
