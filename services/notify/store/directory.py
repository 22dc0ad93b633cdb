"""Whom an organisme means by a name, as identity last said it. Of the name, the digest alone is kept."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.store.tables import directory as table
from services.notify.store.tables import directory_reads


async def persons_of(session: AsyncSession, named: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(organisme, pseudonym) → whom it means; without those that mean nobody known here."""
    digests = {(organisme, _digest(name)): (organisme, name) for organisme, name in named}
    pair = sa.tuple_(table.c.organisme, table.c.pseudonym_digest)
    rows = await session.execute(sa.select(table).where(pair.in_(list(digests))))
    return {digests[row.organisme, row.pseudonym_digest]: row.person_id for row in rows}


async def organismes_of(session: AsyncSession, person_id: str) -> list[str]:
    """Where the person has a file."""
    wanted = sa.select(table.c.organisme).where(table.c.person_id == person_id).distinct().order_by(table.c.organisme)
    return list((await session.execute(wanted)).scalars())


async def replace(session: AsyncSession, person_id: str, names: Mapping[str, str], read_time: datetime) -> None:
    """Put what identity said at `read_time` (organisme → name) in place of what it said before; a later answer is left alone."""
    claim = insert(directory_reads).values(person_id=person_id, read_time=read_time)
    # The row locks out another refresh of the same person until this one is committed.
    claim = claim.on_conflict_do_update(
        index_elements=["person_id"],
        set_={"read_time": claim.excluded.read_time},
        where=directory_reads.c.read_time <= claim.excluded.read_time,
    )
    if not (await session.execute(claim)).rowcount:  # type: ignore[attr-defined]
        return
    await session.execute(sa.delete(table).where(table.c.person_id == person_id))
    rows = [
        {"organisme": organisme, "pseudonym_digest": _digest(name), "person_id": person_id}
        for organisme, name in names.items()
    ]
    if rows:
        await session.execute(insert(table).on_conflict_do_nothing(), rows)


def _digest(pseudonym: str) -> bytes:
    # Pseudonyms are keyed, and as long as a digest: nothing can be searched for among them.
    return hashlib.sha256(pseudonym.encode()).digest()
