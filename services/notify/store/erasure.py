"""Everything of a person whom the suite may no longer know (décret 2017-351 art. 5), and what is kept no longer."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.store import tables

_OF_PERSONS = (
    tables.announcements, tables.deliveries, tables.messages, tables.reminders, tables.withdrawals, tables.watched,
    tables.preferences, tables.addresses, tables.code_requests, tables.push_subscriptions, tables.consents,
    tables.directory, tables.directory_reads,
)  # fmt: skip
_CODES_KEPT = timedelta(days=1)


async def erase(session: AsyncSession, person_id: str) -> None:
    """Removes every row of the person."""
    for table in _OF_PERSONS:
        await session.execute(sa.delete(table).where(table.c.person_id == person_id))


async def purge(session: AsyncSession, before: datetime, now: datetime, limit: int) -> int:
    """Removes messages written before then that are no longer open, with all that was sent of them; how many, `limit` at most."""
    table = tables.messages
    old = sa.select(table.c.message_id).where(table.c.create_time < before, table.c.state != "OPEN").limit(limit)
    gone = list((await session.execute(old.with_for_update(skip_locked=True))).scalars())
    for theirs in (tables.deliveries, tables.announcements, tables.reminders, table):
        await session.execute(sa.delete(theirs).where(theirs.c.message_id.in_(gone)))
    await session.execute(sa.delete(tables.withdrawals).where(tables.withdrawals.c.withdraw_time < before))
    await session.execute(
        sa.delete(tables.code_requests).where(tables.code_requests.c.request_time < now - _CODES_KEPT)
    )
    unsent = sa.and_(tables.deliveries.c.message_id == "", tables.deliveries.c.create_time < now - _CODES_KEPT)
    await session.execute(sa.delete(tables.deliveries).where(unsent))
    return len(gone)
