"""Whether each organisme may write to the person here."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.preferences import Consent
from services.notify.store.tables import consents as table
from services.notify.store.tables import messages


async def granted(session: AsyncSession, person_id: str, organisme: str) -> bool:
    """Whether the person agreed. The answer holds until the transaction ends: whoever changes it waits."""
    await _lock(session, person_id)
    same = sa.and_(table.c.person_id == person_id, table.c.organisme == organisme)
    return bool((await session.execute(sa.select(table.c.granted).where(same))).scalar())


async def of_person(session: AsyncSession, person_id: str) -> dict[str, Consent]:
    """Organisme → what the person said, and how many messages wait for it."""
    rows = await session.execute(sa.select(table).where(table.c.person_id == person_id))
    found = {row.organisme: Consent(row.organisme, row.granted, row.since_time) for row in rows}
    waiting = sa.select(messages.c.organisme, sa.func.count().label("count")).where(
        messages.c.person_id == person_id, messages.c.waiting, messages.c.state == "OPEN"
    )
    for row in await session.execute(waiting.group_by(messages.c.organisme)):
        said = found.get(row.organisme, Consent(row.organisme))
        found[row.organisme] = Consent(row.organisme, said.granted, said.since, row[1])
    return found


async def save(session: AsyncSession, person_id: str, said: Mapping[str, bool], now: datetime) -> set[str]:
    """Keeps what the person says; the organismes for which it changed."""
    await _lock(session, person_id)
    before = await of_person(session, person_id)
    changed = {
        name for name, agreed in said.items() if before.get(name, Consent(name)).granted != agreed or not _said(before, name)
    }  # fmt: skip
    for name in sorted(changed):
        saying = insert(table).values(person_id=person_id, organisme=name, granted=said[name], since_time=now)
        new = {"granted": saying.excluded.granted, "since_time": saying.excluded.since_time}
        await session.execute(saying.on_conflict_do_update(index_elements=["person_id", "organisme"], set_=new))
    return changed


def _said(before: Mapping[str, Consent], name: str) -> bool:
    return name in before and before[name].since is not None


async def _lock(session: AsyncSession, person_id: str) -> None:
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"consents/{person_id}"))))
