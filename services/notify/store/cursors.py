"""How far the reports of each carrier were read."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.store.tables import report_cursors as table


async def find(session: AsyncSession, provider: str) -> str:
    """Where to go on from; empty: from the oldest."""
    token = (await session.execute(sa.select(table.c.page_token).where(table.c.provider == provider))).scalar()
    return token or ""


async def move(session: AsyncSession, provider: str, before: str, after: str) -> bool:
    """Goes on to `after`, if it still stood at `before`; two at once: the second waits, and does not."""
    row = {"provider": provider, "page_token": after}
    moving = insert(table).values(row)
    if before:
        same = sa.and_(table.c.provider == provider, table.c.page_token == before)
        moved = await session.execute(sa.update(table).where(same).values(page_token=after))
    else:
        moved = await session.execute(moving.on_conflict_do_nothing())
    return bool(moved.rowcount)  # type: ignore[attr-defined]
