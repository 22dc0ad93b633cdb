"""A carrier that gives up, or that takes too long: what is said of it, what follows, and that nothing leaves twice."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from chassis.db import read_session, unit_of_work
from services.notify.api.mapping import delivery_message
from services.notify.domain.sending.budget import after_attempt, after_question, after_report
from services.notify.domain.sending.channels import Carried, Channel, Fate, Heard
from services.notify.domain.sending.delivery import Parcel
from services.notify.store import deliveries, sent
from services.notify.tests.sending.world import World
from services.notify.usecases.claim import LEASE, claim
from services.notify.usecases.dispatch import Dispatcher
from services.notify.usecases.operating import retry_delivery
from services.notify.usecases.outcome import Outcomes
from services.notify.usecases.plan import plan


async def shown(world: World, person_id: str, message_id: str) -> list[str]:
    """What the person reads of each delivery."""
    async with read_session(world.database) as session:
        found = await sent.of_message(session, world.notify.vault, person_id, message_id)
    return [delivery_message(one).explanation for one in found]


async def given_up(world: World) -> list[str]:
    async with read_session(world.database) as session:
        return [one.delivery_id for one in await sent.failed(session, after=None, limit=10)]


async def test_a_carrier_that_gives_up_days_later_is_a_failure_like_another(world: World) -> None:
    person = await world.person(email="give-up-later@exemple.fr", sms="+33639980001")
    await world.wants(person, Channel.EMAIL)
    message = await world.message(person, legal_effect=True)
    await world.send()
    world.company.store.leap(5 * 86_400)
    await world.reader.once()
    (row, following) = await world.deliveries(message.message_id)
    assert (row.status, row.not_before_time, following.channel) == ("TEMPORARY_FAILURE", None, "SMS")
    assert [event.delivery_id for event in await world.failures()] == [row.delivery_id]
    assert await given_up(world) == [row.delivery_id]
    assert "réessayons" not in (await shown(world, person, message.message_id))[0]
    async with unit_of_work(world.database) as session:
        await retry_delivery(session, world.notify, row.delivery_id)
    await world.send()
    assert await world.status(message.message_id, Channel.EMAIL) == "SENT"


async def test_what_is_still_tried_is_no_failure(world: World) -> None:
    person = await world.person(email="temp-fail@exemple.fr")
    message = await world.message(person)
    await world.send()
    assert await world.status(message.message_id, Channel.EMAIL) == "TEMPORARY_FAILURE"
    assert (await given_up(world), await world.failures()) == ([], [])
    assert "réessayons" in (await shown(world, person, message.message_id))[0]


async def test_what_was_left_unfinished_and_given_up_meanwhile_goes_on_by_the_next_channel(world: World) -> None:
    person = await world.person(email="marie@exemple.fr", sms="+33639980001")
    await world.wants(person, Channel.EMAIL)
    message = await world.message(person, legal_effect=True)
    await plan(world.sending)
    (departure,) = await claim(world.sending, 10)
    heard = after_question(Heard.TEMPORARY_FAILURE, Channel.EMAIL, departure.lead.attempts, world.clock())
    await Outcomes(world.sending).attempted([(departure.lead, heard)])
    rows = await world.deliveries(message.message_id)
    assert [(row.channel, row.status) for row in rows] == [("EMAIL", "TEMPORARY_FAILURE"), ("SMS", "CREATED")]
    assert len(await world.failures()) == 1


@dataclass
class Stuck:
    """A carrier that never answers."""

    heard: Heard | None = None

    async def carry(self, parcel: Parcel) -> Carried:
        await asyncio.Event().wait()
        return Carried(Fate.TAKEN)

    async def find(self, key: str) -> Heard | None:
        return self.heard


async def test_a_carrier_that_never_answers_is_left_before_the_lease_runs_out(world: World) -> None:
    message = await world.message(await world.person(email="marie@exemple.fr"))
    sending = replace(world.sending, carriers={Channel.EMAIL: Stuck()})
    async with asyncio.timeout(10):
        await Dispatcher(sending, Outcomes(sending), asyncio.Event(), patience=0.05).once()
    (row,) = await world.deliveries(message.message_id)
    assert (row.status, row.reason) == ("SENDING", "TOO_LONG")
    assert Dispatcher(sending, Outcomes(sending), asyncio.Event())._patience < LEASE.total_seconds()


@pytest.mark.parametrize("late", [Carried(Fate.REFUSED), Carried(Fate.NOT_TAKEN)])
async def test_the_word_of_a_worker_that_outlived_its_lease_changes_nothing(world: World, late: Carried) -> None:
    message = await world.message(await world.person(email="marie@exemple.fr"), legal_effect=True)
    await plan(world.sending)
    (departure,) = await claim(world.sending, 10)
    world.clock.forward(minutes=4)
    async with unit_of_work(world.database) as session:
        # Another worker asks, and is still waiting for the answer.
        now = world.clock()
        (asked,) = await deliveries.unfinished(session, world.notify.vault, now, now + LEASE, 10)
    outcomes = Outcomes(world.sending)
    await outcomes.attempted([(departure.lead, after_attempt(late, departure.lead.attempts, world.clock()))])
    assert [row.status for row in await world.deliveries(message.message_id)] == ["SENDING"]
    assert await world.failures() == []
    await outcomes.attempted([(asked, after_report(Heard.TAKEN))])
    assert await world.status(message.message_id, Channel.EMAIL) == "SENT"


async def test_a_late_word_that_a_carrier_has_it_keeps_it_from_leaving_again(world: World) -> None:
    message = await world.message(await world.person(email="marie@exemple.fr"))
    await plan(world.sending)
    (departure,) = await claim(world.sending, 10)
    world.clock.forward(minutes=4)
    async with unit_of_work(world.database) as session:
        now = world.clock()
        (asked,) = await deliveries.unfinished(session, world.notify.vault, now, now + LEASE, 10)
    outcomes = Outcomes(world.sending)
    await outcomes.attempted([(departure.lead, after_report(Heard.TAKEN))])
    await outcomes.attempted([(asked, after_question(Heard.ABSENT, Channel.EMAIL, asked.attempts, world.clock()))])
    await world.send()
    assert await world.status(message.message_id, Channel.EMAIL) == "SENT"
    assert await world.sent() == []
