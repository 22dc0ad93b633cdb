"""What organismes write once the person no longer lets them, and versions that have passed: nothing new is shown, nothing is lost."""

from datetime import timedelta

import pytest

from services.notify.tests.conftest import World, state
from services.notify.tests.parts import Portal


async def test_what_is_written_after_consent_is_withdrawn_is_shown_once_it_comes_back(
    world: World, portal: Portal
) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1", 2, body="Deuxième.")
    shown = await world.only()
    await portal.call("MarkMessageRead", message_id=shown.message_id)
    withdrawn = await world.agrees("cnaf", granted=False)
    assert withdrawn.organismes[0].waiting == 0
    heard = len(await world.heard("message.changed"))
    await world.writes("cnaf", "R-1", 4, title="Autre titre", body="Quatrième.")
    await world.writes("cnaf", "R-1", 3, body="Troisième.")
    kept = await world.only()
    assert (kept.title, kept.body, kept.HasField("read_time")) == (shown.title, "Deuxième.", True)
    assert (len(await world.announced()), len(await world.heard("message.changed"))) == (1, heard)
    held = (await portal.call("GetPreferences")).preferences
    assert [one.waiting for one in held.organismes] == [1]
    assert [one.waiting for one in (await world.agrees("cnaf")).organismes] == [0]
    later = await world.only()
    assert (later.body, later.message_id, later.HasField("read_time")) == ("Quatrième.", shown.message_id, False)
    assert await world.announced() == [(shown.message_id, 2), (shown.message_id, 4)]


async def test_what_was_written_without_consent_and_taken_back_never_comes(world: World, portal: Portal) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1", body="Première.")
    await world.agrees("cnaf", granted=False)
    await world.writes("cnaf", "R-1", 2, body="Deuxième.")
    await world.withdraws("cnaf", "R-1")
    await world.agrees("cnaf")
    message = await world.only()
    assert (state(message), message.body) == ("CANCELLED", "Première.")


async def test_what_was_written_without_consent_and_has_passed_since_ends_what_is_shown(
    world: World, portal: Portal
) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1")
    await world.agrees("cnaf", granted=False)
    await world.writes("cnaf", "R-1", 2, valid=timedelta(days=2))
    await world.days(3)
    assert len(await world.messages()) == 1
    await world.agrees("cnaf")
    assert await world.messages() == []


@pytest.mark.parametrize("granted", [True, False])
async def test_a_version_that_has_passed_ends_the_one_that_is_shown(
    world: World, portal: Portal, granted: bool
) -> None:
    await world.attach("cnaf")
    await world.agrees("cnaf")
    await world.writes("cnaf", "R-1", 2)
    await world.agrees("cnaf", granted=granted)
    await world.writes("cnaf", "R-1", 3, valid=timedelta(days=-1))
    assert await world.messages() == []
    assert (await world.heard("message.changed"))[-1].state == 4
    assert len(await world.announced()) == 1
    await world.writes("cnaf", "R-1", 2)
    assert await world.messages() == []
