"""Messages that leave: to whom, when, with what, once."""

import asyncio
import re

import pytest

from chassis.db import read_session
from services.notify.domain.messages import MessageKind
from services.notify.domain.sending import words
from services.notify.domain.sending.channels import Channel
from services.notify.store import sent
from services.notify.tests.sending.world import World
from services.notify.usecases.escalate import REMINDER_ROUND


async def test_a_task_leaves_by_every_channel_that_reaches_the_person(world: World) -> None:
    person = await world.person(email="marie@exemple.fr", sms="+33639980001", push="deliver")
    message = await world.message(person)
    await world.send()
    taken = {one["channel"]: one for one in await world.sent()}
    assert set(taken) == {"EMAIL", "SMS", "PUSH"}
    for one in taken.values():
        assert "31/12/2026" in one["text"]
        assert re.search(r"[3-9A-Y]{4}-[3-9A-Y]{4}", one["text"])
        assert "ressources" not in one["text"]
        assert not words.has_link(one["text"])
    assert len(taken["SMS"]["text"]) <= 160
    assert {row.status for row in await world.deliveries(message.message_id)} == {"SENT"}
    assert await world.send() == 0


async def test_the_headers_of_a_mail_say_that_a_machine_wrote_and_nothing_that_tracks(world: World) -> None:
    message = await world.message(await world.person(email="marie@exemple.fr"))
    await world.send()
    (one,) = await world.sent("marie@exemple.fr")
    (row,) = await world.deliveries(message.message_id)
    headers = one["headers"]
    assert headers["Message-ID"].startswith(f"<{row.delivery_id}@")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["To"] == "marie@exemple.fr"
    assert set(headers) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
    }  # fmt: skip


async def test_the_code_of_a_message_is_found_again_by_its_person_alone(world: World) -> None:
    person = await world.person(email="marie@exemple.fr")
    message = await world.message(person)
    await world.send()
    (one,) = await world.sent("marie@exemple.fr")
    code = re.search(r"code : (\S+)", one["text"])
    assert code
    async with read_session(world.database) as session:
        found = await sent.by_code(session, world.notify.vault, person, code[1].lower().replace("-", " "))
        assert found
        assert found.message_id == message.message_id
        assert await sent.by_code(session, world.notify.vault, await world.person(), code[1]) is None


async def test_several_messages_of_one_hour_leave_as_one_mail_that_says_how_many(world: World) -> None:
    person = await world.person(email="marie@exemple.fr")
    first = await world.message(person)
    await world.send()
    later = [await world.message(person) for _ in range(3)]
    await world.send()
    assert len(await world.sent()) == 1
    world.clock.forward(minutes=61)
    await world.send()
    newest, oldest = await world.sent()
    assert newest["text"].count("3 messages vous attendent") == 1
    assert "1 message" not in oldest["text"]
    for message in (first, *later):
        assert await world.status(message.message_id, Channel.EMAIL) == "SENT"


async def test_a_day_has_a_limit_and_what_is_too_much_leaves_the_next_morning(world: World) -> None:
    person = await world.person(sms="+33639980001")
    for _ in range(4):
        await world.message(person)
        await world.send()
        world.clock.forward(minutes=70)
    assert len(await world.sent()) == 2
    world.clock.forward(hours=20)
    await world.send()
    assert len(await world.sent()) == 3
    assert "2 messages" in (await world.sent())[0]["text"]


async def test_nothing_rings_at_night_and_a_mail_leaves_all_the_same(world: World) -> None:
    world.clock.forward(hours=10)
    person = await world.person(email="marie@exemple.fr", sms="+33639980001")
    await world.message(person)
    await world.send()
    assert [one["channel"] for one in await world.sent()] == ["EMAIL"]
    world.clock.forward(hours=13)
    await world.send()
    assert {one["channel"] for one in await world.sent()} == {"EMAIL", "SMS"}


async def test_what_is_done_before_it_leaves_does_not_leave(world: World) -> None:
    world.clock.forward(hours=10)
    message = await world.message(await world.person(sms="+33639980001"))
    await world.send()
    await world.done(message)
    world.clock.forward(hours=13)
    await world.send()
    assert await world.sent() == []
    assert await world.status(message.message_id, Channel.SMS) == "CANCELLED"


async def test_a_notice_that_was_read_is_not_knocked_about(world: World) -> None:
    world.clock.forward(hours=10)
    person = await world.person(push="deliver")
    message = await world.message(person, MessageKind.NOTICE)
    await world.send()
    await world.read(message)
    world.clock.forward(hours=13)
    await world.send()
    assert await world.status(message.message_id, Channel.PUSH) == "CANCELLED"


@pytest.mark.parametrize(("kind", "days"), [(MessageKind.TASK, 7), (MessageKind.NOTICE, 4)])
async def test_what_is_left_alone_is_told_once_more(world: World, kind: MessageKind, days: int) -> None:
    await world.message(await world.person(email="marie@exemple.fr"), kind)
    await world.send()
    await world.reader.once()
    world.clock.forward(days=days, minutes=-1)
    assert await world.escalation.once() == 0
    world.clock.forward(minutes=2)
    assert await world.escalation.once() == 1
    await world.send()
    assert await world.escalation.once() == 0
    assert len(await world.sent()) == 2
    world.clock.forward(days=5)
    assert await world.escalation.once() == 0


async def test_a_task_of_the_calendar_is_told_again_by_the_calendar_alone(world: World) -> None:
    person = await world.person(email="marie@exemple.fr")
    await world.message(person, rule="dtr-rsa")
    organismes = await world.message(person, organisme="cnaf", reference="LETTRE-1")
    await world.send()
    await world.reader.once()
    world.clock.forward(days=7, minutes=1)
    assert await world.escalation.once() == 1
    await world.send()
    rounds = [(row.message_id == organismes.message_id, row.round) for row in await world.deliveries() if row.round > 1]
    assert rounds == [(True, REMINDER_ROUND)]


async def test_what_is_unread_with_a_right_at_stake_goes_to_paper_then_to_a_call(world: World) -> None:
    message = await world.message(await world.person(), legal_effect=True)
    other = await world.message(await world.person())
    world.clock.forward(days=14)
    assert await world.escalation.once() == 1
    await world.send()
    (letter,) = await world.sent()
    assert letter["channel"] == "LETTER"
    assert letter["recipient"] == "MARIE ESSAI\n12 RUE DES TESTS\n63000 CLERMONT-FERRAND"
    (row,) = await world.deliveries(message.message_id)
    assert row.document_id == f"document-{row.delivery_id}"
    assert await world.deliveries(other.message_id) == []
    world.clock.forward(days=16)
    assert await world.escalation.once() == 1
    assert [row.channel for row in await world.deliveries(message.message_id)] == ["LETTER", "CALL"]
    await world.read(message)
    await world.escalation.once()
    assert await world.status(message.message_id, Channel.CALL) == "CANCELLED"


async def test_who_refused_escalation_gets_no_letter(world: World) -> None:
    person = await world.person()
    await world.message(person, legal_effect=True)
    await world.refuses_escalation(person)
    world.clock.forward(days=40)
    assert await world.escalation.once() == 0


async def test_a_letter_is_wanted_by_some_and_has_one_page_and_its_code(world: World) -> None:
    person = await world.person()
    await world.wants(person, Channel.LETTER)
    message = await world.message(person)
    world.papers.away = True
    await world.send()
    assert await world.sent() == []
    world.papers.away = False
    world.clock.forward(minutes=6)
    await world.send()
    (letter,) = await world.sent()
    pdf = (await world.http.get(f"/sent/{letter['position']}/lettre.pdf")).content
    assert pdf == world.papers.kept[letter["delivery_id"]]
    assert pdf.count(b"/Type /Page\n") <= 1
    async with read_session(world.database) as session:
        found = await sent.by_code(session, world.notify.vault, person, "7K3M9QZT0XWB0001")
    assert found
    assert found.message_id == message.message_id


async def test_a_code_that_confirms_an_address_leaves_at_night_too(world: World) -> None:
    from chassis.db import unit_of_work
    from services.notify.usecases.addresses import set_address

    world.clock.forward(hours=12)
    person = await world.person()
    async with unit_of_work(world.database) as session:
        await set_address(session, world.notify, person, Channel.SMS, "06 39 98 00 01")
    await world.send()
    (one,) = await world.sent("+33639980001")
    assert re.search(r"\d{6}", one["text"])
    assert len(one["text"]) <= 160


async def test_the_loop_sends_what_comes_and_ends_with_what_is_under_way(world: World) -> None:
    person = await world.person(sms="+33639980007", email="marie@exemple.fr")
    running = asyncio.create_task(world.dispatcher.run())
    message = await world.message(person)
    async with asyncio.timeout(20):
        while not await world.sent("marie@exemple.fr"):
            await asyncio.sleep(0.05)
    # The slow SMS is under way.
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert {row.status for row in await world.deliveries(message.message_id)} == {"SENT"}
    assert await world.handed_twice() == 0
