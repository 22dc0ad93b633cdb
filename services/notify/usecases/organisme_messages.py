"""What organismes write to persons, and take back: once each, whatever comes twice or in another order; many at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.domain.errors import UnknownRecipient
from services.notify.domain.messages import Content, Message, MessageKind, MessageState, Reason, Version
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
    for message in await messages.rewritten_of(session, notify.vault, person_id, organismes):
        if message.later:
            await _show(session, notify, message, message.rewritten(message.later))


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
            agreed = (person_id, letter.organisme) in ground.agreed
            if known is None:
                message = _message(notify, person_id, letter, waiting=not agreed)
                # What has passed already is shown to nobody.
                arrived += [message] if message.shown(notify.now()) else []
            elif known.last_put < letter.version:
                await _replace(session, notify, known, _version(letter), agreed=agreed)
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
    if known is None:
        return
    if known.later:
        known = replace(known, later=None)
        await messages.update(session, notify.vault, known)
    if not known.is_open:
        return
    if taken.reason is Withdrawn.DONE:
        await _change(session, notify, known.close(MessageState.DONE, Reason.ELSEWHERE, now))
    else:
        await _change(session, notify, known.close(MessageState.CANCELLED, Reason.WITHDRAWN, now))


async def _replace(session: AsyncSession, notify: Notify, known: Message, written: Version, *, agreed: bool) -> None:
    """Nothing new is shown without the person's agreement: it is kept for when it comes back. One that has passed only ends what is shown."""
    later = replace(known.rewritten(written), waiting=known.waiting and not agreed)
    if agreed or known.waiting or not later.shown(notify.now()):
        await _show(session, notify, known, later)
    else:
        await messages.update(session, notify.vault, replace(known, later=written))


async def _show(session: AsyncSession, notify: Notify, known: Message, later: Message) -> None:
    now = notify.now()
    if not later.shown(now):
        later = later.close(MessageState.EXPIRED, Reason.TOO_LATE, now)
    await _change(session, notify, later)
    # One that was not read yet is announced already: its text alone changes.
    if later.holds(now) and (known.read or not known.is_open or known.waiting):
        await announce(session, notify, [(later, later.put_version)])


async def _change(session: AsyncSession, notify: Notify, message: Message) -> None:
    if message.waiting:
        await messages.update(session, notify.vault, message)
    else:
        await change(session, notify, message)


def _version(put: Put) -> Version:
    content = Content(title=put.title, body=put.body)
    return Version(put.version, content, put.health, put.legal_effect, put.due, put.valid_until)


def _message(notify: Notify, person_id: str, put: Put, *, waiting: bool) -> Message:
    """Its first version, whatever number it bears."""
    empty = Message(
        message_id=notify.new_id(),
        person_id=person_id,
        kind=MessageKind.ORGANISME,
        content=Content("", ""),
        created=notify.now(),
        organisme=put.organisme,
        reference=put.reference,
        waiting=waiting,
        version=0,
    )
    return empty.rewritten(_version(put))
