"""Where each person has a file, as the organismes said last."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import new_id
from services.identity.domain.attachments import Attachment, Quality, Regime
from services.identity.domain.certification import Answer, Verdict
from services.identity.store.tables import attachments

PageKey = tuple[str, date, str]


async def replace(session: AsyncSession, person_id: str, answers: Iterable[Answer]) -> None:
    """Takes each organisme's answer for the whole truth of what it holds; who did not answer keeps what it had said."""
    answered = [answer for answer in answers if answer.verdict is not Verdict.UNREACHABLE]
    said = [answer.organisme for answer in answered]
    forget = sa.delete(attachments).where(attachments.c.person_id == person_id, attachments.c.organisme.in_(said))
    await session.execute(forget)
    rows = [_row(person_id, attachment) for answer in answered for attachment in answer.attachments]
    if rows:
        await session.execute(sa.insert(attachments), rows)


async def forget_all(session: AsyncSession, person_id: str) -> None:
    """The NIR behind them is not the person's."""
    await session.execute(sa.delete(attachments).where(attachments.c.person_id == person_id))


async def organismes_of(session: AsyncSession, person_id: str) -> tuple[str, ...]:
    """Where the person has a file, sorted."""
    query = sa.select(attachments.c.organisme).where(attachments.c.person_id == person_id).distinct()
    return tuple(sorted((await session.scalars(query)).all()))


async def list_page(
    session: AsyncSession, person_id: str, limit: int, after: PageKey | None
) -> list[tuple[PageKey, Attachment]]:
    """By organisme then start, each with its key, from after the key of the previous page."""
    order = (attachments.c.organisme, attachments.c.start_date, attachments.c.attachment_id)
    query = sa.select(attachments).where(attachments.c.person_id == person_id)
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after)))
    rows = await session.execute(query.order_by(*order).limit(limit))
    return [((row.organisme, row.start_date, row.attachment_id), _attachment(row)) for row in rows]


def _row(person_id: str, attachment: Attachment) -> dict[str, Any]:
    return {
        "attachment_id": new_id(), "person_id": person_id, "organisme": attachment.organisme,
        "quality": attachment.quality.value, "regime": attachment.regime.value,
        "start_date": attachment.start, "end_date": attachment.end, "office": attachment.office,
    }  # fmt: skip


def _attachment(row: sa.Row[Any]) -> Attachment:
    return Attachment(row.organisme, row.start_date, Quality(row.quality), Regime(row.regime), row.end_date, row.office)
