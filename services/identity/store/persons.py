"""Persons: their sealed civil status, and the digests by which a login finds them again."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.matching import Candidate
from services.identity.domain.pivot import Pivot
from services.identity.store.sealing import Sealing
from services.identity.store.tables import persons, subjects


@dataclass(frozen=True, slots=True)
class Subject:
    """FranceConnect's name for a person, which means nothing outside its issuer."""

    issuer: str
    sub: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a login says that the person is."""

    person_id: str
    pivot: Pivot
    pivot_digest: bytes


async def lock_pivot(session: AsyncSession, pivot_digest: bytes) -> None:
    """Two first logins of one person at the same moment make one person: the second waits for the first."""
    key = int.from_bytes(pivot_digest[:8], "big", signed=True)
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def by_subject(session: AsyncSession, sub_digest: bytes) -> str | None:
    """The person known by this `sub`."""
    found: str | None = await session.scalar(sa.select(subjects.c.person_id).where(subjects.c.sub_digest == sub_digest))
    return found


async def candidates(session: AsyncSession, pivot_digest: bytes, issuer: str) -> list[Candidate]:
    """Whoever has this pivot; a `sub` whose issuer was not written down yet counts as this issuer's."""
    bound = sa.exists().where(subjects.c.person_id == persons.c.person_id, subjects.c.issuer.in_((issuer, "")))
    rows = await session.execute(sa.select(persons.c.person_id, bound).where(persons.c.pivot_digest == pivot_digest))
    return [Candidate(*row) for row in rows]


async def create(session: AsyncSession, sealing: Sealing, newcomer: Profile, now: datetime) -> None:
    sealed = sealing.seal_pivot(newcomer.person_id, newcomer.pivot)
    row = {
        "person_id": newcomer.person_id, "pivot_digest": newcomer.pivot_digest, "pivot_sealed": sealed,
        "created_time": now, "last_login_time": now,
    }  # fmt: skip
    await session.execute(sa.insert(persons).values(row))


async def refresh(session: AsyncSession, sealing: Sealing, known: Profile, now: datetime) -> None:
    """A known person logs in: their civil status may have been corrected since, and they are found by the corrected one."""
    values = {
        "pivot_sealed": sealing.seal_pivot(known.person_id, known.pivot), "pivot_digest": known.pivot_digest,
        "last_login_time": now,
    }  # fmt: skip
    await session.execute(sa.update(persons).where(persons.c.person_id == known.person_id).values(values))


async def bind_subject(session: AsyncSession, sealing: Sealing, person_id: str, subject: Subject) -> None:
    """Remembers a `sub` and whose it is; one that is known stays where it is."""
    row = {
        "sub_digest": subject.digest, "person_id": person_id, "issuer": subject.issuer,
        "sub_sealed": sealing.seal("sub", person_id, subject.sub),
    }  # fmt: skip
    write = insert(subjects).values(row)
    write = write.on_conflict_do_update(index_elements=["sub_digest"], set_={"issuer": subject.issuer})
    await session.execute(write)


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
