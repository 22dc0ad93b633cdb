"""Files and their chunks, from rows and to rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import is_identifier
from services.documents.domain.deposits import Chunk, Upload
from services.documents.store.tables import chunks
from services.documents.store.tables import documents as documents_table
from services.documents.store.tables import uploads as table


async def insert(session: AsyncSession, upload: Upload, person_id: str) -> None:
    """A new file, empty."""
    await session.execute(sa.insert(table).values(asdict(upload) | {"person_id": person_id}))


async def find(session: AsyncSession, upload_id: str, person_id: str, *, lock: bool = False) -> Upload | None:
    """The person's file; None when there is none, or no more. `lock`: nobody adds to it meanwhile."""
    if not is_identifier(upload_id):
        return None
    wanted = sa.select(table).where(
        table.c.upload_id == upload_id, table.c.person_id == person_id, table.c.remove_time.is_(None)
    )  # fmt: skip
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    return None if row is None else _upload(row)


async def of_documents(session: AsyncSession, document_ids: Sequence[str]) -> dict[str, list[Upload]]:
    """Document → its files, in the order of its pages."""
    theirs = sa.select(table).where(table.c.document_id.in_(document_ids), table.c.remove_time.is_(None))
    wanted = theirs.order_by(table.c.document_id, table.c.rank)
    found: dict[str, list[Upload]] = {}
    for row in await session.execute(wanted):
        found.setdefault(row.document_id, []).append(_upload(row))
    return found


async def every_id(session: AsyncSession, document_id: str) -> list[str]:
    """The files of a document, those taken away included: what may still hold something of it."""
    wanted = sa.select(table.c.upload_id).where(table.c.document_id == document_id)
    return list((await session.execute(wanted)).scalars())


async def next_rank(session: AsyncSession, document_id: str) -> int:
    """The rank of one file more: never that of a file taken away."""
    last = sa.select(sa.func.coalesce(sa.func.max(table.c.rank), 0)).where(table.c.document_id == document_id)
    return int((await session.execute(last)).scalar_one()) + 1


async def remove(session: AsyncSession, upload_id: str, now: datetime) -> None:
    """The file counts no more, nor do its chunks."""
    await forget_chunks(session, [upload_id])
    await session.execute(sa.update(table).where(table.c.upload_id == upload_id).values(remove_time=now))


async def chunk_at(session: AsyncSession, upload_id: str, start: int) -> Chunk | None:
    """The chunk that begins there."""
    wanted = sa.select(chunks).where(chunks.c.upload_id == upload_id, chunks.c.start == start)
    row = (await session.execute(wanted)).one_or_none()
    return None if row is None else _chunk(row)


async def chunks_of(session: AsyncSession, upload_id: str) -> list[Chunk]:
    """Every chunk of a file, from its beginning."""
    rows = await session.execute(sa.select(chunks).where(chunks.c.upload_id == upload_id).order_by(chunks.c.start))
    return [_chunk(row) for row in rows]


async def add_chunk(session: AsyncSession, upload: Upload, chunk: Chunk, now: datetime) -> datetime:
    """The chunk counts, and the file stands after it. Gives the date of the deposit: the first chunk's, of any of its files."""
    await session.execute(sa.insert(chunks).values(asdict(chunk)))
    moved = {"received": upload.received, "sha256": upload.sha256}
    await session.execute(sa.update(table).where(table.c.upload_id == upload.upload_id).values(moved))
    dated = (
        sa.update(documents_table)
        .where(documents_table.c.document_id == upload.document_id)
        .values(deposit_time=sa.func.coalesce(documents_table.c.deposit_time, now))
        .returning(documents_table.c.deposit_time)
    )
    kept: datetime = (await session.execute(dated)).scalar_one()
    return kept


async def forget_chunks(session: AsyncSession, upload_ids: Sequence[str]) -> None:
    """Their contents are gone."""
    await session.execute(sa.delete(chunks).where(chunks.c.upload_id.in_(upload_ids)))


def _upload(row: sa.Row[Any]) -> Upload:
    return Upload(row.upload_id, row.document_id, row.rank, row.length, row.received, row.sha256)


def _chunk(row: sa.Row[Any]) -> Chunk:
    return Chunk(row.upload_id, row.start, row.length, row.sha256)
