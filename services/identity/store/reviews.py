"""Reviews by a human. What a person wrote to the agent is sealed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain.certification import ReviewReason
from services.identity.domain.reviews import Review, ReviewVerdict
from services.identity.store.sealing import Sealing
from services.identity.store.tables import reviews


async def open_review(session: AsyncSession, sealing: Sealing, review: Review) -> None:
    row = {
        "review_id": review.review_id, "person_id": review.person_id, "reason": review.reason.value,
        "message_sealed": sealing.seal("message", review.review_id, review.message), "open_time": review.open_time,
        "explanation": review.explanation,
    }  # fmt: skip
    await session.execute(sa.insert(reviews).values(row))


async def write_message(session: AsyncSession, sealing: Sealing, review_id: str, message: str) -> None:
    """What the person says about it; the last word replaces the one before."""
    sealed = sealing.seal("message", review_id, message)
    await session.execute(sa.update(reviews).where(reviews.c.review_id == review_id).values(message_sealed=sealed))


async def take(session: AsyncSession, sealing: Sealing, review_id: str) -> Review | None:
    """The review, locked until the end of the transaction; None when there is none."""
    query = sa.select(reviews).where(reviews.c.review_id == review_id).with_for_update()
    row = (await session.execute(query)).one_or_none()
    return _review(row, sealing) if row is not None else None


async def close(session: AsyncSession, review_id: str, verdict: ReviewVerdict, explanation: str, now: datetime) -> None:
    """Closes it; one that is closed stays as it was."""
    still_open = sa.and_(reviews.c.review_id == review_id, reviews.c.verdict.is_(None))
    values = {"verdict": verdict.value, "explanation": explanation, "close_time": now}
    await session.execute(sa.update(reviews).where(still_open).values(values))


async def list_open(
    session: AsyncSession, sealing: Sealing, limit: int, after: tuple[datetime, str] | None
) -> list[Review]:
    """Those that wait, oldest first, from after the key of the previous page."""
    order = (reviews.c.open_time, reviews.c.review_id)
    query = sa.select(reviews).where(reviews.c.verdict.is_(None))
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after)))
    rows = await session.execute(query.order_by(*order).limit(limit))
    return [_review(row, sealing) for row in rows]


async def purge(session: AsyncSession, cutoff: datetime) -> int:
    """Forgets reviews closed at `cutoff` or before; returns how many."""
    gone = await session.execute(
        sa.delete(reviews).where(reviews.c.close_time <= cutoff).returning(reviews.c.review_id)
    )
    return len(gone.all())


def _review(row: sa.Row[Any], sealing: Sealing) -> Review:
    return Review(
        review_id=row.review_id, person_id=row.person_id, reason=ReviewReason(row.reason), open_time=row.open_time,
        message=sealing.open("message", row.review_id, row.message_sealed),
        verdict=ReviewVerdict(row.verdict) if row.verdict else None, explanation=row.explanation,
    )  # fmt: skip
