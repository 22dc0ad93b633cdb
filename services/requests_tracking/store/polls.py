"""When each organisme was last asked about a person's claims, and what past claims took."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.requests_tracking.domain.durations import Past
from services.requests_tracking.store.tables import past_durations, polls


async def polled_since(session: AsyncSession, person_id: str, since: datetime) -> set[str]:
    """The organismes that were asked about the person since then."""
    wanted = sa.select(polls.c.organisme).where(polls.c.person_id == person_id, polls.c.poll_time > since)
    return set((await session.execute(wanted)).scalars())


async def note_poll(session: AsyncSession, person_id: str, organisme: str, now: datetime, journal: datetime) -> bool:
    """Notes that an organisme answered; whether the access journal has not been told since `journal`."""
    row = {"person_id": person_id, "organisme": organisme, "poll_time": now, "journal_time": now}
    noting = insert(polls).values(row)
    told = sa.case((polls.c.journal_time > journal, polls.c.journal_time), else_=noting.excluded.journal_time)
    noting = noting.on_conflict_do_update(
        index_elements=["person_id", "organisme"],
        set_={"poll_time": noting.excluded.poll_time, "journal_time": told},
    )
    return bool((await session.execute(noting.returning(polls.c.journal_time))).scalar() == now)


async def add_duration(session: AsyncSession, benefit: str, organisme: str, past: Past) -> None:
    """Keeps what a claim took, and nothing of whose it was."""
    row = {"benefit": benefit, "organisme": organisme, "days": past.days, "decide_date": past.decided}
    await session.execute(sa.insert(past_durations).values(row))


async def past(session: AsyncSession, benefit: str, organisme: str, since: date) -> list[Past]:
    """What claims decided since then took; an empty organisme: at all of them."""
    table = past_durations.c
    wanted = sa.select(table.days, table.decide_date).where(table.benefit == benefit, table.decide_date >= since)
    if organisme:
        wanted = wanted.where(table.organisme == organisme)
    return [Past(row.days, row.decide_date) for row in await session.execute(wanted)]
