"""Stored answers of idempotent requests: kept as long as a client may come back with the same request."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.store.tables import CHASSIS

_KEPT = timedelta(days=7)


async def purge(session: AsyncSession, now: datetime) -> None:
    """Forgets answers that nobody will ask for again; they hold, sealed, what was answered to a person."""
    table = CHASSIS.request_ids
    await session.execute(sa.delete(table).where(table.c.created_time <= now - _KEPT))
