"""What time does: silence decides, pauses end, drafts expire, and past claims say how long it takes."""

from datetime import date

import pytest
from mesdroits.requests_tracking.v1 import claim_pb2

from chassis.db import unit_of_work
from chassis.errors import NotFound
from services.requests_tracking.domain.durations import Past
from services.requests_tracking.store import polls
from services.requests_tracking.tests.acts import asked_for_rib, day, drafted, lines, organisme_claim, state, taken
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import (
    PlayedGateways,
    Portal,
    decided,
    pseudonym,
    step,
)


async def test_silence_becomes_a_decision_the_day_after_its_last_day(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    world.clock.at("2027-01-22")
    await world.days()
    assert state(await world.get(claim.claim_id)) == "RECEIVED"
    await world.days(1)
    decided_claim = await world.get(claim.claim_id)
    assert state(decided_claim) == "DECIDED_BY_SILENCE"
    assert not decided_claim.decision.granted
    assert day(decided_claim.decision.decision_date) == "2027-01-22"
    assert day(decided_claim.clock.appeal_date) == "2027-03-22"
    assert decided_claim.decision.appeal_paths[0].path == "rapo-rsa"
    last = (await world.heard("claim.advanced"))[-1]
    assert last.state == claim_pb2.CLAIM_STATE_DECIDED_BY_SILENCE
    await world.days(1)
    assert len((await world.get(claim.claim_id)).timeline) == len(decided_claim.timeline)


async def test_a_piece_asked_for_in_time_and_told_late_takes_the_silence_back(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    asked_time = world.clock()
    world.clock.at("2027-01-23")
    await world.days()
    assert state(await world.get(claim.claim_id)) == "DECIDED_BY_SILENCE"
    late = step(2, "PIECE_EXPECTED", asked_time, piece_type="rib", due=date(2027, 3, 1))
    await world.says("cnaf", claim.organisme_reference, late)
    running = await world.get(claim.claim_id)
    assert (state(running), lines(running)[-1]) == ("INCOMPLETE", ("CORRECTION", "INCOMPLETE"))
    assert running.timeline[-1].corrects_number == running.timeline[-2].number
    assert not running.HasField("decision")
    assert running.expected_pieces[0].state == claim_pb2.PIECE_STATE_EXPECTED
    assert (await world.heard("claim.advanced"))[-1].state == claim_pb2.CLAIM_STATE_INCOMPLETE
    world.clock.at("2027-06-01")
    await world.days()
    assert state(await world.get(claim.claim_id)) == "DECIDED_BY_SILENCE"


async def test_silence_is_not_counted_among_what_claims_took_and_the_answer_that_comes_after_it_is(
    portal: Portal, world: World
) -> None:
    claim = await taken(portal, world)
    world.clock.at("2027-01-23")
    await world.days()
    assert state(await world.get(claim.claim_id)) == "DECIDED_BY_SILENCE"
    async with unit_of_work(world.database) as session:
        assert await polls.past(session, "rsa", "cnaf", date(2026, 1, 1)) == []
    world.clock.at("2027-02-10")
    answer = decided(True, date(2027, 2, 10), "Vos ressources ouvrent droit au RSA.", 64600)
    await world.says(
        "cnaf", claim.organisme_reference, step(2, "STATE", world.clock(), state="accordee", decision=answer)
    )
    async with unit_of_work(world.database) as session:
        assert await polls.past(session, "rsa", "cnaf", date(2026, 1, 1)) == [Past(80, date(2027, 2, 10))]


async def test_silence_of_the_health_insurance_accepts(portal: Portal, world: World) -> None:
    claim = await taken(portal, world, "c2s")
    assert claim.clock.silence == claim_pb2.SILENCE_ACCEPTANCE
    world.clock.at("2027-01-23")
    await world.days()
    accepted = await world.get(claim.claim_id)
    assert (state(accepted), accepted.decision.granted) == ("DECIDED_BY_SILENCE", True)
    assert "acceptée" in accepted.decision.reason


async def test_a_pause_that_ends_by_itself_lets_silence_decide_later(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    await asked_for_rib(world, claim)
    world.clock.at("2026-12-14")
    await world.days()
    resumed = await world.get(claim.claim_id)
    assert day(resumed.clock.decision_date) == "2027-02-13"
    world.clock.at("2027-02-14")
    await world.days()
    assert state(await world.get(claim.claim_id)) == "DECIDED_BY_SILENCE"


async def test_a_retirement_taken_back_is_taken_back_everywhere(portal: Portal, world: World) -> None:
    whole = await taken(portal, world, "retraite-base")
    back = (await portal.call("WithdrawClaim", claim_id=whole.claim_id)).claim
    assert state(back) == "WITHDRAWN"
    assert {state(await world.get(claim_id)) for claim_id in back.child_claim_ids} == {"WITHDRAWN"}


async def test_a_draft_is_told_of_two_weeks_before_its_end_then_erased(portal: Portal, world: World) -> None:
    draft = await drafted(portal)
    assert draft.expire_time.ToDatetime().date() == date(2027, 2, 22)
    world.clock.at("2027-02-07")
    await world.days()
    assert len((await world.get(draft.claim_id)).timeline) == 1
    await world.days(1)
    await world.days(1)
    reminded = await world.get(draft.claim_id)
    assert [line[0] for line in lines(reminded)] == ["STATE", "NOTE"]
    assert "22 février 2027" in reminded.timeline[-1].text
    world.clock.at("2027-02-23")
    await world.days()
    with pytest.raises(NotFound):
        await world.get(draft.claim_id)
    last = (await world.heard("claim.advanced"))[-1]
    assert (last.claim_id, last.state) == (draft.claim_id, claim_pb2.CLAIM_STATE_CLOSED)


async def test_durations_are_silent_under_thirty_claims_and_honest_above(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    yes = decided(True, date(2026, 12, 12), amount=60775)
    await world.says("cnaf", claim.organisme_reference, step(2, "STATE", world.clock(), state="accordee", decision=yes))
    assert not (await portal.call("GetDurations", benefit="rsa")).HasField("durations")
    async with unit_of_work(world.database) as session:
        for days in range(1, 30):
            await polls.add_duration(session, "rsa", "cnaf", Past(days, date(2026, 10, days)))
    found = (await portal.call("GetDurations", benefit="rsa", organisme="cnaf")).durations
    assert (found.sample, found.median_days, found.ninth_decile_days) == (30, 15, 26)
    assert not (await portal.call("GetDurations", benefit="rsa", organisme="msa")).HasField("durations")
    assert not (await portal.call("GetDurations", benefit="rsa\0", organisme="\0")).HasField("durations")


async def test_a_claim_that_is_over_is_erased_a_year_later_and_not_brought_back(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    claim = await taken(portal, world)
    told = step(2, "STATE", world.clock(), state="refusee")
    await world.says("cnaf", claim.organisme_reference, told)
    world.clock.at("2027-11-21")
    await world.days()
    assert state(await world.get(claim.claim_id)) == "REFUSED"
    name = pseudonym("cnaf", portal.person_id)
    gateways.elsewhere[name] = [organisme_claim(claim.organisme_reference, "rsa", world.clock(), [told])]
    world.clock.at("2027-11-24")
    await world.days()
    assert not (await portal.call("ListClaims")).claims
