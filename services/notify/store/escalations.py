"""Messages that wait for too long, found in SQL: only those of which something is to be done come back."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.messages import MessageKind, MessageState
from services.notify.domain.sending.channels import Channel, DeliveryStatus
from services.notify.store.tables import announcements, deliveries, messages, preferences

_HELD = sa.and_(messages.c.state == MessageState.OPEN, ~messages.c.waiting)
# What a call came to when it was not made: the message no longer needs it.
NOT_NEEDED = "NOT_NEEDED"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits, and whose it is."""

    message_id: str
    person_id: str


async def unread(session: AsyncSession, channel: Channel, before: datetime, limit: int) -> list[Waiting]:
    """Unread since before then with a right at stake, not told by this channel, of persons who did not refuse; oldest first."""
    told = sa.exists().where(deliveries.c.message_id == messages.c.message_id, deliveries.c.channel == channel)
    refused = sa.exists().where(preferences.c.person_id == messages.c.person_id, ~preferences.c.escalation)
    wanted = sa.select(messages.c.message_id, messages.c.person_id).where(
        _HELD, messages.c.legal_effect, messages.c.read_time.is_(None), messages.c.create_time <= before, ~told, ~refused,
    )  # fmt: skip
    ordered = wanted.order_by(messages.c.create_time).limit(limit).with_for_update(skip_locked=True)
    return [Waiting(row.message_id, row.person_id) for row in await session.execute(ordered)]


async def silent(
    session: AsyncSession, kind: MessageKind, between: tuple[datetime, datetime], number: int, limit: int
) -> list[Waiting]:
    """Told once, written between these instants, and nothing since: a task that is not done, a message that is not read.

    Not the tasks of a rule of the calendar, which says itself when they are told again.
    """
    first, last = between
    of_message = deliveries.c.message_id == messages.c.message_id
    reached = sa.exists().where(of_message, deliveries.c.status.in_([DeliveryStatus.SENT, DeliveryStatus.DELIVERED]))
    # Told again by the calendar meanwhile: the reminder has come already.
    again = sa.exists().where(of_message, sa.or_(deliveries.c.round == number, deliveries.c.create_time > last))
    in_line = sa.exists().where(announcements.c.message_id == messages.c.message_id)
    wanted = sa.select(messages.c.message_id, messages.c.person_id).where(
        _HELD, messages.c.kind == kind, messages.c.create_time > first, messages.c.create_time <= last,
        reached, ~again, ~in_line,
    )  # fmt: skip
    wanted = wanted.where(messages.c.rule == "" if kind is MessageKind.TASK else messages.c.read_time.is_(None))
    ordered = wanted.order_by(messages.c.create_time).limit(limit).with_for_update(skip_locked=True)
    return [Waiting(row.message_id, row.person_id) for row in await session.execute(ordered)]


async def drop_calls(session: AsyncSession, now: datetime) -> int:
    """Calls not made yet of messages that were read, done or taken back: nobody is called about them."""
    over = sa.exists().where(
        messages.c.message_id == deliveries.c.message_id, sa.or_(~_HELD, messages.c.read_time.is_not(None))
    )
    open_calls = sa.and_(deliveries.c.channel == Channel.CALL, deliveries.c.outcome == "")
    changed = {"outcome": NOT_NEEDED, "status": DeliveryStatus.CANCELLED, "status_time": now}
    dropped = await session.execute(sa.update(deliveries).where(open_calls, over).values(changed))
    return int(dropped.rowcount)  # type: ignore[attr-defined]
