"""Which accesses the journal was told of: at most one per person, organisme, question, purpose and hour."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.rights.domain.questions import Question
from services.rights.domain.vocabulary import Organisme
from services.rights.store.tables import accesses as table


@dataclass(frozen=True, slots=True)
class Access:
    """The portal read what an organisme answers to a question about a person, within an hour (its first instant, UTC)."""

    person_id: str
    organisme: Organisme
    question: Question
    purpose: str
    hour: datetime


async def claim(session: AsyncSession, wanted: Collection[Access]) -> frozenset[Access]:
    """Writes the accesses that were not told yet, and says which they are."""
    key = (table.c.person_id, table.c.organisme, table.c.question, table.c.purpose, table.c.hour)
    written = insert(table).values([asdict(access) for access in wanted]).on_conflict_do_nothing().returning(*key)
    return frozenset(
        Access(row.person_id, Organisme(row.organisme), Question(row.question), row.purpose, row.hour)
        for row in await session.execute(written)
    )


async def purge(session: AsyncSession, before: datetime) -> None:
    """Removes the accesses of hours that are over."""
    await session.execute(sa.delete(table).where(table.c.hour < before))
