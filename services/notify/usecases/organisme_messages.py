"""What organismes write to persons, and take back: once each, whatever comes twice or in another order; many at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.errors import UnknownRecipient
from services.notify.domain.messages import Content, Message, MessageKind, MessageState, Reason
from services.notify.domain.organisme_messages import Put, Taken, Withdrawn
from services.notify.store import consents, directory, messages, withdrawals
from services.notify.store.locks import consents_of, hold, reference_of
from services.notify.usecases.context import Notify
from services.notify.usecases.record import announce, arrive, change

Letter = Put | Taken


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known of the letters in hand, locked: whom they mean, what was taken back, what is there, who agreed."""

    people: dict[tuple[str, str], str]
    gone: set[tuple[str, str]]
    known: dict[tuple[str, str], Message]
    agreed: set[tuple[str, str]]


async def receive(session: AsyncSession, notify: Notify, letters: Sequence[Letter]) -> None:
    """Keep what is put, close what is taken back, in this order. Raises UnknownRecipient for who is nobody here, or whose message it is not."""
    often = Counter((letter.organisme, letter.reference) for letter in letters)
    once = [letter for letter in letters if often[letter.organisme, letter.reference] == 1]
    if once:
        await _receive(session, notify, once)
    for letter in letters:
        if often[letter.organisme, letter.reference] > 1:
            await _receive(session, notify, [letter])


async def agree(session: AsyncSession, notify: Notify, person_id: str, organismes: set[str]) -> None:
    """The person lets these organismes write here: what waited is shown, and told."""
    for message in await messages.waiting_of(session, notify.vault, person_id, organismes):
        shown = message.agreed_to()
        await change(session, notify, shown)
        if shown.holds(notify.now()):
            await announce(session, notify, [(shown, shown.put_version)])


async def _receive(session: AsyncSession, notify: Notify, letters: Sequence[Letter]) -> None:
    """No reference twice among them."""
    ground = await _ground(session, notify, letters)
    arrived: list[Message] = []
    for letter in letters:
        person_id = ground.people[letter.organisme, letter.pseudonym]
        known = ground.known.get((letter.organisme, letter.reference))
        if known and known.person_id != person_id:
            raise UnknownRecipient
        if isinstance(letter, Taken):
            await _take_back(session, notify, letter, person_id, known)
        elif (letter.organisme, letter.reference) not in ground.gone:
            waiting = (person_id, letter.organisme) not in ground.agreed
            message = _message(notify, person_id, letter, waiting=waiting)
            # What has passed already is shown to nobody; of what is known, its own last instant decides.
            if not message.shown(notify.now()):
                continue
            if known is None:
                arrived.append(message)
            elif known.put_version < letter.version:
                await _replace(session, notify, known, message)
    await arrive(session, notify, arrived)
    await announce(session, notify, [(one, one.put_version) for one in arrived if not one.waiting])


async def _ground(session: AsyncSession, notify: Notify, letters: Sequence[Letter]) -> _Ground:
    named = {(letter.organisme, letter.pseudonym) for letter in letters}
    people = await directory.persons_of(session, named)
    if len(people) < len(named):
        raise UnknownRecipient
    references = {(letter.organisme, letter.reference) for letter in letters}
    persons = {consents_of(person_id) for person_id in people.values()}
    await hold(session, persons | {reference_of(*reference) for reference in references})
    return _Ground(
        people=people,
        gone=await withdrawals.among(session, references),
        known=await messages.by_references(session, notify.vault, references),
        agreed=await consents.granted(session, {(people[name], name[0]) for name in named}),
    )


async def _take_back(
    session: AsyncSession, notify: Notify, taken: Taken, person_id: str, known: Message | None
) -> None:
    now = notify.now()
    await withdrawals.add(session, taken, person_id, now)
    if known is None or not known.is_open:
        return
    if taken.reason is Withdrawn.DONE:
        await _change(session, notify, known.close(MessageState.DONE, Reason.ELSEWHERE, now))
    else:
        await _change(session, notify, known.close(MessageState.CANCELLED, Reason.WITHDRAWN, now))


async def _replace(session: AsyncSession, notify: Notify, known: Message, written: Message) -> None:
    later = replace(
        written,
        message_id=known.message_id,
        created=known.created,
        version=known.version + 1,
        waiting=written.waiting and known.waiting,
    )
    await _change(session, notify, later)
    # One that was not read yet is announced already: its text alone changes.
    if not later.waiting and (known.read or not known.is_open or known.waiting):
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
