"""What organismes write to persons, and take back: once each, whatever comes twice or in another order."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database, read_session
from services.notify.domain.errors import UnknownRecipient
from services.notify.domain.messages import Content, Message, MessageKind, MessageState, Reason
from services.notify.domain.organisme_messages import Put, Withdrawn
from services.notify.store import consents, directory, messages, withdrawals
from services.notify.store.withdrawals import Withdrawal
from services.notify.usecases.context import Notify
from services.notify.usecases.record import announce, arrive, change


async def recipient(database: Database, organisme: str, pseudonym: str) -> str:
    """Whom an organisme means. Raises UnknownRecipient."""
    async with read_session(database) as session:
        person_id = await directory.person_of(session, organisme, pseudonym)
    if person_id is None:
        raise UnknownRecipient
    return person_id


async def put_message(session: AsyncSession, notify: Notify, person_id: str, put: Put) -> None:
    """Keep a message, or its later version. Raises UnknownRecipient when the reference is that of a message to somebody else."""
    await withdrawals.lock(session, put.organisme, put.reference)
    if await withdrawals.find(session, put.organisme, put.reference):
        return
    known = await messages.by_reference(session, notify.vault, put.organisme, put.reference, lock=True)
    if known and known.person_id != person_id:
        raise UnknownRecipient
    # What has passed already is shown to nobody; of what is known, its own last instant decides.
    if put.valid_until <= notify.now() or (known and known.put_version >= put.version):
        return
    waiting = not await consents.granted(session, person_id, put.organisme)
    if known is None:
        await _arrive(session, notify, _message(notify, person_id, put, waiting=waiting))
    else:
        await _replace(session, notify, known, put, waiting=waiting)


async def withdraw_message(session: AsyncSession, notify: Notify, taken: Withdrawal) -> None:
    """Take a message back for good, one that has not come yet too. Raises UnknownRecipient when it was to somebody else."""
    await withdrawals.lock(session, taken.organisme, taken.reference)
    known = await messages.by_reference(session, notify.vault, taken.organisme, taken.reference, lock=True)
    if known and known.person_id != taken.person_id:
        raise UnknownRecipient
    now = notify.now()
    await withdrawals.add(session, taken, now)
    if known is None or not known.is_open:
        return
    if taken.reason is Withdrawn.DONE:
        await _change(session, notify, known.close(MessageState.DONE, Reason.ELSEWHERE, now))
    else:
        await _change(session, notify, known.close(MessageState.CANCELLED, Reason.WITHDRAWN, now))


async def agree(session: AsyncSession, notify: Notify, person_id: str, organismes: set[str]) -> None:
    """The person lets these organismes write here: what waited is shown, and told."""
    for message in await messages.waiting_of(session, notify.vault, person_id, organismes):
        shown = message.agreed_to()
        await change(session, notify, shown)
        if shown.holds(notify.now()):
            await announce(session, notify, [(shown, shown.put_version)])


async def _arrive(session: AsyncSession, notify: Notify, message: Message) -> None:
    await arrive(session, notify, [message])
    if not message.waiting:
        await announce(session, notify, [(message, message.put_version)])


async def _replace(session: AsyncSession, notify: Notify, known: Message, put: Put, *, waiting: bool) -> None:
    fresh = _message(notify, known.person_id, put, waiting=waiting and known.waiting)
    later = replace(fresh, message_id=known.message_id, created=known.created, version=known.version + 1)
    await _change(session, notify, later)
    # One that was not read yet is announced already: its text alone changes.
    if not later.waiting and (known.read or not known.is_open):
        await announce(session, notify, [(later, later.put_version)])


async def _change(session: AsyncSession, notify: Notify, message: Message) -> None:
    if message.waiting:
        await messages.update(session, notify.vault, message)
    else:
        await change(session, notify, message)


def _message(notify: Notify, person_id: str, put: Put, *, waiting: bool) -> Message:
    return Message(
        message_id=notify.new_id(),
        person_id=person_id,
        kind=MessageKind.ORGANISME,
        content=Content(title=put.title, body=put.body),
        created=notify.now(),
        organisme=put.organisme,
        reference=put.reference,
        put_version=put.version,
        health=put.health,
        legal_effect=put.legal_effect,
        waiting=waiting,
        due=put.due,
        valid_until=put.valid_until,
    )
