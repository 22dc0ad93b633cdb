"""The person's own access journal."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.journal import Entry, Verb
from services.identity.store.tables import journal_entries


async def add(session: AsyncSession, person_id: str, entries: Sequence[Entry]) -> None:
    """Writes entries; one that is known by its id is written once."""
    rows = [{"person_id": person_id, **asdict(entry)} for entry in entries]
    if rows:
        await session.execute(insert(journal_entries).values(rows).on_conflict_do_nothing())


async def list_entries(
    session: AsyncSession, person_id: str, limit: int, after: tuple[datetime, str] | None, since: datetime
) -> list[Entry]:
    """Newest first, from after the key of the previous page; nothing from `since` or before."""
    table = journal_entries
    query = sa.select(table).where(table.c.person_id == person_id, table.c.access_time > since)
    order = (table.c.access_time, table.c.entry_id)
    if after is not None:
        query = query.where(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, after)))
    rows = await session.execute(query.order_by(*(column.desc() for column in order)).limit(limit))
    return [_entry(row) for row in rows.mappings()]


def _entry(row: sa.RowMapping) -> Entry:
    said = {name: row[name] for name in Entry.__dataclass_fields__}
    return Entry(**said | {"verb": Verb(row["verb"])})


async def purge(session: AsyncSession, cutoff: datetime) -> int:
    """Forgets what is too old; returns how many entries."""
    gone = await session.execute(
        sa.delete(journal_entries).where(journal_entries.c.access_time <= cutoff).returning(journal_entries.c.entry_id)
    )
    return len(gone.all())


async def purge_persons(session: AsyncSession, person_ids: Sequence[str]) -> None:
    """Forgets the journal of persons who were erased."""
    await session.execute(sa.delete(journal_entries).where(journal_entries.c.person_id.in_(person_ids)))
