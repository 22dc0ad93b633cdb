"""The dates that were told: one row each, by person and key."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.messages import MessageState
from services.notify.domain.reconcile import Reminder
from services.notify.store.tables import reminders as table


async def of_persons(session: AsyncSession, person_ids: Sequence[str]) -> dict[str, dict[str, Reminder]]:
    """Person → key → what was told; an entry for each of the persons."""
    found: dict[str, dict[str, Reminder]] = {person_id: {} for person_id in person_ids}
    for row in await session.execute(sa.select(table).where(table.c.person_id.in_(person_ids))):
        found[row.person_id][row.key] = _reminder(row)
    return found


async def insert_new(session: AsyncSession, opened: Sequence[Reminder]) -> set[str]:
    """New ones; the ids of the messages of those that were not told already."""
    if not opened:
        return set()
    adding = insert(table).on_conflict_do_nothing().returning(table.c.message_id)
    return set((await session.execute(adding, [_row(reminder) for reminder in opened])).scalars())


async def update(session: AsyncSession, reminder: Reminder) -> None:
    """The record as it now stands."""
    same = sa.and_(table.c.person_id == reminder.person_id, table.c.key == reminder.key)
    await session.execute(sa.update(table).where(same).values(_row(reminder)))


async def of_message(session: AsyncSession, message_id: str) -> Reminder | None:
    """What a message tells of; None: no date of the calendar."""
    row = (await session.execute(sa.select(table).where(table.c.message_id == message_id).with_for_update())).first()
    return _reminder(row) if row else None


def _row(reminder: Reminder) -> dict[str, Any]:
    return {
        "person_id": reminder.person_id,
        "key": reminder.key,
        "rule": reminder.rule,
        "due_date": reminder.due,
        "state": reminder.state,
        "done_by_person": reminder.by_person,
        "told": reminder.told,
        "message_id": reminder.message_id,
    }


def _reminder(row: sa.Row[Any]) -> Reminder:
    return Reminder(
        person_id=row.person_id,
        key=row.key,
        rule=row.rule,
        due=row.due_date,
        message_id=row.message_id,
        told=row.told,
        state=MessageState(row.state),
        by_person=row.done_by_person,
    )
