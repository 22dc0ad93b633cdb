"""What organismes took back, for good; before the message itself came, it holds too."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.organisme_messages import Withdrawn
from services.notify.store.tables import withdrawals as table


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A message that an organisme takes back."""

    organisme: str
    reference: str
    person_id: str
    reason: Withdrawn


async def add(session: AsyncSession, taken: Withdrawal, now: datetime) -> None:
    """Taken back; the same again changes nothing."""
    row = {
        "organisme": taken.organisme,
        "reference": taken.reference,
        "person_id": taken.person_id,
        "reason": taken.reason,
        "withdraw_time": now,
    }
    await session.execute(insert(table).values(row).on_conflict_do_nothing())


async def find(session: AsyncSession, organisme: str, reference: str) -> Withdrawal | None:
    """What was taken back under a reference."""
    same = sa.and_(table.c.organisme == organisme, table.c.reference == reference)
    row = (await session.execute(sa.select(table).where(same))).first()
    return Withdrawal(row.organisme, row.reference, row.person_id, Withdrawn(row.reason)) if row else None


async def lock(session: AsyncSession, organisme: str, reference: str) -> None:
    """Two events about the same reference: the second waits for the first's commit, whichever it is."""
    name = sa.func.hashtext(f"{organisme}/{reference}")
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(name)))
