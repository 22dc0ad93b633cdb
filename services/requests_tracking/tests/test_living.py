"""Decisions and appeals, one retirement for several regimes, and what the person reads and may have erased."""

from datetime import date

import pytest
import sqlalchemy as sa
from mesdroits.requests_tracking.v1 import claim_pb2

from chassis.db import read_session, unit_of_work
from chassis.errors import NotFound, Refused
from services.requests_tracking.domain.durations import Past
from services.requests_tracking.domain.vocabulary import ClaimState
from services.requests_tracking.store import claims as claims_store
from services.requests_tracking.store import polls
from services.requests_tracking.store.erasure import erase
from services.requests_tracking.store.tables import metadata
from services.requests_tracking.tests.acts import asked_for_rib, day, drafted, state, taken
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import (
    PlayedGateways,
    PlayedIdentity,
    Portal,
    decided,
    step,
)


async def refused(portal: Portal, world: World) -> claim_pb2.Claim:
    """A claim that its organisme refuses."""
    claim = await taken(portal, world)
    no = decided(False, date(2026, 12, 1), "Vos ressources dépassent le plafond.")
    await world.says("cnaf", claim.organisme_reference, step(2, "STATE", world.clock(), state="refusee", decision=no))
    return await world.get(claim.claim_id)


async def test_a_refusal_says_why_and_by_which_ways_it_is_looked_at_again(portal: Portal, world: World) -> None:
    claim = await refused(portal, world)
    assert (state(claim), claim.decision.reason) == ("REFUSED", "Vos ressources dépassent le plafond.")
    assert not claim.clock.HasField("decision_date")
    assert {one.path: one.here for one in claim.decision.appeal_paths} == {"rapo-rsa": True, "mediateur": False}
    assert not claim.questions
    with pytest.raises(NotFound):
        await portal.call("StartAppeal", claim_id=claim.claim_id, path="cra")
    with pytest.raises(Refused) as elsewhere:
        await portal.call("StartAppeal", claim_id=claim.claim_id, path="mediateur")
    assert elsewhere.value.reason == "APPEAL_ELSEWHERE"


async def test_an_appeal_is_filled_in_with_what_is_known_and_tracked_like_a_claim(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    claim = await refused(portal, world)
    draft = (await portal.call("StartAppeal", claim_id=claim.claim_id, path="rapo-rsa")).claim
    assert "1er décembre 2026" in draft.answers["contested_decision"]
    assert [one.key for one in draft.questions] == ["contested_decision", "decision_date", "grounds"]
    answers = {**draft.answers, "grounds": "Mes ressources ont baissé."}
    saved = (await portal.call("SaveDraft", claim_id=draft.claim_id, etag=draft.etag, answers=answers)).claim
    await portal.call("SubmitClaim", claim_id=draft.claim_id, etag=saved.etag)
    await world.errands()
    appeal = await world.get(draft.claim_id)
    assert gateways.received[-1].appeals == claim.organisme_reference
    assert (appeal.kind, state(appeal)) == (claim_pb2.CLAIM_KIND_APPEAL, "RECEIVED")
    assert (appeal.parent_claim_id, appeal.clock.rule) == (claim.claim_id, "rapo-rsa-2-mois")
    assert list((await world.get(claim.claim_id)).child_claim_ids) == [appeal.claim_id]


async def test_an_appeal_after_its_last_day_is_refused(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    no = decided(False, date(2026, 11, 30))
    await world.says("cnaf", claim.organisme_reference, step(2, "STATE", world.clock(), state="refusee", decision=no))
    world.clock.at("2027-01-31")
    with pytest.raises(Refused) as late:
        await portal.call("StartAppeal", claim_id=claim.claim_id, path="rapo-rsa")
    assert late.value.reason == "APPEAL_TOO_LATE"


async def test_one_retirement_goes_to_each_regime_and_the_whole_follows_its_parts(
    portal: Portal, world: World, identity: PlayedIdentity, gateways: PlayedGateways
) -> None:
    identity.attach(portal.person_id, "msa", regime="AGRICOLE")
    whole = await taken(portal, world, "retraite-base")
    assert {each.organisme for each in gateways.received} == {"cnav", "msa"}
    assert (state(whole), len(whole.child_claim_ids), whole.organisme_name) == (
        "RECEIVED",
        2,
        "Vos régimes de retraite",
    )
    assert (day(whole.effect_date), whole.guaranteed) == ("2027-06-01", True)
    parts = [await world.get(claim_id) for claim_id in whole.child_claim_ids]
    assert {part.kind for part in parts} == {claim_pb2.CLAIM_KIND_REGIME_PART}
    for part, word in zip(sorted(parts, key=lambda part: part.organisme), ("notifiee", "refusee"), strict=True):
        await world.says(
            part.organisme,
            part.organisme_reference,
            step(2, "STATE", world.clock(), state=word, decision=decided(word == "notifiee", date(2026, 12, 20))),
        )
    done = await world.get(whole.claim_id)
    assert state(done) == "GRANTED"
    assert [state(await world.get(claim_id)) for claim_id in done.child_claim_ids].count("REFUSED") == 1
    heard = [event for event in await world.heard("claim.advanced") if event.claim_id == whole.claim_id]
    assert heard[-1].state == claim_pb2.CLAIM_STATE_GRANTED


async def test_claims_are_paged_the_last_to_change_first(portal: Portal, world: World) -> None:
    first = await taken(portal, world)
    second = await drafted(portal, "c2s")
    page = await portal.call("ListClaims", page_size=1)
    assert [claim.claim_id for claim in page.claims] == [second.claim_id]
    assert not page.claims[0].timeline
    rest = await portal.call("ListClaims", page_size=1, page_token=page.next_page_token)
    assert ([claim.claim_id for claim in rest.claims], rest.next_page_token) == ([first.claim_id], "")


async def test_what_can_be_asked_for_is_listed_with_its_opening(portal: Portal) -> None:
    page = await portal.call("ListClaimableBenefits", page_size=4)
    rest = await portal.call("ListClaimableBenefits", page_token=page.next_page_token)
    listed = {benefit.benefit: benefit for benefit in (*page.benefits, *rest.benefits)}
    assert (len(page.benefits), len(listed)) == (4, 10)
    assert (listed["rsa"].open, day(listed["rsa"].open_date)) == (True, "2019-06-01")
    assert (listed["aah"].open, listed["aah"].HasField("open_date")) == (False, False)
    assert listed["aah"].service_url.startswith("https://mdphenligne")


async def test_everything_of_an_erased_person_goes_but_what_is_nobodys(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    await asked_for_rib(world, claim)
    await drafted(portal, "c2s")
    async with unit_of_work(world.database) as session:
        await polls.add_duration(session, "rsa", "cnaf", Past(3, date(2026, 10, 1)))
        await erase(session, portal.person_id)
    ours = {"claims", "steps", "expected_pieces", "errands", "directory", "directory_reads", "polls", "past_durations"}
    async with read_session(world.database) as session:
        left = {
            name: await session.scalar(sa.select(sa.func.count()).select_from(metadata.tables[name])) for name in ours
        }
    assert {name for name, count in left.items() if count} == {"past_durations"}


async def test_the_store_gives_back_each_claim_as_it_was(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    async with read_session(world.database) as session:
        found = await claims_store.find(session, portal.person_id, claim.claim_id)
        assert found
        assert (found.state, found.etag) == (ClaimState.RECEIVED, claim.etag)
        assert await claims_store.find(session, portal.person_id, "not-an-id") is None
