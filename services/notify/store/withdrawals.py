"""What organismes took back, for good; before the message itself came, it holds too."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.organisme_messages import Taken
from services.notify.store.tables import withdrawals as table


async def add(session: AsyncSession, taken: Taken, person_id: str, now: datetime) -> None:
    """Taken back; the same again changes nothing."""
    row = {
        "organisme": taken.organisme,
        "reference": taken.reference,
        "person_id": person_id,
        "reason": taken.reason,
        "withdraw_time": now,
    }
    await session.execute(insert(table).values(row).on_conflict_do_nothing())


async def among(session: AsyncSession, wanted: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these (organisme, reference), those that were taken back."""
    pair = sa.tuple_(table.c.organisme, table.c.reference)
    rows = await session.execute(sa.select(table.c.organisme, table.c.reference).where(pair.in_(wanted)))
    return {(row.organisme, row.reference) for row in rows}
