"""How a person wants to be reached: preferences with an etag, addresses proved by a code, browsers of known origins."""

import re
from dataclasses import replace
from datetime import UTC

import pytest
import sqlalchemy as sa

from chassis.db import new_id, read_session
from chassis.errors import Exhausted, InvalidInput, Refused, StaleState
from services.notify.store import deliveries
from services.notify.store.tables import addresses
from services.notify.store.tables import deliveries as sent
from services.notify.tests.conftest import World
from services.notify.tests.parts import Portal
from services.notify.usecases.context import Notify

EMAIL, SMS, PUSH, LETTER = 2, 3, 4, 5


async def code_sent(world: World, notify: Notify) -> str:
    """The code of the last confirmation that is to leave."""
    async with read_session(world.database) as session:
        due = await deliveries.due(session, notify.vault, world.clock(), 100)
    found = re.search(r"\d{6}", max(due, key=lambda one: one.delivery_id).secret.text)
    assert found
    return found[0]


async def test_preferences_are_saved_over_what_was_read_and_nothing_else(world: World, portal: Portal) -> None:
    held = (await portal.call("GetPreferences")).preferences
    assert (held.escalation, held.push_public_key, [list(kind.channels) for kind in held.kinds]) == (
        True,
        "key",
        [[EMAIL, SMS, PUSH], [EMAIL, PUSH], [EMAIL, PUSH]],
    )
    wanted = [{"kind": 1, "channels": [LETTER]}]
    saved = (await portal.call("SavePreferences", etag=held.etag, kinds=wanted, escalation=False)).preferences
    assert [list(kind.channels) for kind in saved.kinds] == [[LETTER], [], []]
    assert (saved.escalation, saved.etag != held.etag) == (False, True)
    for etag in (held.etag, "else"):
        with pytest.raises(StaleState):
            await portal.call("SavePreferences", etag=etag, kinds=wanted)
    assert (await portal.call("GetPreferences")).preferences == saved


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": [{"kind": 0, "channels": [EMAIL]}]},
        {"kinds": [{"kind": 1, "channels": [1]}]},
        {"kinds": [{"kind": 1, "channels": [6]}]},
        {"kinds": [{"kind": 9, "channels": [EMAIL]}]},
        {"consents": {"nobody": True}},
    ],
)
async def test_what_cannot_be_wished_is_refused(world: World, portal: Portal, wrong: dict[str, object]) -> None:
    held = (await portal.call("GetPreferences")).preferences
    with pytest.raises(InvalidInput):
        await portal.call("SavePreferences", etag=held.etag, **wrong)  # type: ignore[arg-type]


async def test_an_address_holds_once_its_code_came_back_and_the_one_before_until_then(
    world: World, portal: Portal, notify: Notify
) -> None:
    await portal.call("SetAlertAddress", channel=EMAIL, address="ancienne@Exemple.FR")
    code = await code_sent(world, notify)
    confirmed = (await portal.call("ConfirmAlertAddress", channel=EMAIL, code=f" {code[:3]} {code[3:]}")).address
    assert (confirmed.masked_address, confirmed.HasField("confirm_time")) == ("a…@exemple.fr", True)
    await portal.call("SetAlertAddress", channel=EMAIL, address="nouvelle@exemple.fr")
    held, awaited = (await portal.call("GetPreferences")).preferences.addresses
    assert (held.masked_address, held.HasField("confirm_time")) == ("a…@exemple.fr", True)
    assert (awaited.masked_address, awaited.HasField("confirm_time")) == ("n…@exemple.fr", False)
    assert awaited.expire_time.ToDatetime(UTC) > world.clock()
    await portal.call("ConfirmAlertAddress", channel=EMAIL, code=await code_sent(world, notify))
    (held,) = (await portal.call("GetPreferences")).preferences.addresses
    assert held.masked_address == "n…@exemple.fr"
    await portal.call("RemoveAlertAddress", channel=EMAIL)
    assert not (await portal.call("GetPreferences")).preferences.addresses


async def test_five_wrong_codes_and_the_right_one_no_longer_holds(world: World, portal: Portal, notify: Notify) -> None:
    await portal.call("SetAlertAddress", channel=SMS, address="06 12 34 56 78")
    code = await code_sent(world, notify)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await portal.call("ConfirmAlertAddress", channel=SMS, code=wrong)
    with pytest.raises(Refused):
        await portal.call("ConfirmAlertAddress", channel=SMS, code=code)


async def test_the_fifth_try_may_be_right_and_a_second_click_is_answered_the_same(
    world: World, portal: Portal, notify: Notify
) -> None:
    await portal.call("SetAlertAddress", channel=SMS, address="+33612345678")
    code, key = await code_sent(world, notify), new_id()
    for _ in range(4):
        with pytest.raises(InvalidInput):
            await portal.call("ConfirmAlertAddress", channel=SMS, code=f"{(int(code) + 1) % 1_000_000:06}")
    answers = [await portal.call("ConfirmAlertAddress", request_id=key, channel=SMS, code=code) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0].address.masked_address == "… 56 78"


async def test_a_code_lasts_a_quarter_of_an_hour(world: World, portal: Portal, notify: Notify) -> None:
    await portal.call("SetAlertAddress", channel=EMAIL, address="a@exemple.fr")
    code = await code_sent(world, notify)
    world.clock.forward(minutes=16)
    with pytest.raises(Refused):
        await portal.call("ConfirmAlertAddress", channel=EMAIL, code=code)


async def test_nobody_is_flooded_with_codes(world: World, portal: Portal) -> None:
    for _ in range(3):
        await portal.call("SetAlertAddress", channel=EMAIL, address="cible@exemple.fr")
    for person in (portal, portal.another()):
        with pytest.raises(Exhausted):
            await person.call("SetAlertAddress", channel=EMAIL, address="cible@exemple.fr")
    for number in range(2):
        await portal.call("SetAlertAddress", channel=EMAIL, address=f"a{number}@exemple.fr")
    with pytest.raises(Exhausted):
        await portal.call("SetAlertAddress", channel=EMAIL, address="encore@exemple.fr")
    world.clock.forward(hours=2)
    await portal.call("SetAlertAddress", channel=EMAIL, address="cible@exemple.fr")


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (EMAIL, "pas une adresse"),
        (EMAIL, "a@b"),
        (EMAIL, "a@exemple.fr\nBcc: b@exemple.fr"),
        (EMAIL, f"{'a' * 65}@exemple.fr"),
        (SMS, "01 23 45 67 89"),
        (SMS, "+15551234567"),
        (SMS, "0612345"),
        (SMS, "06١٢٣٤٥٦٧٨"),
        (PUSH, "a@exemple.fr"),
        (9, "a@exemple.fr"),
    ],
)
async def test_an_address_that_cannot_be_reached_is_refused(
    world: World, portal: Portal, channel: int, address: str
) -> None:
    with pytest.raises(InvalidInput):
        await portal.call("SetAlertAddress", channel=channel, address=address)


async def test_neither_the_address_nor_the_code_can_be_read_in_the_database(
    world: World, portal: Portal, notify: Notify
) -> None:
    await portal.call("SetAlertAddress", channel=EMAIL, address="secrete@exemple.fr")
    code = await code_sent(world, notify)
    async with read_session(world.database) as session:
        rows = [*await session.execute(sa.select(addresses)), *await session.execute(sa.select(sent))]
    stored = repr(rows)
    assert "secrete" not in stored
    assert code not in stored


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://other.example/1",
        "http://push.example/1",
        "https://push.example:8443/1",
        "https://push.example@127.0.0.1/1",
        "https://push.example.evil.test/1",
        "https://push.example\\@evil.test/",
        "https://[::1]/1",
        "https://push.exa\u217fple/1",
        "file:///etc/passwd",
        "https://push.example/" + "a" * 1000,
    ],
)
async def test_only_push_services_that_are_known_are_ever_called(world: World, portal: Portal, endpoint: str) -> None:
    with pytest.raises(InvalidInput):
        await portal.call("AddPushSubscription", endpoint=endpoint, p256dh="key", auth="secret")


async def test_a_browser_is_known_once_and_is_one_persons(world: World, portal: Portal) -> None:
    browser = {"endpoint": "https://push.example/1", "p256dh": "key", "auth": "secret"}
    first, again = [await portal.call("AddPushSubscription", **browser) for _ in range(2)]
    assert first == again
    other = replace(portal.another())
    with_other = await other.call("AddPushSubscription", **browser)
    assert with_other.subscription_id != first.subscription_id
    assert (await portal.call("GetPreferences")).preferences.push_subscriptions == 0
    await portal.call("RemovePushSubscription", endpoint=browser["endpoint"])
    assert (await other.call("GetPreferences")).preferences.push_subscriptions == 1
    await other.call("RemovePushSubscription", endpoint=browser["endpoint"])
    assert (await other.call("GetPreferences")).preferences.push_subscriptions == 0
