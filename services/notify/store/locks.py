"""Whoever writes about the same thing waits: advisory locks by name, held until the transaction ends."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession


def consents_of(person_id: str) -> str:
    """What the person says of organismes, while it is read or changed."""
    return f"consents/{person_id}"


def reference_of(organisme: str, reference: str) -> str:
    """A message of an organisme, there or not yet."""
    return f"messages/{organisme}/{reference}"


async def hold(session: AsyncSession, names: Iterable[str]) -> None:
    """Waits for all of them, always in the same order: two that want the same ones never wait for each other."""
    wanted = sa.literal(sorted(set(names)), sa.ARRAY(sa.Text))
    name = sa.func.unnest(wanted).table_valued("name").render_derived("wanted")
    locking = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name.c.name, 0))
    await session.execute(sa.select(locking).select_from(name))
