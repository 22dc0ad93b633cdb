"""What a person does with their messages: reads them, says that it is done, takes it back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.errors import MessageNotFound, NotATask, TaskOver
from services.notify.domain.messages import Message, MessageKind, MessageState, Reason
from services.notify.store import messages, reminders, watched
from services.notify.store.messages import Shelf
from services.notify.usecases.context import Notify
from services.notify.usecases.record import change, done_by_person
from services.notify.usecases.whose_day import day_of


async def get_message(session: AsyncSession, notify: Notify, person_id: str, message_id: str) -> Message:
    """One message that the person may see. Raises MessageNotFound."""
    return _seen(await messages.find(session, notify.vault, person_id, message_id), notify.now())


async def list_messages(
    session: AsyncSession, notify: Notify, shelf: Shelf, *, before: tuple[datetime, str] | None, limit: int
) -> tuple[Sequence[Message], int]:
    """A page, newest first, and how many are open and not read."""
    found = await messages.page(session, notify.vault, shelf, before=before, limit=limit)
    unread = await messages.unread(session, [shelf.person_id], shelf.now)
    return found, unread[shelf.person_id]


async def mark_read(session: AsyncSession, notify: Notify, person_id: str, message_id: str) -> Message:
    """The person has read it. Raises MessageNotFound."""
    now = notify.now()
    message = _seen(await messages.find(session, notify.vault, person_id, message_id, lock=True), now)
    read = message.was_read(now)
    if read is not message:
        await change(session, notify, read)
    return read


async def complete_task(session: AsyncSession, notify: Notify, person_id: str, message_id: str) -> Message:
    """The person says that it is done. Raises MessageNotFound, NotATask, or TaskOver when nothing is asked any more."""
    message = await _task(session, notify, person_id, message_id)
    if message.state is MessageState.DONE:
        return message
    if not message.is_open:
        raise TaskOver
    now = notify.now()
    done = message.was_read(now).close(MessageState.DONE, Reason.PERSON, now)
    return await _record(session, notify, done)


async def reopen_task(session: AsyncSession, notify: Notify, person_id: str, message_id: str) -> Message:
    """The person takes it back. Raises MessageNotFound, NotATask, or TaskOver when it is too late, or was done otherwise."""
    message = await _task(session, notify, person_id, message_id)
    if message.is_open:
        return message
    if not message.may_reopen(await day_of(session, notify, person_id)):
        raise TaskOver
    return await _record(session, notify, message.reopen())


async def _task(session: AsyncSession, notify: Notify, person_id: str, message_id: str) -> Message:
    # The sweep locks persons before messages: so does this, or each could wait for the other.
    await watched.lock(session, person_id)
    message = _seen(await messages.find(session, notify.vault, person_id, message_id, lock=True), notify.now())
    if message.kind is MessageKind.NOTICE or message.due is None:
        raise NotATask
    return message


async def _record(session: AsyncSession, notify: Notify, message: Message) -> Message:
    reminder = await reminders.of_message(session, message.message_id)
    if reminder:
        await reminders.update(session, done_by_person(reminder, done=not message.is_open))
    await change(session, notify, message)
    return message


def _seen(message: Message | None, now: datetime) -> Message:
    if message is None or message.waiting or not message.shown(now):
        raise MessageNotFound
    return message
