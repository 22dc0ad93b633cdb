"""The journal's lines. They are written one after the other: a lock in the transaction keeps the chain in one piece."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.domain.journal import Line, written
from services.documents.store.tables import journal as table

_LOCK = 6_845_201
_SLICE = 1000


async def write(session: AsyncSession, document_id: str, action: str, detail: str, now: datetime) -> None:
    """One more line, in the transaction under way."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    row = (await session.execute(sa.select(table).order_by(table.c.line.desc()).limit(1))).one_or_none()
    line = written(None if row is None else _line(row), document_id, action, detail, now)
    await session.execute(sa.insert(table).values(asdict(line)))


async def read(session: AsyncSession) -> AsyncIterator[list[Line]]:
    """Every line in order, a slice at a time."""
    last = 0
    while True:
        wanted = sa.select(table).where(table.c.line > last).order_by(table.c.line).limit(_SLICE)
        rows = (await session.execute(wanted)).all()
        if not rows:
            return
        yield [_line(row) for row in rows]
        last = rows[-1].line


def _line(row: sa.Row[Any]) -> Line:
    return Line(row.line, row.document_id, row.action, row.detail, row.line_time, row.previous, row.digest)
