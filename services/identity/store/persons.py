"""Persons: their sealed civil status, and the digests by which a login finds them again."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.pivot import Pivot
from services.identity.store.sealing import Sealing
from services.identity.store.tables import persons, subjects


@dataclass(frozen=True, slots=True)
class Digests:
    """By what a login is looked up."""

    sub: bytes
    pivot: bytes


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person seen for the first time."""

    person_id: str
    pivot: Pivot
    pivot_digest: bytes


async def lock_pivot(session: AsyncSession, pivot_digest: bytes) -> None:
    """Two first logins of one person at the same moment make one person: the second waits for the first."""
    key = int.from_bytes(pivot_digest[:8], "big", signed=True)
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def find(session: AsyncSession, digests: Digests) -> tuple[str | None, str | None]:
    """The person known by this `sub`, and the one known by this pivot."""
    by_sub = sa.select(subjects.c.person_id).where(subjects.c.sub_digest == digests.sub)
    by_pivot = sa.select(persons.c.person_id).where(persons.c.pivot_digest == digests.pivot)
    return await session.scalar(by_sub), await session.scalar(by_pivot)


async def create(session: AsyncSession, sealing: Sealing, newcomer: Newcomer, now: datetime) -> None:
    sealed = sealing.seal_pivot(newcomer.person_id, newcomer.pivot)
    row = {
        "person_id": newcomer.person_id, "pivot_digest": newcomer.pivot_digest, "pivot_sealed": sealed,
        "created_time": now, "last_login_time": now,
    }  # fmt: skip
    await session.execute(sa.insert(persons).values(row))


async def refresh(session: AsyncSession, sealing: Sealing, person_id: str, pivot: Pivot, now: datetime) -> None:
    """A known person logs in: their civil status may have been corrected since."""
    sealed = sealing.seal_pivot(person_id, pivot)
    await session.execute(
        sa.update(persons).where(persons.c.person_id == person_id).values(pivot_sealed=sealed, last_login_time=now)
    )


async def move_pivot(session: AsyncSession, person_id: str, digest: bytes) -> None:
    """A corrected civil status becomes the one that the person is found by."""
    await session.execute(sa.update(persons).where(persons.c.person_id == person_id).values(pivot_digest=digest))


async def bind_subject(session: AsyncSession, sealing: Sealing, person_id: str, digest: bytes, sub: str) -> None:
    """Remembers a `sub`; one that is known stays where it is."""
    row = {"sub_digest": digest, "person_id": person_id, "sub_sealed": sealing.seal("sub", person_id, sub)}
    await session.execute(insert(subjects).values(row).on_conflict_do_nothing())


async def pivot_of(session: AsyncSession, sealing: Sealing, person_id: str) -> Pivot | None:
    """None when there is no such person, or no longer."""
    sealed = await session.scalar(sa.select(persons.c.pivot_sealed).where(persons.c.person_id == person_id))
    return sealing.open_pivot(person_id, sealed) if sealed is not None else None


async def erase_dormant(session: AsyncSession, cutoff: datetime, limit: int) -> list[str]:
    """Erases persons whose last login is at `cutoff` or before, with all that hangs on them; returns their ids."""
    dormant = sa.select(persons.c.person_id).where(persons.c.last_login_time <= cutoff).limit(limit)
    dormant = dormant.with_for_update(skip_locked=True)
    erase = sa.delete(persons).where(persons.c.person_id.in_(dormant.scalar_subquery())).returning(persons.c.person_id)
    return list((await session.scalars(erase)).all())
