"""Messages that are to be told outside, until whoever plans has made deliveries of them.

Written with the message, taken by the planner in the transaction that writes its deliveries: nothing is told twice, nothing is forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.store.tables import announcements as table


@dataclass(frozen=True, slots=True)
class Announcement:
    """`round` 1: the message itself; 2, 3…: told again because it is still to be done. `since`: when it was asked for."""

    message_id: str
    person_id: str
    round: int
    since: datetime


async def add(session: AsyncSession, announced: Sequence[Announcement]) -> None:
    """To be told, from now on; the same one again changes nothing."""
    if announced:
        rows = [
            {
                "message_id": each.message_id,
                "person_id": each.person_id,
                "round": each.round,
                "announce_time": each.since,
            }
            for each in announced
        ]
        await session.execute(insert(table).on_conflict_do_nothing(), rows)


async def take(session: AsyncSession, limit: int) -> list[Announcement]:
    """The oldest, which no other planner holds; they are gone once the transaction under way is committed."""
    oldest = sa.select(table.c.message_id, table.c.round).order_by(table.c.announce_time).limit(limit)
    held = oldest.with_for_update(skip_locked=True).cte("held")
    same = sa.and_(table.c.message_id == held.c.message_id, table.c.round == held.c.round)
    rows = await session.execute(sa.delete(table).where(same).returning(table))
    taken = [Announcement(row.message_id, row.person_id, row.round, row.announce_time) for row in rows]
    return sorted(taken, key=lambda each: (each.since, each.message_id, each.round))
