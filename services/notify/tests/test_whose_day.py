"""Who is looked at, and when: on their own day, by other rules, after a month, and no longer once nobody knows them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chassis.errors import Refused
from services.notify.tests.conftest import World, state
from services.notify.tests.parts import PlayedSources, Portal, holding, rsa
from services.notify.usecases.context import Notify


async def test_only_those_whose_day_has_come_are_looked_at_and_their_day_is_their_own(
    world: World, portal: Portal, sources: PlayedSources, notify: Notify
) -> None:
    world.clock.instant = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
    there = portal.another()
    sources.knows(portal.person_id, holding(rsa()))
    sources.knows(there.person_id, holding(rsa(), department="974"))
    await world.heard_of(portal.person_id, there.person_id)
    assert await world.sweep() == 0
    # It is November in Réunion three hours before it is in Paris.
    world.clock.instant = datetime(2026, 10, 31, 20, 30, tzinfo=UTC)
    assert await world.sweep() == 1
    assert len((await there.call("ListMessages")).messages) == 1
    assert await world.messages() == []
    world.clock.instant = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert await world.sweep() == 1
    assert len(await world.messages()) == 1


async def test_what_can_be_taken_back_is_offered_and_accepted_by_the_same_day(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    there = portal.another()
    for person_id, department in ((portal.person_id, "63"), (there.person_id, "974")):
        sources.knows(person_id, holding(rsa(), department=department))
    await world.heard_of(portal.person_id, there.person_id)
    for who in (portal, there):
        (message,) = (await who.call("ListMessages")).messages
        await who.call("CompleteTask", message_id=message.message_id)
    # The last day, the thirtieth, is over in Réunion alone.
    world.clock.instant = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)
    (here,), (gone,) = (await portal.call("ListMessages")).messages, (await there.call("ListMessages")).messages
    assert (here.can_reopen, gone.can_reopen) == (True, False)
    assert not (await there.call("GetMessage", message_id=gone.message_id)).message.can_reopen
    with pytest.raises(Refused):
        await there.call("ReopenTask", message_id=gone.message_id)
    await portal.call("ReopenTask", message_id=here.message_id)


async def test_other_rules_make_everybody_looked_at_again(
    world: World, portal: Portal, sources: PlayedSources, notify: Notify
) -> None:
    sources.knows(portal.person_id, holding())
    await world.heard_of(portal.person_id)
    assert await world.sweep() == 0
    other = world.sweeper(notify=replace(notify, rulebook=replace(notify.rulebook, version="other")))
    assert (await other.recall(), await other.everybody()) == (1, 1)
    assert (await other.recall(), await other.everybody()) == (0, 0)


async def test_nobody_is_left_for_longer_than_a_month_on_what_was_known(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(portal.person_id, holding())
    await world.heard_of(portal.person_id)
    await world.days(29)
    assert sources.looks == 1
    sources.knows(portal.person_id, holding(rsa(due=date(2026, 12, 31))))
    await world.days(2)
    assert (sources.looks, state(await world.only())) == (2, "OPEN")


async def test_whoever_identity_does_not_know_is_not_looked_at_again(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    await world.heard_of(portal.person_id)
    await world.days(40)
    assert sources.looks == 1
