"""Which accesses the journal was told of: at most one per person, organisme, purpose and hour."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.rights.domain.vocabulary import Organisme
from services.rights.store.tables import accesses as table


@dataclass(frozen=True, slots=True)
class Access:
    """The portal read what an organisme holds of a person, within an hour (its first instant, UTC)."""

    person_id: str
    organisme: Organisme
    purpose: str
    hour: datetime


async def claim(session: AsyncSession, wanted: Collection[Access]) -> frozenset[Organisme]:
    """Writes the accesses that were not told yet, and says of which organismes they are."""
    rows = [{"person_id": a.person_id, "organisme": a.organisme, "purpose": a.purpose, "hour": a.hour} for a in wanted]
    written = insert(table).values(rows).on_conflict_do_nothing().returning(table.c.organisme)
    return frozenset(Organisme(organisme) for organisme in (await session.scalars(written)).all())


async def purge(session: AsyncSession, before: datetime) -> None:
    """Removes the accesses of hours that are over."""
    await session.execute(sa.delete(table).where(table.c.hour < before))
