"""Where the certification of each person's NIR stands, and when it is to be tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.certification import Certification, State
from services.identity.domain.nir import Nir
from services.identity.store.sealing import Sealing
from services.identity.store.tables import certifications


@dataclass(frozen=True, slots=True)
class Declared:
    """A NIR told by a person, and its digest."""

    nir: Nir
    digest: bytes


async def create(session: AsyncSession, person_id: str, certification: Certification) -> None:
    """A new person's first state."""
    await session.execute(sa.insert(certifications).values(person_id=person_id, **_row(certification)))


async def of_person(session: AsyncSession, person_id: str, *, lock: bool = False) -> Certification | None:
    """None when there is no such person. `lock`: until the end of the transaction."""
    query = sa.select(certifications).where(certifications.c.person_id == person_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _certification(row) if row is not None else None


async def declared_nir(session: AsyncSession, sealing: Sealing, person_id: str) -> Declared | None:
    """The NIR that the person told last; None when they told none."""
    columns = (certifications.c.nir_sealed, certifications.c.nir_digest)
    row = (await session.execute(sa.select(*columns).where(certifications.c.person_id == person_id))).one_or_none()
    if row is None or row.nir_sealed is None:
        return None
    return Declared(sealing.open_nir(person_id, row.nir_sealed), row.nir_digest)


async def declare(session: AsyncSession, sealing: Sealing, person_id: str, declared: Declared) -> None:
    """Writes the NIR that the person tells, sealed, before anything is decided of it."""
    values = {"nir_digest": declared.digest, "nir_sealed": sealing.seal_nir(person_id, declared.nir)}
    await session.execute(sa.update(certifications).where(_of(person_id)).values(values))


async def forget_nir(session: AsyncSession, person_id: str) -> None:
    """The NIR that the person told is not theirs."""
    await session.execute(sa.update(certifications).where(_of(person_id)).values(nir_digest=None, nir_sealed=None))


async def save(session: AsyncSession, person_id: str, certification: Certification, next_time: datetime | None) -> None:
    """Writes a state, and when to try next; the NIR itself is written by `declare`."""
    row = _row(certification)
    del row["nir_digest"]
    await session.execute(sa.update(certifications).where(_of(person_id)).values(row | {"next_time": next_time}))


async def lock_nir(session: AsyncSession, nir_digest: bytes) -> None:
    """Two persons never certify one NIR at the same moment: the second waits, and sees the first."""
    key = int.from_bytes(nir_digest[:8], "big", signed=True)
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


async def holder(session: AsyncSession, nir_digest: bytes, *, other_than: str) -> str | None:
    """The other person for whom this NIR is certified."""
    held = sa.and_(certifications.c.nir_digest == nir_digest, certifications.c.state == State.CERTIFIED.value)
    query = sa.select(certifications.c.person_id).where(held, certifications.c.person_id != other_than)
    found: str | None = await session.scalar(query)
    return found


async def mark_resolved(session: AsyncSession, person_id: str, now: datetime) -> None:
    """The organismes have been asked."""
    await session.execute(sa.update(certifications).where(_of(person_id)).values(resolved_time=now))


async def resolved_time(session: AsyncSession, person_id: str) -> datetime | None:
    """When the organismes were last asked; None: never."""
    found: datetime | None = await session.scalar(sa.select(certifications.c.resolved_time).where(_of(person_id)))
    return found


async def schedule_refresh(session: AsyncSession, person_id: str, now: datetime, older_than: datetime) -> None:
    """Asks the organismes anew, in the background, where the last answers are too old."""
    old = sa.and_(certifications.c.state == State.CERTIFIED.value, certifications.c.resolved_time <= older_than)
    await session.execute(sa.update(certifications).where(_of(person_id), old).values(next_time=now))


async def lease_due(session: AsyncSession, now: datetime, lease: timedelta, limit: int) -> list[str]:
    """Persons whose turn has come, taken by this process until `lease` is over."""
    due = (
        sa.select(certifications.c.person_id)
        .where(certifications.c.next_time <= now)
        .order_by(certifications.c.next_time)
    )
    due = due.limit(limit).with_for_update(skip_locked=True)
    take = (
        sa.update(certifications)
        .where(certifications.c.person_id.in_(due.scalar_subquery()))
        .values(next_time=now + lease)
    )
    return list((await session.scalars(take.returning(certifications.c.person_id))).all())


def _of(person_id: str) -> sa.ColumnElement[bool]:
    return certifications.c.person_id == person_id


def _row(certification: Certification) -> dict[str, Any]:
    return {
        "state": certification.state.value, "state_time": certification.since, "explanation": certification.explanation,
        "organisme": certification.organisme, "nir_digest": certification.nir_digest, "provisional": certification.provisional,
        "confirmed": certification.confirmed, "review_id": certification.review_id, "attempts": certification.attempts,
    }  # fmt: skip


def _certification(row: sa.Row[Any]) -> Certification:
    return Certification(
        state=State(row.state), since=row.state_time, explanation=row.explanation, organisme=row.organisme,
        nir_digest=row.nir_digest, provisional=row.provisional, confirmed=row.confirmed, review_id=row.review_id,
        attempts=row.attempts,
    )  # fmt: skip
