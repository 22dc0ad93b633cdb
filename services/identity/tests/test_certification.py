"""A NIR told once, certified by an organisme, now or later; a doubt goes to a human and never to a dead end."""

import asyncio

import pytest
import sqlalchemy as sa

from chassis.db import read_session, unit_of_work
from services.identity.domain.certification import Certification, State
from services.identity.domain.errors import NirAlreadyCertified
from services.identity.domain.nir import Nir
from services.identity.store.tables import CHASSIS, certifications
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE_NIR, nir_of
from services.identity.tests.played import Moment, PlayedOrganisme
from services.identity.usecases import directory, nir
from services.identity.usecases.parts import Parts
from services.identity.usecases.people import get_person

Organismes = dict[str, PlayedOrganisme]
OTHER_NIR = nir_of("2850563999002")
PROVISIONAL = nir_of("8850563999001")


async def declare(parts: Parts, person_id: str, number: Nir) -> Certification:
    """What DeclareNir does."""
    declaration = await nir.look_into(parts, person_id, nir.read_nir(parts, number.value))
    async with unit_of_work(parts.database) as session:
        return await nir.settle(parts, session, person_id, declaration)


async def certification_of(parts: Parts, person_id: str) -> Certification:
    async with read_session(parts.database) as session:
        return (await get_person(parts, session, person_id)).certification


async def attached(parts: Parts, person_id: str) -> list[str]:
    async with read_session(parts.database) as session:
        page = await directory.list_attachments(session, person_id, 50, None)
    return [attachment.organisme for _, attachment in page.lines]


async def announced(parts: Parts) -> list[str]:
    """The events written so far, in order, by the end of their subject."""
    query = sa.select(CHASSIS.outbox.c.subject).order_by(CHASSIS.outbox.c.position)
    async with read_session(parts.database) as session:
        return [subject.removeprefix("mesdroits.identity.v1.") for subject in (await session.scalars(query)).all()]


async def test_a_number_known_to_an_organisme_is_certified_and_every_file_found(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    for name in ("msa", "dgfip"):
        organismes[name].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    reached = await declare(parts, person_id, MARIE_NIR)
    assert (reached.state, reached.organisme, reached.provisional) == (State.CERTIFIED, "msa", False)
    assert await attached(parts, person_id) == ["dgfip", "msa"]
    assert await announced(parts) == ["attachment.resolved", "person.certified"]


async def test_each_organisme_gets_its_own_pseudonym_and_the_whole_civil_status(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    await declare(parts, (await browser.log_in()).person_id, MARIE_NIR)
    asked = [each.asked[0] for each in organismes.values()]
    assert len({request.pseudonym for request in asked}) == len(organismes)
    [request] = organismes["cnam"].asked
    assert (request.given_names, request.family_name) == ("Marie-Ève Zoé", "EXEMPLE")


async def test_a_number_that_nobody_certifies_leaves_for_the_certifiers_only(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    person_id = (await browser.log_in()).person_id
    reached = await declare(parts, person_id, MARIE_NIR)
    assert reached.state is State.IN_REVIEW
    assert reached.review_id
    assert not organismes["dgfip"].asked


async def test_telling_the_same_number_again_asks_nobody(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    first = await declare(parts, person_id, MARIE_NIR)
    assert await declare(parts, person_id, MARIE_NIR) == first
    assert len(organismes["cnam"].asked) == 1


async def test_another_number_is_refused_once_one_is_certified(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MARIE_NIR)
    with pytest.raises(NirAlreadyCertified):
        await declare(parts, person_id, OTHER_NIR)


async def test_a_provisional_number_is_certified_then_replaced_by_the_definitive_one(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["msa"].knows(PROVISIONAL)
    person_id = (await browser.log_in()).person_id
    reached = await declare(parts, person_id, PROVISIONAL)
    assert (reached.state, reached.provisional) == (State.CERTIFIED, True)
    organismes["msa"].knows(MARIE_NIR)
    reached = await declare(parts, person_id, MARIE_NIR)
    assert (reached.state, reached.provisional) == (State.CERTIFIED, False)


async def test_a_number_that_contradicts_the_pivot_opens_a_review_and_leaves_for_nobody(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    person_id = (await browser.log_in()).person_id
    reached = await declare(parts, person_id, nir_of("1850563999001"))
    assert reached.state is State.IN_REVIEW
    assert not any(each.asked for each in organismes.values())


async def test_a_typing_mistake_is_corrected_without_waiting_for_the_agent(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, nir_of("2840563999001"))
    reached = await declare(parts, person_id, MARIE_NIR)
    assert (reached.state, reached.review_id) == (State.CERTIFIED, None)


async def test_a_number_known_under_another_identity_opens_a_review(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR, family_name="AUTRE")
    organismes["cnaf"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    assert (await declare(parts, person_id, MARIE_NIR)).state is State.IN_REVIEW
    assert await attached(parts, person_id) == []


async def test_organismes_that_do_not_answer_are_asked_again(
    browser: Browser, parts: Parts, organismes: Organismes, moment: Moment
) -> None:
    for organisme in organismes.values():
        organisme.down = True
    person_id = (await browser.log_in()).person_id
    waiting = await declare(parts, person_id, MARIE_NIR)
    assert waiting.state is State.PENDING
    assert await nir.certify_due(parts) == 0
    moment.move(seconds=6)
    assert await nir.certify_due(parts) == 1
    assert (await certification_of(parts, person_id)).since == waiting.since
    for organisme in organismes.values():
        organisme.down = False
    organismes["cnam"].knows(MARIE_NIR)
    moment.move(hours=1)
    assert await nir.certify_due(parts) == 1
    assert (await certification_of(parts, person_id)).state is State.CERTIFIED
    assert await nir.certify_due(parts) == 0


async def test_an_organisme_that_was_away_is_asked_later_and_its_file_found(
    browser: Browser, parts: Parts, organismes: Organismes, moment: Moment
) -> None:
    for name in ("cnam", "cnaf"):
        organismes[name].knows(MARIE_NIR)
    organismes["cnaf"].down = True
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MARIE_NIR)
    assert await attached(parts, person_id) == ["cnam"]
    organismes["cnaf"].down = False
    organismes["cnam"].down = True
    moment.move(minutes=1)
    await nir.certify_due(parts)
    # Who does not answer this time keeps what it had said.
    assert await attached(parts, person_id) == ["cnaf", "cnam"]
    assert (await certification_of(parts, person_id)).state is State.CERTIFIED


async def test_files_are_looked_for_again_at_a_login_a_month_later(
    browser: Browser, parts: Parts, organismes: Organismes, moment: Moment
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MARIE_NIR)
    organismes["msa"].knows(MARIE_NIR)
    moment.move(days=31)
    await browser.log_in()
    assert await nir.certify_due(parts) == 1
    assert await attached(parts, person_id) == ["cnam", "msa"]


async def test_two_workers_never_take_the_same_person(
    browser: Browser, parts: Parts, organismes: Organismes, moment: Moment
) -> None:
    for organisme in organismes.values():
        organisme.down = True
    await declare(parts, (await browser.log_in()).person_id, MARIE_NIR)
    moment.move(minutes=1)
    assert sorted(await asyncio.gather(nir.certify_due(parts), nir.certify_due(parts))) == [0, 1]


async def test_the_number_is_sealed_and_its_digest_keyed(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    await declare(parts, (await browser.log_in()).person_id, MARIE_NIR)
    async with read_session(parts.database) as session:
        row = (await session.execute(sa.select(certifications))).one()
    assert MARIE_NIR.value.encode() not in row.nir_sealed
    assert len(row.nir_digest) == 32
