"""What is due is told once: twice swept, two at once, killed in the middle, done by another channel."""

import asyncio
from datetime import UTC, datetime, timedelta

from chassis.db import Database, unit_of_work
from chassis.errors import Unavailable
from services.notify.store import watched
from services.notify.store.watched import Lease, Watched
from services.notify.tests.conftest import World, state
from services.notify.tests.parts import PlayedSources, Portal, holding, rsa
from services.notify.usecases.context import Notify
from services.notify.usecases.gauges import Gauges

DONE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


async def test_a_declaration_that_can_be_made_is_told_once_whatever_is_swept_again(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    for _ in range(3):
        await world.heard_of(portal.person_id)
    message = await world.only()
    assert (message.rule, state(message), message.due_date.day) == ("dtr-rsa", "OPEN", 30)
    assert message.because
    assert message.rule_quote
    assert message.legal_reference
    assert message.template
    assert [message_id for message_id, _ in await world.announced()] == [message.message_id]
    assert len(await world.heard("message.changed")) == 1


async def test_what_is_done_by_another_channel_is_no_longer_told(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    await world.heard_of(portal.person_id)
    sources.knows(portal.person_id, holding(rsa(done=DONE)))
    await world.heard_of(portal.person_id)
    message = await world.only()
    assert (state(message), message.state_reason) == ("DONE", "C'est fait : nous n'attendons plus rien de vous.")
    sources.knows(portal.person_id, holding(rsa()))
    await world.heard_of(portal.person_id)
    assert state(await world.only()) == "OPEN"
    assert len(await world.announced()) == 1


async def test_before_it_is_told_again_what_is_known_is_read_again(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    await world.heard_of(portal.person_id)
    first = await world.announced()
    sources.knows(portal.person_id, holding(rsa(done=DONE)))
    looks = sources.looks
    for _ in range(8):
        await world.days(1)
    assert sources.looks > looks
    assert (state(await world.only()), await world.announced()) == ("DONE", first)


async def test_a_day_of_sending_tells_it_again_and_the_last_day_ends_it(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    await world.heard_of(portal.person_id)
    task = (await world.only()).message_id
    for _ in range(12):
        await world.days(1)
    rounds = [round_ for message_id, round_ in await world.announced() if message_id == task]
    assert len(rounds) > 1
    assert rounds == sorted(set(rounds))
    late, ended = sorted(await world.messages(), key=lambda message: message.message_id == task)
    assert (ended.message_id, state(ended), ended.state_reason) == (task, "EXPIRED", "La date limite est passée.")
    # Another has taken its place, for as long as the declaration can still be made.
    assert state(late) == "OPEN"


async def test_a_right_that_is_gone_takes_its_message_with_it_but_a_silence_does_not(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    await world.heard_of(portal.person_id)
    sources.knows(portal.person_id, holding(), "cnaf")
    await world.heard_of(portal.person_id)
    assert state(await world.only()) == "OPEN"
    calendar = await portal.call("GetCalendar")
    assert list(calendar.unanswered) == ["cnaf"]
    sources.knows(portal.person_id, holding())
    await world.heard_of(portal.person_id)
    assert state(await world.only()) == "CANCELLED"


async def test_two_sweepers_at_once_never_tell_the_same_thing_twice(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    people = [portal.another() for _ in range(30)]
    for person in people:
        sources.knows(person.person_id, holding(rsa()))
    async with unit_of_work(world.database) as session:
        for person in people:
            await watched.mark_dirty(session, person.person_id, world.clock())
    counts = await asyncio.gather(*(world.sweeper(batch=4).everybody() for _ in range(2)))
    assert sum(counts) == 30
    assert len(await world.announced()) == len(await world.heard("message.changed")) == 30


async def test_a_sweeper_that_dies_leaves_its_persons_to_the_next_once_its_lease_is_over(
    world: World, portal: Portal, sources: PlayedSources, notify: Notify
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    now = world.clock()
    async with unit_of_work(world.database) as session:
        await watched.mark_dirty(session, portal.person_id, now)
    async with unit_of_work(world.database) as session:
        lease = Lease("dead", now + timedelta(minutes=5))
        assert await watched.take(session, notify.vault, world.clock(), lease, 10)
    assert (await world.sweep(), await world.messages()) == (0, [])
    world.clock.forward(minutes=6)
    assert await world.sweep() == 1
    assert state(await world.only()) == "OPEN"


async def test_a_sweeper_whose_lease_was_taken_over_writes_nothing(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    slow, quick = world.sweeper(), world.sweeper()
    answered, waiting = asyncio.Event(), asyncio.Event()
    look = sources.look

    async def slowly(person_id: str) -> object:
        waiting.set()
        await answered.wait()
        return await look(person_id)

    sources.look = slowly  # type: ignore[method-assign, assignment]
    async with unit_of_work(world.database) as session:
        await watched.mark_dirty(session, portal.person_id, world.clock())
    late = asyncio.create_task(slow.once())
    await waiting.wait()
    sources.look = look  # type: ignore[method-assign]
    world.clock.forward(minutes=6)
    assert await quick.once() == 1
    answered.set()
    await late
    assert len(await world.messages()) == len(await world.announced()) == 1


async def test_what_was_heard_while_a_person_was_looked_at_is_looked_at_too(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding())
    look = sources.look

    async def overtaken(person_id: str) -> object:
        seen = await look(person_id)
        sources.look = look  # type: ignore[method-assign]
        sources.knows(person_id, holding(rsa()))
        async with unit_of_work(world.database) as session:
            await watched.mark_dirty(session, person_id, world.clock())
        return seen

    sources.look = overtaken  # type: ignore[method-assign, assignment]
    await world.heard_of(portal.person_id)
    assert state(await world.only()) == "OPEN"


async def test_whoever_cannot_be_read_is_read_later_and_nothing_is_told_meanwhile(
    world: World, portal: Portal, sources: PlayedSources, migrated: Database, notify: Notify
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    sources.problem = Unavailable()
    await world.heard_of(portal.person_id)
    assert await world.messages() == []
    assert (await portal.call("GetCalendar")).HasField("data_time") is False
    sources.problem = None
    world.clock.forward(minutes=6)
    waiting, age = await Gauges(migrated, notify).look()
    assert waiting == 1
    assert 50 < age < 70
    assert await world.sweep() == 1
    assert state(await world.only()) == "OPEN"


async def test_persons_known_already_are_swept_without_asking_anybody(
    world: World, portal: Portal, sources: PlayedSources, notify: Notify
) -> None:
    now = world.clock()
    people = [Watched(portal.another().person_id, holding(rsa()), now, frozenset()) for _ in range(250)]
    async with unit_of_work(world.database) as session:
        await watched.add_known(session, notify.vault, people, now)
    assert await world.sweep() == 250
    assert (sources.looks, len(await world.announced())) == (0, 250)


async def test_the_access_journal_is_told_once_a_day_that_the_person_was_read(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding(rsa()))
    for _ in range(2):
        await world.heard_of(portal.person_id)
    (access,) = await world.heard("access.recorded")
    assert (access.person_id, access.reader, access.purpose) == (portal.person_id, "notify", "watch_rights")
