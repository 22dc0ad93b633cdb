"""How each person wants to be reached."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.messages import MessageKind
from services.notify.domain.preferences import Preferences
from services.notify.domain.sending.channels import Channel
from services.notify.store.tables import preferences as table


async def find(session: AsyncSession, person_id: str) -> Preferences:
    """What the person said; the usual while they said nothing."""
    return (await of_persons(session, [person_id]))[person_id]


async def of_persons(session: AsyncSession, person_ids: Collection[str]) -> dict[str, Preferences]:
    """Person → what they said; an entry for each of the persons."""
    rows = await session.execute(sa.select(table).where(table.c.person_id.in_(person_ids)))
    return dict.fromkeys(person_ids, Preferences()) | {row.person_id: _preferences(row) for row in rows}


async def save(session: AsyncSession, person_id: str, wanted: Preferences) -> bool:
    """Keeps them as the version after the one they replace; whether that one was still the last."""
    row = {
        "person_id": person_id,
        "kinds": {kind: sorted(channels) for kind, channels in wanted.kinds.items()},
        "escalation": wanted.escalation,
        "version": wanted.version,
    }
    if wanted.version == 1:
        saving = insert(table).values(row).on_conflict_do_nothing()
        return bool((await session.execute(saving)).rowcount)  # type: ignore[attr-defined]
    same = sa.and_(table.c.person_id == person_id, table.c.version == wanted.version - 1)
    return bool((await session.execute(sa.update(table).where(same).values(row))).rowcount)  # type: ignore[attr-defined]


def _preferences(row: Any) -> Preferences:
    kinds = {MessageKind(kind): frozenset(map(Channel, channels)) for kind, channels in row.kinds.items()}
    return Preferences(kinds, row.escalation, row.version)
