"""What must still be told to an organisme: written with the claim, done afterwards, outside any transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.store.tables import errands as table


class Verb(StrEnum):
    """What to ask of the organisme."""

    SUBMIT = "SUBMIT"
    WITHDRAW = "WITHDRAW"


@dataclass(frozen=True, slots=True)
class Errand:
    """`errand_id` is the idempotency key of the call; `attempts` counts the calls made, the one under way included.
    `traceparent`: the trace of the click behind it."""

    errand_id: str
    claim_id: str
    person_id: str
    organisme: str
    verb: Verb
    attempts: int
    traceparent: str


async def add(session: AsyncSession, errand: Errand, now: datetime) -> None:
    """Something to be told, from now on."""
    await session.execute(sa.insert(table).values({**_row(errand), "next_time": now}))


async def take(session: AsyncSession, now: datetime, lease: timedelta, *, but: Collection[str] = ()) -> Errand | None:
    """The next errand that is due, put off for the time of a call: whoever dies with it leaves it to another. `but`: organismes not to be called
    now."""
    waiting = sa.select(table).where(table.c.next_time <= now, table.c.organisme.not_in(but))
    due = waiting.order_by(table.c.next_time, table.c.errand_id).limit(1)
    row = (await session.execute(due.with_for_update(skip_locked=True))).first()
    if row is None:
        return None
    changed = {"next_time": now + lease, "attempts": row.attempts + 1}
    await session.execute(sa.update(table).where(table.c.errand_id == row.errand_id).values(changed))
    return _errand(row, row.attempts + 1)


async def put_off(session: AsyncSession, errand: Errand, until: datetime) -> None:
    """Nobody answered: later."""
    await session.execute(sa.update(table).where(table.c.errand_id == errand.errand_id).values(next_time=until))


async def done(session: AsyncSession, errand: Errand) -> bool:
    """Whether it was still to be done: it no longer is."""
    gone = await session.execute(sa.delete(table).where(table.c.errand_id == errand.errand_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


async def drop_unsent(session: AsyncSession, claim_id: str) -> bool:
    """Whether the claim's submission had not begun: it never will."""
    unsent = sa.and_(table.c.claim_id == claim_id, table.c.verb == Verb.SUBMIT, table.c.attempts == 0)
    return bool((await session.execute(sa.delete(table).where(unsent))).rowcount)  # type: ignore[attr-defined]


async def drop(session: AsyncSession, claim_id: str) -> None:
    """Nothing more is told of a claim."""
    await session.execute(sa.delete(table).where(table.c.claim_id == claim_id))


async def tried(session: AsyncSession, attempts: int) -> dict[str, int]:
    """Organisme → how many errands were tried at least so often."""
    wanted = sa.select(table.c.organisme, sa.func.count()).where(table.c.attempts >= attempts)
    return {row[0]: row[1] for row in await session.execute(wanted.group_by(table.c.organisme))}


async def submitting(session: AsyncSession, person_id: str, organisme: str) -> bool:
    """Whether a claim of the person is on its way to the organisme, which may know it already under its own reference."""
    wanted = sa.select(sa.literal(1)).where(
        table.c.person_id == person_id, table.c.organisme == organisme, table.c.verb == Verb.SUBMIT
    )
    return (await session.execute(wanted.limit(1))).first() is not None


def _row(errand: Errand) -> dict[str, Any]:
    return {
        "errand_id": errand.errand_id,
        "claim_id": errand.claim_id,
        "person_id": errand.person_id,
        "organisme": errand.organisme,
        "verb": errand.verb,
        "attempts": errand.attempts,
        "traceparent": errand.traceparent,
    }


def _errand(row: sa.Row[Any], attempts: int) -> Errand:
    return Errand(
        errand_id=row.errand_id,
        claim_id=row.claim_id,
        person_id=row.person_id,
        organisme=row.organisme,
        verb=Verb(row.verb),
        attempts=attempts,
        traceparent=row.traceparent,
    )
