"""What organismes tell, by events or when asked: of their own claims only, in whatever order, once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from mesdroits.requests_tracking.v1 import claim_pb2

from chassis.db import read_session
from chassis.errors import Problem, Unavailable
from chassis.inbox import PermanentError
from services.requests_tracking.domain.timeline import fold
from services.requests_tracking.store import steps
from services.requests_tracking.store.tables import claims
from services.requests_tracking.tests.acts import (
    asked_for_rib,
    day,
    lines,
    organisme_claim,
    state,
    submitted,
    taken,
)
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import (
    PlayedGateways,
    PlayedIdentity,
    Portal,
    decided,
    pseudonym,
    step,
)
from services.requests_tracking.usecases.poll import Poller


async def test_an_organisme_speaks_of_its_own_claims_only(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    told = step(2, "STATE", world.clock(), state="refusee")
    with pytest.raises(PermanentError):
        await world.says("msa", claim.organisme_reference, told)
    assert state(await world.get(claim.claim_id)) == "RECEIVED"


async def test_a_step_that_names_another_person_is_refused(
    portal: Portal, world: World, identity: PlayedIdentity
) -> None:
    claim = await taken(portal, world)
    other = Portal(portal.client, portal.edge)
    identity.attach(other.person_id, "cnaf")
    await other.call("ListClaims")
    told = step(2, "STATE", world.clock(), state="refusee")
    with pytest.raises(PermanentError):
        await world.says("cnaf", claim.organisme_reference, told, person=other.person_id)


@pytest.mark.parametrize(
    "wrong", [{"kind": "STATE"}, {"kind": "PIECE_EXPECTED"}, {"kind": "UNSPECIFIED"}, {"kind": "NOTE", "number": 0}]
)
async def test_a_step_that_says_nothing_is_refused_for_good(
    portal: Portal, world: World, wrong: dict[str, object]
) -> None:
    claim = await taken(portal, world)
    told = step(int(str(wrong.get("number", 2))), str(wrong["kind"]), world.clock())
    with pytest.raises(PermanentError):
        await world.says("cnaf", claim.organisme_reference, told)


@pytest.mark.parametrize("reference", ["", "CAF\0", "x" * 5000])
async def test_a_reference_that_nothing_could_hold_is_refused_for_good(
    portal: Portal, world: World, reference: str
) -> None:
    with pytest.raises(PermanentError):
        await world.says("cnaf", reference, step(1, "STATE", world.clock(), state="recue"))


async def test_days_at_the_end_of_the_calendar_do_no_harm(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    asked = step(2, "PIECE_EXPECTED", world.clock(), piece_type="rib", due=date.max)
    await world.says("cnaf", claim.organisme_reference, asked)
    no = decided(False, date.max)
    await world.says("cnaf", claim.organisme_reference, step(3, "STATE", world.clock(), state="refusee", decision=no))
    assert state(await world.get(claim.claim_id)) == "REFUSED"


async def test_a_step_that_outruns_the_answer_to_the_submission_waits_for_it(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    await submitted(portal)
    with pytest.raises(Unavailable):
        await world.says("cnaf", "CNAF-EARLY", step(2, "STATE", world.clock(), state="en_cours"))


async def test_a_claim_made_elsewhere_is_found_when_the_person_looks(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    made = world.clock() - timedelta(days=20)
    known = [step(1, "STATE", made, state="recue"), step(2, "STATE", made + timedelta(days=1), state="en_cours")]
    name = pseudonym("cnaf", portal.person_id)
    gateways.elsewhere[name] = [organisme_claim("CAF-PAPER", "apl", made, known)]
    (claim,) = (await portal.call("ListClaims")).claims
    assert (claim.benefit, state(claim), claim.organisme_reference) == ("apl", "UNDER_REVIEW", "CAF-PAPER")
    assert day(claim.clock.start_date) == "2026-11-02"
    asked = gateways.asked
    await portal.call("ListClaims")
    assert gateways.asked == asked


async def test_a_claim_made_elsewhere_and_left_without_an_answer_is_decided_when_it_is_found(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    made = world.clock() - timedelta(days=90)
    name = pseudonym("cnaf", portal.person_id)
    gateways.elsewhere[name] = [organisme_claim("CAF-OLD", "rsa", made, [step(1, "STATE", made, state="recue")])]
    (claim,) = (await portal.call("ListClaims")).claims
    assert (state(claim), day(claim.decision.decision_date)) == ("DECIDED_BY_SILENCE", "2026-10-24")
    assert "L. 232-4" in claim.clock.explanation
    late = step(2, "STATE", made + timedelta(days=30), state="accordee")
    await world.says("cnaf", "CAF-OLD", late)
    granted = await world.get(claim.claim_id)
    assert state(granted) == "GRANTED"
    assert lines(granted)[-1] == ("CORRECTION", "GRANTED")


async def test_a_step_of_a_claim_made_elsewhere_makes_the_suite_ask_for_the_whole(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    await portal.call("ListClaims")
    made = world.clock()
    name = pseudonym("cnaf", portal.person_id)
    gateways.elsewhere[name] = [organisme_claim("CAF-DESK", "als", made, [step(1, "STATE", made, state="recue")])]
    await world.says("cnaf", "CAF-DESK", step(1, "STATE", made, state="recue"))
    (claim,) = (await portal.call("ListClaims")).claims
    assert (claim.benefit, len((await world.get(claim.claim_id)).timeline)) == ("als", 1)


async def test_an_organisme_that_does_not_answer_hides_nothing_that_is_known(
    portal: Portal, world: World, gateways: PlayedGateways
) -> None:
    claim = await taken(portal, world)
    world.clock.forward(hours=1)
    gateways.problems = {"cnaf": Unavailable(), "cnam": Problem()}
    (shown,) = (await portal.call("ListClaims")).claims
    assert shown.claim_id == claim.claim_id


async def test_everybody_with_a_running_claim_is_asked_about_each_day(
    portal: Portal, world: World, gateways: PlayedGateways, poller: Poller
) -> None:
    claim = await taken(portal, world)
    later = step(2, "STATE", world.clock(), state="en_cours")
    name = pseudonym("cnaf", portal.person_id)
    gateways.elsewhere[name] = [organisme_claim(claim.organisme_reference, "rsa", world.clock(), [later])]
    world.clock.forward(days=1)
    assert await poller.everybody() == 1
    assert state(await world.get(claim.claim_id)) == "UNDER_REVIEW"


async def many_things_happened(portal: Portal, world: World, identity: PlayedIdentity) -> list[claim_pb2.Claim]:
    """Claims of several kinds, told of out of order and repeatedly, and time that passed."""
    identity.attach(portal.person_id, "msa", regime="AGRICOLE")
    claim = await asked_for_rib(world, await taken(portal, world))
    no = decided(False, date(2026, 12, 1), "Non.")
    for told in (
        step(4, "STATE", world.clock(), state="refusee", decision=no),
        step(3, "PIECE_RECEIVED", world.clock(), piece_type="rib"),
        step(4, "STATE", world.clock(), state="refusee", decision=no),
        step(5, "CORRECTION", world.clock(), text="Le motif était faux.", decision=no, corrects_number=4),
    ):
        await world.says("cnaf", claim.organisme_reference, told)
    await taken(portal, world, "retraite-base")
    await taken(portal, world, "c2s")
    world.clock.at("2027-03-30")
    await world.days()
    listed = (await portal.call("ListClaims", page_size=50)).claims
    return [await world.get(claim.claim_id) for claim in listed]


async def test_a_replay_of_the_steps_rebuilds_every_timeline(
    portal: Portal, world: World, identity: PlayedIdentity
) -> None:
    shown = await many_things_happened(portal, world, identity)
    assert len(shown) == 5
    async with read_session(world.database) as session:
        rows = await session.execute(sa.select(claims.c.claim_id, claims.c.state))
        kept = {row.claim_id: row.state for row in rows}
        told = await steps.of_claims(session, world.tracking.vault, list(kept))
    for claim in shown:
        again = reversed(told[claim.claim_id] * 2)
        story = fold(again, world.tracking.catalogue.mapping_of(claim.organisme))
        assert [(str(entry.kind), str(entry.state)) for entry in story.entries] == lines(claim)
        assert [entry.text for entry in story.entries] == [entry.text for entry in claim.timeline]
        assert [piece.piece_id for piece in story.pieces] == [
            piece.expected_piece_id for piece in claim.expected_pieces
        ]
        assert kept[claim.claim_id] == story.state == state(claim)


async def test_no_claim_changes_state_without_its_event(portal: Portal, world: World, identity: PlayedIdentity) -> None:
    shown = await many_things_happened(portal, world, identity)
    heard = await world.heard("claim.advanced")
    for claim in shown:
        mine = [event for event in heard if event.claim_id == claim.claim_id]
        assert len(mine) == len(claim.timeline)
        assert mine[-1].state == claim.state
