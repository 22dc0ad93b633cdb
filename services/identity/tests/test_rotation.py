"""Pseudonyms: one per person, organisme and key version, replaced without a file to edit and without a person lost."""

import pytest
import pytest_asyncio

from chassis.db import new_id, read_session, unit_of_work
from services.identity.domain.errors import OrganismeUnknown, PersonNotFound
from services.identity.domain.pseudonyms import Pseudonym
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE_NIR
from services.identity.tests.played import Moment
from services.identity.tests.test_certification import Organismes, announced, attached, declare
from services.identity.usecases import directory, nir, rotation
from services.identity.usecases.parts import Parts
from services.identity.usecases.rotation import Rotation


async def pseudonyms(parts: Parts, person_id: str, *organismes: str) -> dict[str, Pseudonym]:
    async with read_session(parts.database) as session:
        found = await directory.resolve_pseudonyms(parts, session, person_id, organismes)
    return {each.organisme: each for each in found}


async def rotate(parts: Parts, organisme: str) -> Rotation:
    async with unit_of_work(parts.database) as session:
        return await rotation.rotate(parts, session, organisme)


@pytest_asyncio.fixture
async def person_id(browser: Browser, parts: Parts, organismes: Organismes) -> str:
    for name in ("cnam", "cnaf"):
        organismes[name].knows(MARIE_NIR)
    opened = await browser.log_in()
    await declare(parts, opened.person_id, MARIE_NIR)
    return opened.person_id


async def test_pseudonyms_are_those_that_the_organismes_were_told(
    parts: Parts, person_id: str, organismes: Organismes
) -> None:
    found = await pseudonyms(parts, person_id)
    assert set(found) == {"cnam", "cnaf"}
    assert found["cnaf"].value == organismes["cnaf"].asked[0].pseudonym
    assert set(await pseudonyms(parts, person_id, "cnaf", "msa")) == {"cnaf"}
    with pytest.raises(PersonNotFound):
        await pseudonyms(parts, new_id())


async def test_a_rotation_tells_the_new_name_and_both_hold_meanwhile(
    parts: Parts, person_id: str, organismes: Organismes
) -> None:
    before = await pseudonyms(parts, person_id)
    assert await rotate(parts, "cnaf") == Rotation("v2", 1)
    assert await pseudonyms(parts, person_id) == before
    assert await rotation.tell_due(parts) == 1
    after = await pseudonyms(parts, person_id)
    [told] = organismes["cnaf"].replaced
    assert (told.old_pseudonym, told.new_pseudonym) == (before["cnaf"].value, after["cnaf"].value)
    assert (after["cnaf"].key_version, after["cnam"]) == ("v2", before["cnam"])
    assert (await announced(parts))[-1] == "pseudonym.rotated"
    assert await rotation.tell_due(parts) == 0


async def test_a_rotation_waits_for_an_organisme_that_is_away(
    parts: Parts, person_id: str, organismes: Organismes, moment: Moment
) -> None:
    before = await pseudonyms(parts, person_id)
    await rotate(parts, "cnaf")
    organismes["cnaf"].down = True
    await rotation.tell_due(parts)
    assert await pseudonyms(parts, person_id) == before
    organismes["cnaf"].down = False
    moment.move(minutes=1)
    assert await rotation.tell_due(parts) == 1
    assert (await pseudonyms(parts, person_id))["cnaf"].key_version == "v2"


async def test_two_rotations_in_a_row_end_at_the_last_version(
    parts: Parts, person_id: str, organismes: Organismes
) -> None:
    before = await pseudonyms(parts, person_id)
    await rotate(parts, "cnaf")
    assert (await rotate(parts, "cnaf")).key_version == "v3"
    await rotation.tell_due(parts)
    assert (await pseudonyms(parts, person_id))["cnaf"].key_version == "v3"
    assert [each.old_pseudonym for each in organismes["cnaf"].replaced] == [before["cnaf"].value]


async def test_an_organisme_that_lost_the_old_name_is_asked_about_the_person_anew(
    parts: Parts, person_id: str, organismes: Organismes, moment: Moment
) -> None:
    await rotate(parts, "cnaf")
    organismes["cnaf"].forgets = True
    moment.move(seconds=1)
    await rotation.tell_due(parts)
    assert await nir.certify_due(parts) == 1
    new = (await pseudonyms(parts, person_id))["cnaf"]
    assert (new.key_version, new.value) == ("v2", organismes["cnaf"].asked[-1].pseudonym)
    assert await attached(parts, person_id) == ["cnaf", "cnam"]


async def test_an_organisme_without_a_key_has_nothing_to_rotate(parts: Parts) -> None:
    with pytest.raises(OrganismeUnknown):
        await rotate(parts, "banque")
