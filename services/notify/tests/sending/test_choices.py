"""What a person says of channels, consents, letters and calls holds for what waits to leave, too; and no failure calls anybody before its day."""

from datetime import date
from typing import Any

import pytest

from chassis.db import read_session, unit_of_work
from services.notify.api.mapping import delivery_message
from services.notify.domain.messages import MessageKind
from services.notify.domain.preferences import Preferences
from services.notify.domain.sending.channels import Channel
from services.notify.store import consents, preferences, sent
from services.notify.tests.sending.world import World

ORGANISME: dict[str, Any] = {"kind": MessageKind.ORGANISME, "organisme": "cnaf", "reference": "R-1", "due": None}


async def says(world: World, person_id: str, *channels: Channel, escalation: bool = True) -> None:
    async with unit_of_work(world.database) as session:
        before = await preferences.find(session, person_id)
        kinds = dict.fromkeys(MessageKind, frozenset(channels))
        assert await preferences.save(session, person_id, Preferences(kinds, escalation, before.version + 1))


async def agrees(world: World, person_id: str, *, granted: bool = True) -> None:
    async with unit_of_work(world.database) as session:
        await consents.save(session, person_id, {"cnaf": granted}, world.clock())


async def stand(world: World, message_id: str) -> list[tuple[str, str, str]]:
    return [(row.channel, row.status, row.reason) for row in await world.deliveries(message_id)]


async def shown(world: World, person_id: str, message_id: str) -> list[str]:
    async with read_session(world.database) as session:
        found = await sent.of_message(session, world.notify.vault, person_id, message_id)
    return [delivery_message(one).explanation for one in found]


async def where_to_mend(world: World, person_id: str, message_id: str) -> list[str]:
    async with read_session(world.database) as session:
        found = await sent.of_message(session, world.notify.vault, person_id, message_id)
    return [delivery_message(one).action_url for one in found]


async def test_what_waits_obeys_the_channels_that_are_unticked_since(world: World) -> None:
    person = await world.person(email="marie@exemple.fr", sms="+33639980001")
    await world.message(person)
    await world.send()
    waiting = await world.message(person)
    await world.send()
    assert len(await world.sent()) == 2
    await says(world, person, Channel.EMAIL)
    world.clock.forward(minutes=61)
    await world.send()
    assert sorted(await stand(world, waiting.message_id)) == [("EMAIL", "SENT", ""), ("SMS", "CANCELLED", "NOT_WANTED")]
    assert "vous ne le souhaitez plus" in " ".join(await shown(world, person, waiting.message_id))
    assert len(await world.sent()) == 3


async def test_what_waits_obeys_a_consent_that_is_withdrawn_since(world: World) -> None:
    person = await world.person(email="marie@exemple.fr", sms="+33639980001")
    await agrees(world, person)
    first = await world.message(person, **ORGANISME)
    await world.send()
    assert await stand(world, first.message_id) == [("EMAIL", "SENT", "")]
    waiting = await world.message(person, **{**ORGANISME, "reference": "R-2"})
    await world.send()
    await agrees(world, person, granted=False)
    world.clock.forward(minutes=61)
    await world.send()
    assert await stand(world, waiting.message_id) == [("EMAIL", "CANCELLED", "NOT_WANTED")]


async def test_a_letter_and_a_call_that_wait_obey_a_refusal(world: World) -> None:
    person = await world.person()
    message = await world.message(person, legal_effect=True)
    world.clock.forward(days=31)
    await world.escalation.once()
    assert sorted(channel for channel, _, _ in await stand(world, message.message_id)) == ["CALL", "LETTER"]
    await says(world, person, escalation=False)
    await world.escalation.once()
    await world.send()
    assert sorted(await stand(world, message.message_id)) == [
        ("CALL", "CANCELLED", "NOT_WANTED"),
        ("LETTER", "CANCELLED", "NOT_WANTED"),
    ]
    assert await world.sent() == []


async def test_a_call_about_what_an_organisme_wrote_is_dropped_with_the_consent(world: World) -> None:
    person = await world.person()
    await agrees(world, person)
    message = await world.message(person, legal_effect=True, **ORGANISME)
    world.clock.forward(days=31)
    await world.escalation.once()
    await agrees(world, person, granted=False)
    await world.escalation.once()
    assert await world.status(message.message_id, Channel.CALL) == "CANCELLED"


async def test_a_letter_that_was_chosen_and_then_not_still_comes_when_a_right_is_at_stake(world: World) -> None:
    person = await world.person()
    await says(world, person, Channel.LETTER)
    message = await world.message(person, legal_effect=True)
    world.papers.away = True
    await world.send()
    await says(world, person)
    world.papers.away = False
    world.clock.forward(minutes=6)
    await world.send()
    assert await stand(world, message.message_id) == [("LETTER", "CANCELLED", "NOT_WANTED")]
    world.clock.forward(days=14)
    assert await world.escalation.once() == 1
    await world.send()
    assert [status for _, status, _ in await stand(world, message.message_id)] == ["CANCELLED", "SENT"]


async def test_after_a_failure_only_what_the_person_lets_follows(world: World) -> None:
    person = await world.person(email="bounce-later@exemple.fr", sms="+33639980001")
    await says(world, person, Channel.EMAIL, escalation=False)
    message = await world.message(person, legal_effect=True)
    await world.send()
    world.company.store.leap(5 * 86_400)
    await world.reader.once()
    await world.send()
    assert [channel for channel, _, _ in await stand(world, message.message_id)] == ["EMAIL"]


@pytest.mark.parametrize(("due", "days"), [(date(2026, 12, 22), 21), (date(2027, 3, 31), 30), (None, 30)])
async def test_a_bounce_and_no_postal_address_call_nobody_before_the_day(
    world: World, due: date | None, days: int
) -> None:
    world.post.home = ()
    person = await world.person(email="perm-fail@exemple.fr")
    message = await world.message(person, legal_effect=True, due=due)
    await world.send()
    failed = [("EMAIL", "PERMANENT_FAILURE"), ("LETTER", "PERMANENT_FAILURE")]
    assert [one[:2] for one in await stand(world, message.message_id)] == failed
    assert "ne connaissons pas" in (await shown(world, person, message.message_id))[1]
    assert await where_to_mend(world, person, message.message_id) == ["", "/adresse"]
    # Midnight of a day begins after ten o'clock of the day before.
    world.clock.forward(days=days - 1)
    await world.escalation.once()
    assert len(await stand(world, message.message_id)) == 2
    world.clock.forward(days=1)
    await world.escalation.once()
    assert (await stand(world, message.message_id))[2:] == [("CALL", "CREATED", "")]
