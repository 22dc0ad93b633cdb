"""From the draft to the organisme: what the person writes is kept, sent once, and then erased here."""

import pytest
import sqlalchemy as sa

from chassis.db import new_id, read_session
from chassis.errors import InvalidInput, NotFound, Problem, Refused, StaleState, Unavailable
from services.requests_tracking.store.tables import claims
from services.requests_tracking.tests.acts import ANSWERS, day, drafted, lines, state, submitted
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import PlayedGateways, PlayedIdentity, Portal
from services.requests_tracking.usecases.directory import refresh


async def test_a_claim_goes_from_draft_to_received_with_its_clock(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    sent = await submitted(portal)
    assert state(sent) == "SUBMITTED"
    assert not gateways.received
    await world.errands()
    claim = await world.get(sent.claim_id)
    assert state(claim) == "RECEIVED"
    assert claim.organisme_reference == gateways.answers[gateways.received[0].request_id].reference
    assert gateways.received[0].answers == ANSWERS["rsa"]
    assert lines(claim) == [("STATE", "DRAFT"), ("STATE", "SUBMITTED"), ("STATE", "RECEIVED")]
    assert (day(claim.clock.start_date), day(claim.clock.decision_date)) == ("2026-11-22", "2027-01-22")
    assert claim.clock.legal_reference == "CRPA art. L. 231-4, 3°"
    assert "22 janvier 2027" in claim.clock.explanation
    assert claim.waiting.reason == "L'organisme examine votre demande."


async def test_each_step_has_its_event_and_the_organisme_is_named_in_the_journal(portal: Portal, world: World) -> None:
    await submitted(portal)
    await world.errands()
    assert await world.subjects() == ["claim.advanced", "claim.advanced", "access.recorded", "claim.advanced"]
    assert [event.number for event in await world.heard("claim.advanced")] == [1, 2, 3]


async def test_the_answers_are_erased_here_once_the_organisme_has_them(portal: Portal, world: World) -> None:
    sent = await submitted(portal)
    await world.errands()
    async with read_session(world.database) as session:
        sealed = await session.scalar(sa.select(claims.c.sealed_answers).where(claims.c.claim_id == sent.claim_id))
    assert sealed is None


async def test_an_organisme_that_is_away_gets_the_claim_once_when_it_is_back(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    gateways.problems["cnaf"] = Unavailable()
    sent = await submitted(portal)
    await world.errands()
    assert state(await world.get(sent.claim_id)) == "SUBMITTED"
    gateways.problems.clear()
    world.clock.forward(minutes=10)
    await world.errands()
    assert state(await world.get(sent.claim_id)) == "RECEIVED"
    assert len(gateways.received) == 1
    readers = [line.reader for line in await world.heard("access.recorded")]
    assert readers.count("cnaf") == 1


async def test_a_process_that_dies_between_the_call_and_the_writing_sends_the_same_key_again(
    portal: Portal, world: World, gateways: PlayedGateways, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await submitted(portal)

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(world.dispatcher), "_conclude", dies)
        with pytest.raises(KeyboardInterrupt):
            await world.dispatcher.once()
    world.clock.forward(minutes=2)
    await world.errands()
    assert len(gateways.received) == 1
    assert state(await world.get(sent.claim_id)) == "RECEIVED"


async def test_a_claim_that_the_organisme_refuses_to_take_comes_back_as_a_draft_with_its_answers(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    gateways.problems["cnaf"] = InvalidInput()
    sent = await submitted(portal)
    await world.errands()
    claim = await world.get(sent.claim_id)
    assert state(claim) == "DRAFT"
    assert dict(claim.answers) == ANSWERS["rsa"]
    gateways.problems.clear()
    await portal.call("SubmitClaim", claim_id=claim.claim_id, etag=claim.etag)
    await world.errands()
    assert state(await world.get(sent.claim_id)) == "RECEIVED"


async def test_the_same_request_twice_opens_one_draft(portal: Portal) -> None:
    key = new_id()
    first = await portal.call("StartClaim", request_id=key, benefit="rsa")
    second = await portal.call("StartClaim", request_id=key, benefit="rsa")
    assert first == second


async def test_a_draft_is_saved_only_as_it_was_read(portal: Portal) -> None:
    claim = (await portal.call("StartClaim", benefit="rsa")).claim
    await portal.call("SaveDraft", claim_id=claim.claim_id, etag=claim.etag, answers={"children": "yes"})
    with pytest.raises(StaleState):
        await portal.call("SaveDraft", claim_id=claim.claim_id, etag=claim.etag, answers={"children": "no"})


async def test_a_draft_with_unanswered_questions_is_not_sent(portal: Portal) -> None:
    claim = (await portal.call("StartClaim", benefit="rsa")).claim
    with pytest.raises(InvalidInput) as refused:
        await portal.call("SubmitClaim", claim_id=claim.claim_id, etag=claim.etag)
    named = {violation.field for violation in refused.value.violations}
    assert named == {"answers.family_situation", "answers.children", "answers.truth"}


async def test_an_answer_to_no_question_is_refused(portal: Portal) -> None:
    claim = (await portal.call("StartClaim", benefit="rsa")).claim
    with pytest.raises(InvalidInput):
        await portal.call("SaveDraft", claim_id=claim.claim_id, etag=claim.etag, answers={"nir": "1"})


async def test_one_benefit_is_asked_for_once_at_a_time(portal: Portal) -> None:
    await drafted(portal)
    with pytest.raises(Refused) as refused:
        await portal.call("StartClaim", benefit="rsa")
    assert refused.value.reason == "ALREADY_ASKED"


@pytest.mark.parametrize(
    ("benefit", "reason"), [("aah", "NOT_OPEN_YET"), ("no-such", "UNKNOWN_BENEFIT"), ("ass", "NO_FILE")]
)
async def test_what_cannot_be_asked_for_here_says_why(portal: Portal, benefit: str, reason: str) -> None:
    with pytest.raises(Problem) as refused:
        await portal.call("StartClaim", benefit=benefit)
    assert refused.value.reason == reason


async def test_a_draft_goes_to_the_organisme_that_the_person_has_on_the_day_it_is_sent(
    portal: Portal, world: World, identity: PlayedIdentity, gateways: PlayedGateways
) -> None:
    draft = await drafted(portal)
    assert draft.organisme == "cnaf"
    identity.files.clear()
    identity.attach(portal.person_id, "msa", regime="AGRICOLE")
    await refresh(world.database, world.tracking, portal.person_id)
    sent = (await portal.call("SubmitClaim", claim_id=draft.claim_id, etag=draft.etag)).claim
    await world.errands()
    assert (sent.organisme, gateways.received[0].organisme) == ("msa", "msa")


async def test_a_person_whom_identity_has_not_resolved_is_told_so(portal: Portal, identity: PlayedIdentity) -> None:
    identity.files.clear()
    with pytest.raises(Refused) as refused:
        await portal.call("StartClaim", benefit="rsa")
    assert refused.value.reason == "DIRECTORY_UNKNOWN"


async def test_a_discarded_draft_is_gone(portal: Portal, world: World) -> None:
    draft = await drafted(portal)
    await portal.call("DiscardDraft", claim_id=draft.claim_id)
    with pytest.raises(NotFound):
        await world.get(draft.claim_id)


async def test_somebody_elses_claim_does_not_exist(portal: Portal, world: World) -> None:
    draft = await drafted(portal)
    other = Portal(portal.client, portal.edge)
    with pytest.raises(NotFound):
        await other.call("GetClaim", claim_id=draft.claim_id)


async def test_a_claim_is_taken_back_and_the_organisme_hears_of_it(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    sent = await submitted(portal)
    await world.errands()
    taken = (await portal.call("WithdrawClaim", claim_id=sent.claim_id)).claim
    assert state(taken) == "WITHDRAWN"
    await world.errands()
    assert [each.reference for each in gateways.withdrawn] == [taken.organisme_reference]
    with pytest.raises(Refused):
        await portal.call("WithdrawClaim", claim_id=sent.claim_id)


async def test_a_claim_taken_back_before_it_left_never_leaves(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    sent = await submitted(portal)
    await portal.call("WithdrawClaim", claim_id=sent.claim_id)
    await world.errands()
    assert not gateways.received
    assert not gateways.withdrawn


async def test_a_withdrawn_claim_cannot_be_submitted(portal: Portal) -> None:
    sent = await submitted(portal)
    taken = (await portal.call("WithdrawClaim", claim_id=sent.claim_id)).claim
    with pytest.raises(Refused):
        await portal.call("SubmitClaim", claim_id=taken.claim_id, etag=taken.etag)
