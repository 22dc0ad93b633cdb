"""Reviews by a human: what an agent confirms or refuses, and what becomes of a NIR that two persons tell."""

from pathlib import Path

import pytest

from chassis.db import new_id, read_session, unit_of_work
from chassis.errors import InvalidInput
from services.identity.domain.certification import Certification, ReviewReason, State
from services.identity.domain.errors import IdentityAlreadyCertified, NoNirDeclared, ReviewClosed, ReviewNotFound
from services.identity.domain.reviews import Review, ReviewVerdict
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE, MARIE_NIR, nir_of, somebody, write_personas
from services.identity.tests.played import Moment
from services.identity.tests.test_certification import Organismes, attached, certification_of, declare
from services.identity.usecases import nir, reviews
from services.identity.usecases.parts import Parts

MISTAKEN = nir_of("2850463999001")


@pytest.fixture
def personas(tmp_path: Path) -> Path:
    return write_personas(tmp_path, MARIE, somebody("twin", given_names=["Lou"]))


async def waiting(parts: Parts) -> list[Review]:
    async with read_session(parts.database) as session:
        return await reviews.list_reviews(parts, session, 50, None)


async def ask(parts: Parts, person_id: str, message: str = "") -> Certification:
    async with unit_of_work(parts.database) as session:
        return await reviews.request_review(parts, session, person_id, message)


async def resolve(parts: Parts, review_id: str, verdict: ReviewVerdict, explanation: str = "") -> Review:
    async with unit_of_work(parts.database) as session:
        return await reviews.resolve_review(parts, session, review_id, verdict, explanation)


async def test_a_confirmed_number_goes_on_to_the_organismes(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MISTAKEN)
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MISTAKEN)
    [review] = await waiting(parts)
    assert (review.person_id, review.reason) == (person_id, ReviewReason.PIVOT_MISMATCH)
    await resolve(parts, review.review_id, ReviewVerdict.CONFIRMED, "Vu sur l'attestation de droits.")
    assert (await certification_of(parts, person_id)).state is State.PENDING
    await nir.certify_due(parts)
    reached = await certification_of(parts, person_id)
    assert (reached.state, reached.organisme) == (State.CERTIFIED, "cnam")
    assert await waiting(parts) == []


async def test_a_refused_number_is_asked_for_again_with_the_agents_words(browser: Browser, parts: Parts) -> None:
    person_id = (await browser.log_in()).person_id
    reviewed = await declare(parts, person_id, MISTAKEN)
    assert reviewed.review_id
    await resolve(parts, reviewed.review_id, ReviewVerdict.REFUSED, "C'est le numéro de votre conjoint.")
    reached = await certification_of(parts, person_id)
    assert (reached.state, reached.explanation) == (State.NIR_MISSING, "C'est le numéro de votre conjoint.")
    assert (reached.nir_digest, reached.review_id) == (None, None)


async def test_a_review_is_answered_once_and_must_exist(browser: Browser, parts: Parts) -> None:
    reviewed = await declare(parts, (await browser.log_in()).person_id, MISTAKEN)
    assert reviewed.review_id
    await resolve(parts, reviewed.review_id, ReviewVerdict.CONFIRMED)
    with pytest.raises(ReviewClosed):
        await resolve(parts, reviewed.review_id, ReviewVerdict.REFUSED, "Trop tard.")
    with pytest.raises(ReviewNotFound):
        await resolve(parts, new_id(), ReviewVerdict.CONFIRMED)


async def test_somebody_without_a_number_asks_for_a_human(browser: Browser, parts: Parts) -> None:
    person_id = (await browser.log_in()).person_id
    asked = await ask(parts, person_id, "Je n'ai pas encore de numéro.")
    assert asked.state is State.IN_REVIEW
    again = await ask(parts, person_id, "J'arrive de l'étranger.")
    assert again.review_id == asked.review_id
    [review] = await waiting(parts)
    assert (review.reason, review.message) == (ReviewReason.ASKED, "J'arrive de l'étranger.")
    with pytest.raises(NoNirDeclared):
        await resolve(parts, review.review_id, ReviewVerdict.CONFIRMED)
    with pytest.raises(InvalidInput):
        await resolve(parts, review.review_id, ReviewVerdict.REFUSED)
    await resolve(parts, review.review_id, ReviewVerdict.REFUSED, "Demandez un numéro provisoire à la MSA.")
    assert (await certification_of(parts, person_id)).state is State.NIR_MISSING


async def test_somebody_who_is_certified_has_nothing_to_be_reviewed(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, MARIE_NIR)
    with pytest.raises(IdentityAlreadyCertified):
        await ask(parts, person_id)


async def test_a_number_certified_for_somebody_goes_to_a_human_when_another_tells_it(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    await declare(parts, (await browser.log_in("marie")).person_id, MARIE_NIR)
    reached = await declare(parts, (await browser.log_in("twin")).person_id, MARIE_NIR)
    assert reached.state is State.IN_REVIEW
    assert "autre personne" not in reached.explanation
    [review] = await waiting(parts)
    assert review.reason is ReviewReason.ALREADY_HELD


async def test_a_number_told_without_being_certified_blocks_nobody(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    for organisme in organismes.values():
        organisme.down = True
    await declare(parts, (await browser.log_in("twin")).person_id, MARIE_NIR)
    for organisme in organismes.values():
        organisme.down = False
    organismes["cnam"].knows(MARIE_NIR)
    assert (await declare(parts, (await browser.log_in("marie")).person_id, MARIE_NIR)).state is State.CERTIFIED


async def test_the_one_whom_an_agent_confirms_takes_the_number_from_the_other(
    browser: Browser, parts: Parts, organismes: Organismes, moment: Moment
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    former = (await browser.log_in("marie")).person_id
    await declare(parts, former, MARIE_NIR)
    rightful = (await browser.log_in("twin")).person_id
    reviewed = await declare(parts, rightful, MARIE_NIR)
    assert reviewed.review_id
    await resolve(parts, reviewed.review_id, ReviewVerdict.CONFIRMED)
    await nir.certify_due(parts)
    assert (await certification_of(parts, rightful)).state is State.CERTIFIED
    assert (await certification_of(parts, former)).state is State.NIR_MISSING
    assert await attached(parts, former) == []
    assert await attached(parts, rightful) == ["cnam"]
