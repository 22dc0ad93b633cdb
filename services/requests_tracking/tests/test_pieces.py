"""Expected pieces: asked for, deposited, received, given back, lost; and what they do to the clock."""

from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import events_pb2 as documents_pb2
from mesdroits.requests_tracking.v1 import claim_pb2

from chassis.db import new_id
from services.requests_tracking.tests.acts import asked_for_rib, day, lines, state, taken
from services.requests_tracking.tests.conftest import World
from services.requests_tracking.tests.parts import (
    Portal,
    step,
)


async def test_a_missing_piece_stops_the_clock_visibly_until_it_is_deposited(portal: Portal, world: World) -> None:
    claim = await taken(portal, world)
    world.clock.forward(days=2)
    incomplete = await asked_for_rib(world, claim)
    assert (state(incomplete), incomplete.waiting.who) == ("INCOMPLETE", claim_pb2.WAITING_FOR_PERSON)
    assert not incomplete.clock.HasField("decision_date")
    (pause,) = incomplete.clock.pauses
    assert (day(pause.start_date), pause.HasField("end_date")) == ("2026-11-24", False)
    (piece,) = incomplete.expected_pieces
    assert (piece.label, day(piece.due_date)) == ("Relevé d'identité bancaire (RIB)", "2026-12-13")
    (event,) = await world.heard("piece.expected")
    assert (event.expected_piece_id, event.type) == (piece.expected_piece_id, "rib")

    world.clock.forward(days=5)
    document = documents_pb2.DocumentAdvanced(person_id=portal.person_id, document_id=new_id(), type="rib")
    document.purpose.expected_piece_id = piece.expected_piece_id
    document.state = document_pb2.DEPOSIT_STATE_ACCEPTED
    await world.document(document)
    deposited = await world.get(claim.claim_id)
    assert deposited.expected_pieces[0].state == claim_pb2.PIECE_STATE_DEPOSITED
    assert deposited.expected_pieces[0].document_id == document.document_id
    world.clock.forward(days=1)
    document.state = document_pb2.DEPOSIT_STATE_DELIVERED
    await world.document(document)
    await world.document(document)
    received = await world.get(claim.claim_id)
    assert received.expected_pieces[0].state == claim_pb2.PIECE_STATE_RECEIVED
    assert received.waiting.who == claim_pb2.WAITING_FOR_ORGANISME
    assert (day(received.clock.pauses[0].end_date), day(received.clock.decision_date)) == ("2026-11-28", "2027-01-27")
    assert lines(received)[-2:] == [("NOTE", "INCOMPLETE"), ("PIECE_RECEIVED", "INCOMPLETE")]


async def test_a_document_that_is_refused_leaves_its_piece_expected(portal: Portal, world: World) -> None:
    claim = await asked_for_rib(world, await taken(portal, world))
    document = documents_pb2.DocumentAdvanced(person_id=portal.person_id, document_id=new_id(), type="rib")
    document.purpose.expected_piece_id = claim.expected_pieces[0].expected_piece_id
    for reached in (document_pb2.DEPOSIT_STATE_CHECKING, document_pb2.DEPOSIT_STATE_REFUSED):
        document.state = reached
        await world.document(document)
    (piece,) = (await world.get(claim.claim_id)).expected_pieces
    assert (piece.state, piece.document_id) == (claim_pb2.PIECE_STATE_EXPECTED, "")


async def test_somebody_elses_document_answers_nothing(portal: Portal, world: World) -> None:
    claim = await asked_for_rib(world, await taken(portal, world))
    document = documents_pb2.DocumentAdvanced(person_id=new_id(), document_id=new_id(), type="rib")
    document.purpose.expected_piece_id = claim.expected_pieces[0].expected_piece_id
    document.state = document_pb2.DEPOSIT_STATE_DELIVERED
    await world.document(document)
    assert (await world.get(claim.claim_id)).expected_pieces[0].state == claim_pb2.PIECE_STATE_EXPECTED


async def test_a_lost_piece_is_announced_again(portal: Portal, world: World) -> None:
    claim = await asked_for_rib(world, await taken(portal, world))
    for number, kind in ((3, "PIECE_RECEIVED"), (4, "PIECE_LOST")):
        await world.says("cnaf", claim.organisme_reference, step(number, kind, world.clock(), piece_type="rib"))
    lost = await world.get(claim.claim_id)
    assert lost.timeline[-1].kind == claim_pb2.ENTRY_KIND_PIECE_LOST
    assert len(lost.expected_pieces) == 1
    ids = [event.expected_piece_id for event in await world.heard("piece.expected")]
    assert ids == [lost.expected_pieces[0].expected_piece_id] * 2
