"""The checks that organismes made."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.situation.domain.controls import Control, Level
from services.situation.store.tables import controls as table


async def insert_control(session: AsyncSession, control: Control) -> None:
    """Write a check."""
    row = asdict(control)
    row |= {"control_time": row.pop("time"), "expiry_date": row.pop("expiry"), "scope": list(control.scope)}
    await session.execute(sa.insert(table).values(row))


async def page(
    session: AsyncSession, person_id: str, day: date, *, before: str | None, limit: int
) -> Sequence[Control]:
    """The person's checks that still hold that day, newest first."""
    wanted = sa.select(table).where(table.c.person_id == person_id, table.c.expiry_date >= day)
    if before is not None:
        wanted = wanted.where(table.c.control_id < before)
    rows = await session.execute(wanted.order_by(table.c.control_id.desc()).limit(limit))
    return [_control(row) for row in rows]


async def of_version(session: AsyncSession, version_id: str, day: date) -> Sequence[Control]:
    """The checks of one version that still hold that day, oldest first."""
    wanted = sa.select(table).where(table.c.version_id == version_id, table.c.expiry_date >= day)
    return [_control(row) for row in await session.execute(wanted.order_by(table.c.control_id))]


def _control(row: sa.Row[Any]) -> Control:
    return Control(
        control_id=row.control_id,
        person_id=row.person_id,
        fact_id=row.fact_id,
        version_id=row.version_id,
        kind=row.kind,
        organisme=row.organisme,
        scope=tuple(row.scope),
        level=Level(row.level),
        time=row.control_time,
        expiry=row.expiry_date,
    )
