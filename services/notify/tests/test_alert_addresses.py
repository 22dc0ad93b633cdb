"""An address for alerts is given, changed, repaired; its code reaches nobody else, and nothing in the database says whose it is."""

import hashlib

import pytest
import sqlalchemy as sa

from chassis.db import read_session, unit_of_work
from services.notify.domain.preferences import normalised
from services.notify.domain.sending.channels import Channel
from services.notify.store import addresses as stored
from services.notify.store.tables import addresses, code_requests, deliveries
from services.notify.tests.conftest import World
from services.notify.tests.parts import Portal
from services.notify.tests.test_preferences import EMAIL, SMS, code_sent
from services.notify.usecases.context import Notify


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 7.12-34 56 78", "+33712345678"),
        ("06 39 98 00 02", "+33639980002"),
        ("0639 12 34 56", "+262639123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0691 23 45 67", "+590691234567"),
        ("0692 12 34 56", "+262692123456"),
        ("+33 6 93 12 34 56", "+262693123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("+262 (0)692 12 34 56", "+262692123456"),
        ("00508 41 23 45", "+508412345"),
        ("+687 75 12 34", "+687751234"),
    ],
)
def test_a_mobile_number_is_dialled_by_the_code_of_its_territory(typed: str, dialled: str) -> None:
    assert normalised(Channel.SMS, typed) == dialled


async def test_an_address_that_fails_is_repaired_by_a_new_one_or_by_itself(
    world: World, portal: Portal, notify: Notify
) -> None:
    await portal.call("SetAlertAddress", channel=EMAIL, address="ancienne@exemple.fr")
    await portal.call("ConfirmAlertAddress", channel=EMAIL, code=await code_sent(world, notify))
    digest = stored.digest_of(notify.vault, "ancienne@exemple.fr")
    async with unit_of_work(world.database) as session:
        await stored.mark_failing(session, portal.person_id, digest, "PERMANENT_FAILURE")
    await portal.call("SetAlertAddress", channel=EMAIL, address="ancienne@exemple.fr")
    failing, awaited = (await portal.call("GetPreferences")).preferences.addresses
    assert (bool(failing.failing), awaited.failing) == (True, "")
    repaired = (await portal.call("ConfirmAlertAddress", channel=EMAIL, code=await code_sent(world, notify))).address
    assert (repaired.failing, repaired.HasField("expire_time")) == ("", False)
    assert list((await portal.call("GetPreferences")).preferences.addresses) == [repaired]


async def test_an_address_whose_code_is_over_leaves_the_confirmed_one_alone_and_is_shown_where_there_is_none(
    world: World, portal: Portal, notify: Notify
) -> None:
    await portal.call("SetAlertAddress", channel=EMAIL, address="ancienne@exemple.fr")
    await portal.call("ConfirmAlertAddress", channel=EMAIL, code=await code_sent(world, notify))
    await portal.call("SetAlertAddress", channel=EMAIL, address="nouvelle@exemple.fr")
    await portal.call("SetAlertAddress", channel=SMS, address="06 12 34 56 78")
    world.clock.forward(minutes=16)
    held = (await portal.call("GetPreferences")).preferences.addresses
    assert [one.masked_address for one in held] == ["a…@exemple.fr", "… 56 78"]


async def test_a_number_is_not_found_again_in_the_database_by_trying_them_all(
    world: World, portal: Portal, notify: Notify
) -> None:
    await portal.call("SetAlertAddress", channel=SMS, address="06 12 34 56 78")
    plain = hashlib.sha256(b"+33612345678").digest()
    async with read_session(world.database) as session:
        for table in (addresses, deliveries, code_requests):
            (kept,) = (await session.execute(sa.select(table.c.address_digest))).scalars()
            assert kept == stored.digest_of(notify.vault, "+33612345678") != plain
