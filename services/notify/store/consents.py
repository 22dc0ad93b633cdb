"""Whether each organisme may write to the person here."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.preferences import Consent
from services.notify.store.locks import consents_of, hold
from services.notify.store.tables import consents as table
from services.notify.store.tables import messages

# Never shown yet, or written anew since the agreement was withdrawn.
_WAITS = sa.or_(sa.and_(messages.c.waiting, messages.c.state == "OPEN"), messages.c.sealed_later.is_not(None))


async def granted(session: AsyncSession, asked: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these (person, organisme), those to which the person agreed. Whoever holds the persons' locks finds it true until its transaction ends."""
    pair = sa.tuple_(table.c.person_id, table.c.organisme)
    rows = await session.execute(
        sa.select(table.c.person_id, table.c.organisme).where(pair.in_(asked), table.c.granted)
    )
    return {(row.person_id, row.organisme) for row in rows}


async def of_person(session: AsyncSession, person_id: str) -> dict[str, Consent]:
    """Organisme → what the person said, and how many messages wait for it."""
    rows = await session.execute(sa.select(table).where(table.c.person_id == person_id))
    found = {row.organisme: Consent(row.organisme, row.granted, row.since_time) for row in rows}
    waiting = sa.select(messages.c.organisme, sa.func.count().label("count")).where(
        messages.c.person_id == person_id, _WAITS
    )
    for row in await session.execute(waiting.group_by(messages.c.organisme)):
        said = found.get(row.organisme, Consent(row.organisme))
        found[row.organisme] = Consent(row.organisme, said.granted, said.since, row[1])
    return found


async def save(session: AsyncSession, person_id: str, said: Mapping[str, bool], now: datetime) -> set[str]:
    """Keeps what the person says; the organismes for which it changed."""
    await hold(session, [consents_of(person_id)])
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
