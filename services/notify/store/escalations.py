"""Messages that wait for too long, found in SQL: only those of which something is to be done come back."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.messages import MessageKind, MessageState
from services.notify.domain.sending.channels import FAILED, Channel, DeliveryStatus
from services.notify.domain.sending.delivery import ESCALATED, NOT_WANTED
from services.notify.domain.sending.escalation import CALL_BEFORE_DUE
from services.notify.store.tables import announcements, consents, deliveries, messages, preferences

_HELD = sa.and_(messages.c.state == MessageState.OPEN, ~messages.c.waiting)
_REFUSED = sa.exists().where(preferences.c.person_id == messages.c.person_id, ~preferences.c.escalation)
_AGREED = sa.exists().where(
    consents.c.person_id == messages.c.person_id, consents.c.organisme == messages.c.organisme, consents.c.granted
)
# Of an organisme that may no longer write here, nothing is told outside.
_UNAGREED = sa.and_(messages.c.kind == MessageKind.ORGANISME, ~_AGREED)
# What a call came to when it was not made: the message no longer needs it.
NOT_NEEDED = "NOT_NEEDED"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits, and whose it is."""

    message_id: str
    person_id: str


async def unread(session: AsyncSession, channel: Channel, now: datetime, before: datetime, limit: int) -> list[Waiting]:
    """Unread since before then with a right at stake, not told by this channel, of persons who did not refuse; oldest first."""
    # One that was chosen, and no more before it left, has told nothing.
    left = sa.or_(deliveries.c.round == ESCALATED, deliveries.c.reason != NOT_WANTED)
    told = sa.exists().where(deliveries.c.message_id == messages.c.message_id, deliveries.c.channel == channel, left)
    waited = messages.c.create_time <= before
    if channel is Channel.CALL:
        # `Held.call_from`: where no letter arrives, the last day may come before the day of the call.
        near = messages.c.due_date <= (now + CALL_BEFORE_DUE).date()
        waited = sa.or_(waited, sa.and_(near, _letter_failed()))
    wanted = sa.select(messages.c.message_id, messages.c.person_id).where(
        _HELD, messages.c.legal_effect, messages.c.read_time.is_(None), waited, ~told, ~_REFUSED, ~_UNAGREED,
    )  # fmt: skip
    ordered = wanted.order_by(messages.c.create_time).limit(limit).with_for_update(skip_locked=True)
    return [Waiting(row.message_id, row.person_id) for row in await session.execute(ordered)]


def _letter_failed() -> sa.ColumnElement[bool]:
    letter = sa.and_(deliveries.c.message_id == messages.c.message_id, deliveries.c.channel == Channel.LETTER)
    return sa.exists().where(letter, deliveries.c.status.in_(sorted(FAILED)))


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
    """Calls not made yet of messages that were read, done or taken back, or that the person refused since: nobody is called about them."""
    over = sa.or_(~_HELD, messages.c.read_time.is_not(None))
    return await _drop(session, over, "", now) + await _drop(session, sa.or_(_REFUSED, _UNAGREED), NOT_WANTED, now)


async def _drop(session: AsyncSession, no_more: sa.ColumnElement[bool], reason: str, now: datetime) -> int:
    about = sa.exists().where(messages.c.message_id == deliveries.c.message_id, no_more)
    open_calls = sa.and_(deliveries.c.channel == Channel.CALL, deliveries.c.outcome == "")
    changed = {"outcome": NOT_NEEDED, "status": DeliveryStatus.CANCELLED, "reason": reason, "status_time": now}
    dropped = await session.execute(sa.update(deliveries).where(open_calls, about).values(changed))
    return int(dropped.rowcount)  # type: ignore[attr-defined]
