"""What changes of messages, and that it is known: the row, its event, and what is to be told outside. The only place that writes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.db import after_commit
from services.notify.domain.due import DueItem
from services.notify.domain.messages import Content, Message, MessageKind, MessageState
from services.notify.domain.reconcile import Move, Opening, Plan, Reminder
from services.notify.store import announcements, messages, reminders
from services.notify.store.announcements import Announcement
from services.notify.usecases.context import Notify


@dataclass(frozen=True, slots=True)
class Told:
    """A date told for the first time: the record, and the message that tells it."""

    reminder: Reminder
    message: Message


async def change(session: AsyncSession, notify: Notify, message: Message) -> None:
    """A message as it now stands."""
    await messages.update(session, notify.vault, message)
    await _say(session, notify, [message])


async def arrive(session: AsyncSession, notify: Notify, arrived: Iterable[Message]) -> None:
    """New messages; nothing is said of those that wait for consent."""
    written = list(arrived)
    await messages.insert(session, notify.vault, written)
    await _say(session, notify, [message for message in written if not message.waiting])


async def _say(session: AsyncSession, notify: Notify, changed: Sequence[Message]) -> None:
    for message in changed:
        after_commit(session, partial(notify.changed, message))
    await outbox.add(session, *map(notify.events.changed, changed))


async def announce(session: AsyncSession, notify: Notify, told: Iterable[tuple[Message, int]]) -> None:
    """Messages to tell outside, each with its round."""
    now = notify.now()
    rows = [Announcement(message.message_id, message.person_id, round_, now) for message, round_ in told]
    await announcements.add(session, rows)
    if rows:
        after_commit(session, notify.wake_sending)


async def write_plans(session: AsyncSession, notify: Notify, plans: Mapping[str, Plan]) -> int:
    """What the calendar decided of each person; how many messages it opened."""
    told = [_told(notify, person_id, opening) for person_id, plan in plans.items() for opening in plan.openings]
    fresh = await reminders.insert_new(session, [each.reminder for each in told])
    opened = [each for each in told if each.message.message_id in fresh]
    await arrive(session, notify, [each.message for each in opened])
    await announce(session, notify, [(each.message, each.reminder.told) for each in opened])
    await _move(session, notify, [move for plan in plans.values() for move in plan.moves])
    return len(opened)


async def _move(session: AsyncSession, notify: Notify, moves: list[Move]) -> None:
    if not moves:
        return
    by_message = {move.reminder.message_id: move for move in moves}
    for message in await messages.by_ids(session, notify.vault, list(by_message), lock=True):
        move = by_message[message.message_id]
        await reminders.update(session, move.reminder)
        moved = _moved(message, move, notify)
        if moved != message:
            await change(session, notify, moved)
        if move.again:
            await announce(session, notify, [(moved, move.reminder.told)])


def _moved(message: Message, move: Move, notify: Notify) -> Message:
    if move.reminder.state is MessageState.OPEN:
        return message.reopen()
    return message.close(move.reminder.state, move.reason, notify.now())


def _told(notify: Notify, person_id: str, opening: Opening) -> Told:
    item = opening.item
    message = _compose(notify, person_id, item)
    reminder = Reminder(person_id, item.key, item.rule, item.due_date, message.message_id, opening.told)
    return Told(reminder, message)


def _compose(notify: Notify, person_id: str, item: DueItem) -> Message:
    words = notify.words(item)
    content = Content(
        title=words.title,
        body=words.body,
        because=words.because,
        rule_quote=words.rule_quote,
        legal_reference=words.legal_reference,
        consequence=words.consequence,
        action_label=words.action_label,
        action_url=words.action_url,
        contact=item.organisme,
    )
    return Message(
        message_id=notify.new_id(),
        person_id=person_id,
        kind=MessageKind(item.kind),
        content=content,
        created=notify.now(),
        rule=item.rule,
        template=words.template,
        health=item.health,
        legal_effect=item.legal_effect,
        due=item.due_date,
    )


def done_by_person(reminder: Reminder, *, done: bool) -> Reminder:
    """The record of a date of which the person says that it is done, or takes it back."""
    state = MessageState.DONE if done else MessageState.OPEN
    return replace(reminder, state=state, by_person=done)
