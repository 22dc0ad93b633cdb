"""Rows of sessions, by the digest of their id."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.bff.store.tables import sessions


@dataclass(frozen=True)
class Row:
    """A session as it is stored; `data` is sealed."""

    digest: bytes
    kind: str
    data: bytes
    begin_time: datetime
    seen_time: datetime
    expire_time: datetime


async def put(session: AsyncSession, row: Row) -> None:
    """Writes a new row."""
    await session.execute(sa.insert(sessions).values(**vars(row)))


async def find(session: AsyncSession, digest: bytes) -> Row | None:
    """The row, if there is one."""
    found = (await session.execute(sa.select(sessions).where(sessions.c.digest == digest))).first()
    return Row(**found._mapping) if found else None


async def lock(session: AsyncSession, digest: bytes) -> Row | None:
    """The row, if there is one; nobody else changes it until the transaction ends."""
    found = (await session.execute(sa.select(sessions).where(sessions.c.digest == digest).with_for_update())).first()
    return Row(**found._mapping) if found else None


async def take(session: AsyncSession, digest: bytes, kind: str) -> Row | None:
    """The row, removed: of two who ask at once, one gets it."""
    same = sa.and_(sessions.c.digest == digest, sessions.c.kind == kind)
    taken = (await session.execute(sa.delete(sessions).where(same).returning(*sessions.c))).first()
    return Row(**taken._mapping) if taken else None


async def replace_data(session: AsyncSession, digest: bytes, data: bytes) -> None:
    """Writes other data in a row that is there."""
    await session.execute(sa.update(sessions).where(sessions.c.digest == digest).values(data=data))


async def touch(session: AsyncSession, digest: bytes, seen_time: datetime) -> None:
    """Notes that the session was used."""
    await session.execute(sa.update(sessions).where(sessions.c.digest == digest).values(seen_time=seen_time))


async def remove(session: AsyncSession, digest: bytes) -> None:
    """Removes the row, if it is there."""
    await session.execute(sa.delete(sessions).where(sessions.c.digest == digest))


async def purge(session: AsyncSession, expired_before: datetime, idle_since: datetime) -> int:
    """Removes what is over; returns how many."""
    over = sa.or_(sessions.c.expire_time <= expired_before, sessions.c.seen_time <= idle_since)
    return int((await session.execute(sa.delete(sessions).where(over))).rowcount)  # type: ignore[attr-defined]
