"""The calendar as a person reads it: each date with its reason, and nothing of health below the substantial level."""

from datetime import date

from services.notify.domain.profile import Duty, DutyKind, HeldRight, RightState
from services.notify.tests.conftest import World
from services.notify.tests.parts import PlayedSources, Portal, holding


async def test_the_calendar_is_read_with_its_reason_and_where_it_stands(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    sources.knows(
        portal.person_id, holding(HeldRight("c2s", "cnam", RightState.OPEN, date(2026, 1, 1), date(2027, 2, 28)))
    )
    await world.heard_of(portal.person_id)
    message = await world.only()
    (item,) = [item for item in (await portal.call("GetCalendar")).items if item.message_id]
    assert item.message_id == message.message_id
    assert "28 février 2027" in item.because
    assert (item.benefit, item.organisme_name) == ("c2s", "L'Assurance maladie")


async def test_a_date_that_tells_of_health_says_nothing_below_the_substantial_level(
    world: World, portal: Portal, sources: PlayedSources
) -> None:
    duty = Duty(DutyKind.RENEWAL, date(2026, 12, 31), date(2026, 11, 1))
    sources.knows(portal.person_id, holding(HeldRight("aah", "cnaf", RightState.OPEN, date(2025, 1, 1), None, (duty,))))
    await world.heard_of(portal.person_id)
    (item,) = (await portal.call("GetCalendar")).items
    assert (item.benefit, item.hidden_by_assurance, bool(item.because)) == ("aah", False, True)
    portal.assurance = 1
    (item,) = (await portal.call("GetCalendar")).items
    assert (item.hidden_by_assurance, item.label) == (True, "Une date à ne pas manquer")
    said = (item.benefit, item.rule, item.because, item.consequence, item.legal_reference, item.action_url)
    assert said == ("", "", "", "", "", "")
    message = await world.only()
    assert (message.hidden_by_assurance, message.body, message.because, message.rule) == (True, "", "", "")


async def test_nobody_has_no_calendar(world: World, portal: Portal) -> None:
    answer = await portal.call("GetCalendar")
    assert (list(answer.items), answer.HasField("data_time")) == ([], False)
