"""The reference directory: where each person has files, as identity last said it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.situation.domain.dates import Period
from services.situation.domain.routing import Attachment, Directory
from services.situation.store.tables import directory as table
from services.situation.store.tables import directory_reads


async def find(session: AsyncSession, person_id: str) -> Directory | None:
    """The person's directory; None when identity was never asked."""
    wanted = (
        sa.select(table.c.organisme, table.c.quality, table.c.period_start, table.c.period_end, table.c.pseudonym)
        .select_from(directory_reads.outerjoin(table, table.c.person_id == directory_reads.c.person_id))
        .where(directory_reads.c.person_id == person_id)
    )
    rows = (await session.execute(wanted)).all()
    if not rows:
        return None
    files = [row for row in rows if row.organisme is not None]
    attachments = (Attachment(row.organisme, row.quality, Period(row.period_start, row.period_end)) for row in files)
    return Directory(tuple(attachments), {row.organisme: row.pseudonym for row in files})


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
            "organisme": attachment.organisme,
            "quality": attachment.quality,
            "period_start": attachment.period.start,
            "period_end": attachment.period.end,
            "pseudonym": found.pseudonyms[attachment.organisme],
        }
        for attachment in found.attachments
        if attachment.organisme in found.pseudonyms
    ]
    if rows:
        await session.execute(insert(table).on_conflict_do_nothing(), rows)


async def pseudonyms(session: AsyncSession, person_id: str) -> dict[str, str]:
    """Organisme → the name by which it knows the person."""
    wanted = sa.select(table.c.organisme, table.c.pseudonym).where(table.c.person_id == person_id)
    return {row.organisme: row.pseudonym for row in await session.execute(wanted)}
