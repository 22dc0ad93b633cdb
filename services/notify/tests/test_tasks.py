"""What a person does with their messages: reads, says that it is done, takes it back; never another person's."""

import pytest
import sqlalchemy as sa
from mesdroits.identity.v1 import events_pb2

from chassis.bus import Incoming
from chassis.db import new_id, unit_of_work
from chassis.errors import AlreadyExists, InvalidInput, NotFound, Refused
from services.notify.events.handlers import on_person_erased
from services.notify.store.tables import metadata
from services.notify.tests.conftest import World, state
from services.notify.tests.parts import PlayedSources, Portal, holding, rsa


@pytest.fixture
async def task(world: World, portal: Portal, sources: PlayedSources) -> str:
    sources.knows(portal.person_id, holding(rsa()))
    await world.heard_of(portal.person_id)
    return (await world.only()).message_id


async def test_the_first_reading_counts_and_the_unread_are_counted(world: World, portal: Portal, task: str) -> None:
    assert (await portal.call("ListMessages")).unread == 1
    first = (await portal.call("MarkMessageRead", message_id=task)).message.read_time
    world.clock.forward(hours=1)
    again = (await portal.call("MarkMessageRead", message_id=task)).message.read_time
    assert (first, (await portal.call("ListMessages")).unread) == (again, 0)
    assert not (await portal.call("ListMessages", filter=2)).messages
    assert len(await world.heard("message.changed")) == 2


async def test_a_second_click_has_one_effect_and_a_key_serves_once(world: World, portal: Portal, task: str) -> None:
    key = new_id()
    answers = [await portal.call("CompleteTask", request_id=key, message_id=task) for _ in range(2)]
    assert answers[0] == answers[1]
    assert [event.state for event in await world.heard("message.changed")] == [1, 2]
    with pytest.raises(AlreadyExists):
        await portal.call("CompleteTask", request_id=key, message_id=new_id())


async def test_what_the_person_says_is_done_stays_done_whatever_is_heard_until_they_take_it_back(
    world: World, portal: Portal, task: str
) -> None:
    done = (await portal.call("CompleteTask", message_id=task)).message
    assert (state(done), done.state_reason, done.HasField("read_time")) == (
        "DONE",
        "Vous avez indiqué que c'est fait.",
        True,
    )
    await world.heard_of(portal.person_id)
    assert state(await world.only()) == "DONE"
    (item,) = [one for one in (await portal.call("GetCalendar")).items if one.message_id]
    assert item.state == 3
    assert state((await portal.call("ReopenTask", message_id=task)).message) == "OPEN"
    await world.heard_of(portal.person_id)
    assert state(await world.only()) == "OPEN"


async def test_a_task_whose_day_has_passed_is_neither_done_nor_taken_back(
    world: World, portal: Portal, task: str
) -> None:
    assert (await portal.call("CompleteTask", message_id=task)).message.can_reopen
    world.clock.forward(days=30)
    assert not (await world.only()).can_reopen
    with pytest.raises(Refused):
        await portal.call("ReopenTask", message_id=task)


async def test_an_expired_task_cannot_be_done(world: World, portal: Portal, task: str) -> None:
    await world.days(30)
    with pytest.raises(Refused):
        await portal.call("CompleteTask", message_id=task)


async def test_only_a_task_is_done(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1")
    with pytest.raises(Refused):
        await portal.call("CompleteTask", message_id=(await world.only()).message_id)


@pytest.mark.parametrize("rpc", ["GetMessage", "MarkMessageRead", "CompleteTask", "ReopenTask"])
async def test_another_persons_message_does_not_exist(world: World, portal: Portal, task: str, rpc: str) -> None:
    for stranger, name in ((portal.another(), task), (portal, new_id()), (portal, "'; DROP TABLE messages")):
        with pytest.raises(NotFound):
            await stranger.call(rpc, message_id=name)


async def test_pages_of_messages_are_newest_first_and_end(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    for number in range(5):
        await world.writes("cnaf", f"R-{number}", body=f"n° {number}")
    seen, token = [], ""
    while True:
        page = await portal.call("ListMessages", page_size=2, page_token=token)
        seen += [message.body for message in page.messages]
        token = page.next_page_token
        if not token:
            break
    assert seen == [f"n° {number}" for number in (4, 3, 2, 1, 0)]
    with pytest.raises(InvalidInput):
        await portal.call("ListMessages", page_token="bm9u")


async def test_an_erased_person_leaves_nothing(world: World, portal: Portal, task: str, sources: PlayedSources) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1")
    await world.withdraws("cnaf", "R-2")
    await portal.call("SetAlertAddress", channel=2, address="a@exemple.fr")
    await portal.call("AddPushSubscription", endpoint="https://push.example/1", p256dh="key", auth="secret")
    data = events_pb2.PersonErased(person_id=portal.person_id).SerializeToString()
    async with unit_of_work(world.database) as session:
        await on_person_erased(session, Incoming(new_id(), "", data, "", world.clock(), "", {}, 1))
    async with unit_of_work(world.database) as session:
        for table in metadata.sorted_tables:
            if "person_id" in table.c:
                found = sa.select(sa.func.count()).select_from(table).where(table.c.person_id == portal.person_id)
                assert (table.name, (await session.execute(found)).scalar()) == (table.name, 0)


async def test_old_messages_are_erased_with_all_that_was_sent_of_them(world: World, portal: Portal, task: str) -> None:
    await world.days(30)
    # The date has passed, and another message says until when it is still possible.
    assert {message.message_id == task: state(message) for message in await world.messages()} == {
        True: "EXPIRED",
        False: "OPEN",
    }
    await world.days(400)
    assert task not in [message.message_id for message in await world.messages()]
