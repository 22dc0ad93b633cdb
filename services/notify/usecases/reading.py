"""What a person reads: their dates, each with where it stands, and how each message was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.calendar import due_items
from services.notify.domain.due import DueItem, ItemState
from services.notify.domain.messages import MessageState
from services.notify.domain.reconcile import Reminder
from services.notify.domain.words import Words
from services.notify.store import reminders, watched
from services.notify.usecases.context import Notify


@dataclass(frozen=True, slots=True)
class Line:
    """A date of the calendar. `done`: when; None too for what the person only says."""

    item: DueItem
    words: Words
    state: ItemState
    message_id: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """`read`: as of when; None: never read yet. `unanswered`: the organismes that did not answer then."""

    lines: Sequence[Line]
    read: datetime | None
    unanswered: frozenset[str]


async def get_calendar(session: AsyncSession, notify: Notify, person_id: str) -> Calendar:
    """The dates that matter, soonest first."""
    person = await watched.find(session, notify.vault, person_id)
    if person is None or person.profile is None:
        return Calendar((), None, frozenset())
    today = notify.today(person.profile)
    told = (await reminders.of_persons(session, [person_id]))[person_id]
    items = due_items(person.profile, notify.rulebook, today)
    lines = [_line(notify, item, told.get(item.key), today) for item in items]
    return Calendar(lines, person.read, person.unanswered)


def _line(notify: Notify, item: DueItem, reminder: Reminder | None, today: date) -> Line:
    said_done = reminder is not None and reminder.by_person and reminder.state is MessageState.DONE
    state = ItemState.DONE if said_done else item.state_on(today)
    return Line(item, notify.words(item), state, reminder.message_id if reminder else "")
