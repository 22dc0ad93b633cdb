"""Carriers that fail, each in its way: what the person is told, what is tried again, and that nothing leaves twice."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from chassis.db import read_session, unit_of_work
from services.notify.domain.sending.budget import ATTEMPTS, after_report
from services.notify.domain.sending.channels import Channel, Heard
from services.notify.domain.sending.delivery import Parcel
from services.notify.store import tables
from services.notify.tests.sending.world import World
from services.notify.usecases.claim import claim
from services.notify.usecases.operating import retry_delivery
from services.notify.usecases.plan import plan

FAR = {"minutes": 6}


async def failing(world: World, person_id: str) -> list[str]:
    async with read_session(world.database) as session:
        same = tables.addresses.c.person_id == person_id
        return list((await session.execute(sa.select(tables.addresses.c.failing).where(same))).scalars())


@pytest.mark.parametrize("reached", [{"email": "perm-fail@exemple.fr"}, {"sms": "+33639980002"}, {"push": "perm-fail"}])
async def test_an_address_that_refuses_is_given_up_at_once_and_said_to_fail(
    world: World, reached: dict[str, str]
) -> None:
    person = await world.person(**reached)
    message = await world.message(person)
    await world.send()
    (row,) = await world.deliveries(message.message_id)
    assert (row.status, row.not_before_time, row.attempts) == ("PERMANENT_FAILURE", None, 1)
    assert [event.delivery_id for event in await world.failures()] == [row.delivery_id]
    assert await failing(world, person) == ([] if "push" in reached else ["PERMANENT_FAILURE"])
    world.clock.forward(days=2)
    await world.message(person)
    await world.send()
    assert await world.sent() == []
    assert len(await world.deliveries()) == 1


@pytest.mark.parametrize(
    "reached", [{"email": "temp-twice@exemple.fr"}, {"sms": "+33639980004"}, {"push": "temp-twice"}]
)
async def test_what_cannot_be_taken_for_now_is_tried_every_five_minutes(world: World, reached: dict[str, str]) -> None:
    message = await world.message(await world.person(**reached))
    for _ in range(5):
        await world.send()
        world.clock.forward(**FAR)
    (row,) = await world.deliveries(message.message_id)
    assert row.status == "SENT"
    assert row.attempts > 1
    assert await world.handed_twice() == 0
    assert await world.failures() == []


async def test_after_four_hours_it_is_a_technical_failure_that_operators_see(world: World) -> None:
    message = await world.message(await world.person(email="temp-fail@exemple.fr"))
    await world.send()
    assert await world.status(message.message_id, Channel.EMAIL) == "TEMPORARY_FAILURE"
    async with unit_of_work(world.database) as session:
        await session.execute(sa.update(tables.deliveries).values(attempts=ATTEMPTS - 1))
    world.clock.forward(**FAR)
    await world.send()
    (row,) = await world.deliveries(message.message_id)
    assert (row.status, row.reason, row.not_before_time) == ("TECHNICAL_FAILURE", "BUDGET_SPENT", None)
    assert len(await world.failures()) == 1


async def test_a_bounce_days_later_changes_the_status_and_goes_on_by_the_next_channel(world: World) -> None:
    person = await world.person(email="bounce-later@exemple.fr", sms="+33639980001")
    await world.wants(person, Channel.EMAIL)
    message = await world.message(person, legal_effect=True)
    await world.send()
    await world.reader.once()
    assert await world.status(message.message_id, Channel.EMAIL) == "DELIVERED"
    world.company.store.leap(5 * 86_400)
    assert await world.reader.once() == 1
    assert await world.status(message.message_id, Channel.EMAIL) == "PERMANENT_FAILURE"
    assert "PERMANENT_FAILURE" in await failing(world, person)
    await world.send()
    assert await world.status(message.message_id, Channel.SMS) == "SENT"
    assert await world.reader.once() == 1
    assert await world.reader.once() == 0


async def test_a_letter_that_comes_back_becomes_a_call(world: World) -> None:
    world.post.home = ("MARIE ESSAI", "TEST RETOUR", "63000 CLERMONT-FERRAND")
    message = await world.message(await world.person(), legal_effect=True)
    world.clock.forward(days=15)
    await world.escalation.once()
    await world.send()
    world.company.store.leap(9 * 86_400)
    await world.reader.once()
    assert [(row.channel, row.status) for row in await world.deliveries(message.message_id)] == [("LETTER", "RETURNED")]
    world.clock.forward(days=15)
    await world.escalation.once()
    rows = await world.deliveries(message.message_id)
    assert [(row.channel, row.status) for row in rows] == [("LETTER", "RETURNED"), ("CALL", "CREATED")]


async def test_nobody_known_at_any_address_becomes_a_call(world: World) -> None:
    world.post.home = ()
    message = await world.message(await world.person(), legal_effect=True)
    for _ in range(2):
        world.clock.forward(days=15)
        await world.escalation.once()
        await world.send()
    rows = await world.deliveries(message.message_id)
    assert [(row.channel, row.status) for row in rows] == [("LETTER", "PERMANENT_FAILURE"), ("CALL", "CREATED")]
    assert rows[0].reason == "NO_POSTAL_ADDRESS"


@pytest.mark.parametrize("reached", [{"email": "cut@exemple.fr"}, {"sms": "+33639980008"}])
async def test_a_line_that_breaks_after_it_was_taken_is_settled_by_asking(
    world: World, reached: dict[str, str]
) -> None:
    message = await world.message(await world.person(**reached))
    await world.send()
    (row,) = await world.deliveries(message.message_id)
    assert row.status == "SENT"
    for _ in range(3):
        world.clock.forward(**FAR)
        await world.send()
    assert await world.handed_twice() == 0
    assert len(await world.sent()) == 1


@pytest.mark.parametrize("reached", [{"email": "silent@exemple.fr"}, {"sms": "+33639980009"}, {"push": "cut"}])
async def test_a_carrier_that_cannot_say_is_never_sent_it_twice_and_it_is_said(
    world: World, reached: dict[str, str]
) -> None:
    message = await world.message(await world.person(**reached))
    await world.send()
    assert [row.status for row in await world.deliveries(message.message_id)] == ["SENDING"]
    async with unit_of_work(world.database) as session:
        await session.execute(sa.update(tables.deliveries).values(attempts=ATTEMPTS - 1))
    world.clock.forward(**FAR)
    await world.send()
    (row,) = await world.deliveries(message.message_id)
    assert (row.status, row.reason) == ("TECHNICAL_FAILURE", "PROVIDER_CANNOT_SAY")
    assert len(await world.sent()) == 1
    assert await world.handed_twice() == 0


async def test_a_slow_carrier_is_waited_for(world: World) -> None:
    message = await world.message(await world.person(sms="+33639980007"))
    await world.send()
    assert await world.status(message.message_id, Channel.SMS) == "SENT"


async def test_the_second_house_stands_in_for_the_first(world: World) -> None:
    await world.house("principal", mail_down=True, gateway_down=True)
    person = await world.person(email="marie@exemple.fr", sms="+33639980001")
    message = await world.message(person)
    await world.send()
    assert {one["house"] for one in await world.sent()} == {"secours"}
    assert {row.status for row in await world.deliveries(message.message_id)} == {"SENT"}
    assert {row.provider for row in await world.deliveries()} == {"smtp.2", "provider.2"}


async def test_both_houses_down_and_up_again_carry_everything_once(world: World) -> None:
    for house in ("principal", "secours"):
        await world.house(house, mail_down=True, gateway_down=True)
    person = await world.person(email="marie@exemple.fr", sms="+33639980001")
    message = await world.message(person)
    await world.send()
    assert {row.status for row in await world.deliveries(message.message_id)} == {"CREATED"}
    for house in ("principal", "secours"):
        await world.house(house, mail_down=False, gateway_down=False)
    async with asyncio.timeout(20):
        while {row.status for row in await world.deliveries()} != {"SENT"}:
            world.clock.forward(**FAR)
            await world.send()
            await asyncio.sleep(0.2)
    assert len(await world.sent()) == 2
    assert await world.handed_twice() == 0


@pytest.mark.parametrize("reached", [{"email": "marie@exemple.fr"}, {"sms": "+33639980001"}])
async def test_a_death_between_250_and_the_commit_is_resolved_by_asking(world: World, reached: dict[str, str]) -> None:
    message = await world.message(await world.person(**reached))
    await plan(world.sending)
    (departure,) = await claim(world.sending, 10)
    channel = departure.lead.channel
    lead = departure.lead
    # It has left, and nobody is there any more to write that it has.
    await world.sending.carriers[channel].carry(Parcel(lead.key, channel, lead.secret.address, departure.text))
    world.restart()
    await world.send()
    assert await world.status(message.message_id, channel) == "SENDING"
    world.clock.forward(minutes=4)
    await world.send()
    assert await world.status(message.message_id, channel) in ("SENT", "DELIVERED")
    assert len(await world.sent()) == 1
    assert await world.handed_twice() == 0


async def test_a_death_before_anything_left_sends_it_once_later(world: World) -> None:
    message = await world.message(await world.person(email="marie@exemple.fr"))
    await plan(world.sending)
    assert len(await claim(world.sending, 10)) == 1
    world.restart()
    world.clock.forward(minutes=4)
    await world.send()
    assert await world.status(message.message_id, Channel.EMAIL) == "SENT"
    assert len(await world.sent()) == 1
    assert await world.handed_twice() == 0


async def test_two_processes_never_send_the_same(world: World) -> None:
    people = [await world.person(email=f"p{rank}@exemple.fr") for rank in range(40)]
    for person in people:
        await world.message(person)
    other = replace(world)
    await asyncio.gather(world.send(), other.send())
    while await world.send():
        pass
    assert len(await world.sent()) == 40
    assert await world.handed_twice() == 0


async def test_operators_put_back_in_line_what_was_given_up(world: World) -> None:
    person = await world.person(email="bounce-later@exemple.fr")
    message = await world.message(person)
    await world.send()
    world.company.store.leap(86_400)
    await world.reader.once()
    async with unit_of_work(world.database) as session:
        await session.execute(sa.update(tables.addresses).values(failing=""))
    (row,) = await world.deliveries(message.message_id)
    assert row.status == "PERMANENT_FAILURE"
    async with unit_of_work(world.database) as session:
        await retry_delivery(session, world.notify, row.delivery_id)
    await world.send()
    assert {one["delivery_id"] for one in await world.sent()} == {row.delivery_id, f"{row.delivery_id}.2"}
    assert await world.handed_twice() == 0
    async with unit_of_work(world.database) as session:
        outcomes = world.reader._outcomes
        await outcomes.reported(session, row.delivery_id, after_report(Heard.RETURNED))
    assert await world.status(message.message_id, Channel.EMAIL) == "SENT"
