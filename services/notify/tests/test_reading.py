"""The calendar as a person reads it: each date with its reason, and nothing of health below the substantial level."""

from datetime import date

import pytest

from chassis.db import read_session
from services.notify.domain.profile import HeldRight, RightState
from services.notify.store import watched
from services.notify.tests.conftest import World
from services.notify.tests.parts import PlayedSources, Portal, holding


@pytest.mark.parametrize("right", [HeldRight("c2s", "cnam", RightState.OPEN, date(2026, 1, 1), date(2027, 2, 28))])
async def test_the_calendar_is_read_with_its_reason_and_where_it_stands(
    world: World, portal: Portal, sources: PlayedSources, right: HeldRight
) -> None:
    sources.knows(portal.person_id, holding(right))
    await world.heard_of(portal.person_id)
    (message,) = await world.messages()
    items = (await portal.call("GetCalendar")).items
    (item,) = [item for item in items if item.message_id]
    assert item.message_id == message.message_id
    assert "28 février 2027" in item.because
    assert (item.benefit, item.organisme_name[:1].isupper(), item.hidden_by_assurance) == ("c2s", True, False)
    portal.assurance = 1
    (hidden,) = [item for item in (await portal.call("GetCalendar")).items if item.message_id]
    if hidden.hidden_by_assurance:
        assert (hidden.benefit, hidden.because, hidden.action_url) == ("", "", "")
    async with read_session(world.database) as session:
        assert await watched.find(session, world.notify.vault, "nobody") is None
