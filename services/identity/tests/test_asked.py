"""Whoever is sent a NIR is in the person's journal before it is sent: those who answer, those who do not, those who are interrupted."""

import asyncio

import pytest

from chassis.db import read_session
from services.identity.domain.certification import State
from services.identity.domain.journal import Entry
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE_NIR
from services.identity.tests.test_certification import Organismes, declare
from services.identity.usecases import journal
from services.identity.usecases.parts import Parts
from services.identity.usecases.people import nir_recipients


async def asked(parts: Parts, person_id: str) -> list[Entry]:
    """What the person reads of it in their journal."""
    async with read_session(parts.database) as session:
        return await journal.list_entries(parts, session, person_id, 50, None)


async def test_whoever_was_sent_the_number_is_in_the_journal_whether_they_answered_or_not(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    organismes["msa"].down = True
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MARIE_NIR)
    entries = await asked(parts, person_id)
    assert sorted(entry.reader for entry in entries) == ["cnaf", "cnam", "dgfip", "msa"]
    # They are those who were named before the number was told.
    assert {entry.reader for entry in entries} == {one.organisme for one in nir_recipients(parts)}
    assert {entry.purpose for entry in entries} == {"certify_identity"}
    assert all(entry.legal_basis for entry in entries)


async def test_an_organisme_that_received_the_number_and_timed_out_is_in_the_journal(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnaf"].delay = 5
    person_id = (await browser.log_in()).person_id
    assert (await declare(parts, person_id, MARIE_NIR)).state is State.PENDING
    assert "cnaf" in {entry.reader for entry in await asked(parts, person_id)}


async def test_a_declaration_that_is_cancelled_while_organismes_are_asked_leaves_its_trace(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    for organisme in organismes.values():
        organisme.delay = 5
    person_id = (await browser.log_in()).person_id
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(declare(parts, person_id, MARIE_NIR), 0.5)
    assert {entry.reader for entry in await asked(parts, person_id)} == {"cnaf", "cnam", "msa"}


async def test_who_is_asked_only_once_the_identity_is_certified_is_not_in_the_journal_before(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MARIE_NIR)
    assert "dgfip" not in {entry.reader for entry in await asked(parts, person_id)}
