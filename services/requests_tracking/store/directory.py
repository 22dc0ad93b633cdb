"""The reference directory: where each person has files, as identity last said it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.benefits import File
from services.requests_tracking.store.tables import directory as table
from services.requests_tracking.store.tables import directory_reads


@dataclass(frozen=True, slots=True)
class Directory:
    """The person's files, and organisme → the name by which it knows them."""

    files: tuple[File, ...]
    pseudonyms: dict[str, str]


async def find(session: AsyncSession, person_id: str) -> Directory | None:
    """The person's directory; None when identity was never asked."""
    wanted = (
        sa.select(table, directory_reads.c.read_time)
        .select_from(directory_reads.outerjoin(table, table.c.person_id == directory_reads.c.person_id))
        .where(directory_reads.c.person_id == person_id)
    )
    rows = (await session.execute(wanted)).all()
    if not rows:
        return None
    held = [row for row in rows if row.organisme is not None]
    files = (File(row.organisme, row.regime, row.period_start, row.period_end, row.is_source) for row in held)
    return Directory(tuple(files), {row.organisme: row.pseudonym for row in held})


async def person_of(session: AsyncSession, organisme: str, pseudonym: str) -> str | None:
    """Whom an organisme means; None when it means nobody known here."""
    wanted = sa.select(table.c.person_id).where(table.c.organisme == organisme, table.c.pseudonym == pseudonym)
    return (await session.execute(wanted.limit(1))).scalar()


async def replace(session: AsyncSession, person_id: str, found: Directory, read_time: datetime) -> None:
    """Put what identity said at `read_time` in place of what it said before; a later answer is left alone."""
    claim = insert(directory_reads).values(person_id=person_id, read_time=read_time)
    # The row locks out another refresh of the same person until this one is committed.
    claim = claim.on_conflict_do_update(
        index_elements=["person_id"],
        set_={"read_time": claim.excluded.read_time},
        where=directory_reads.c.read_time <= claim.excluded.read_time,
    )
    if not (await session.execute(claim)).rowcount:  # type: ignore[attr-defined]
        return
    await session.execute(sa.delete(table).where(table.c.person_id == person_id))
    rows = [
        {
            "person_id": person_id,
            "organisme": file.organisme,
            "regime": file.regime,
            "period_start": file.start,
            "period_end": file.end,
            "is_source": file.is_source,
            "pseudonym": found.pseudonyms[file.organisme],
        }
        for file in found.files
        if file.organisme in found.pseudonyms
    ]
    if rows:
        await session.execute(insert(table).on_conflict_do_nothing(), rows)
