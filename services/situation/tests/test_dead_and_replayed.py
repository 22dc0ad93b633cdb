"""What goes wrong on the way: events given up, receipts that are wrong, everything twice, names that change."""

import pytest
from mesdroits.identity.v1 import events_pb2 as identity_events
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.bus import new_event
from chassis.db import Database, new_id
from chassis.errors import Refused
from services.situation.tests.acts import address, declare, moving
from services.situation.tests.exchanges import Organismes, change, consumed, eventually, exhaust, impatient, reaches
from services.situation.tests.parts import PlayedIdentity, Portal
from services.situation.usecases.watch import Watch


@pytest.mark.parametrize(("how", "reason"), [("term", "n'a pas pu lire"), ("too often", "malgré plusieurs essais")])
async def test_what_cannot_be_delivered_is_seen_by_the_person_and_by_operators_and_can_be_sent_again(
    how: str, reason: str, portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    usual = await impatient(organismes, "cnaf")
    declaration = await declare(portal, moving())
    (first,) = await organismes.next("cnaf")
    if how == "term":
        await first.term()
    else:
        await exhaust(organismes, "cnaf")
    dead = await reaches(portal, declaration.declaration_id, "cnaf", "DEAD")
    assert reason in dead.reason
    listed = (await portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest())).deliveries
    assert [(found.delivery.delivery_id, found.person_id) for found in listed] == [(dead.delivery_id, portal.person_id)]
    await portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, request_id=new_id(), delivery_id=dead.delivery_id)
    (again,) = await organismes.next("cnaf")
    assert organisme_pb2.SituationChanged.FromString(again.data) == organisme_pb2.SituationChanged.FromString(
        first.data
    )
    assert (again.headers or {})["ce-id"] != (first.headers or {})["ce-id"]
    await again.ack_sync()
    sendings = [m for m in await organismes.published("SITUATION", 4) if m.subject.endswith(".access.recorded")]
    assert len(sendings) == 2
    await organismes.receipt("cnaf", "applied", dead.delivery_id)
    await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    assert not (await portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest())).deliveries
    with pytest.raises(Refused):
        await portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, request_id=new_id(), delivery_id=dead.delivery_id)
    await change(organismes, usual)


async def test_operators_see_how_many_changes_an_organisme_will_not_receive(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes, migrated: Database
) -> None:
    watch = Watch(migrated)
    identity.attach(portal.person_id, "cnaf")
    assert await watch.look() == {}
    declaration = await declare(portal, moving())
    (first,) = await organismes.next("cnaf")
    await first.term()
    dead = await reaches(portal, declaration.declaration_id, "cnaf", "DEAD")
    assert await watch.look() == {"cnaf": 1}
    await portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, request_id=new_id(), delivery_id=dead.delivery_id)
    assert await watch.look() == {"cnaf": 0}


async def test_a_wrong_receipt_does_not_hold_back_those_that_came_with_it(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf", "msa", "cnam")
    declaration = await declare(portal, moving())
    told = {organisme: await organismes.changed(organisme) for organisme in ("cnaf", "msa", "cnam")}
    await organismes.receipt("cnaf", "applied", told["cnaf"].delivery_id)
    await organismes.receipt("cnaf", "applied", told["msa"].delivery_id)
    await organismes.receipt("cnam", "applied", told["cnam"].delivery_id)
    for organisme in ("cnaf", "cnam"):
        await reaches(portal, declaration.declaration_id, organisme, "APPLIED")
    await reaches(portal, declaration.declaration_id, "msa", "SENT")


async def test_a_replay_of_every_receipt_changes_nothing(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("cnaf", "received", told.delivery_id)
    await organismes.receipt("cnaf", "applied", told.delivery_id)
    before = await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    published = (await organismes.jetstream.stream_info("SITUATION")).state.messages
    await organismes.jetstream.delete_consumer("RECEIPTS", "situation-receipts")
    await eventually(lambda: consumed(organismes, 2))
    assert await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED") == before
    assert (await organismes.jetstream.stream_info("SITUATION")).state.messages == published


async def test_a_new_pseudonym_is_used_as_soon_as_identity_says_so(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    await declare(portal, moving())
    assert (await organismes.changed("cnaf")).pseudonym.startswith("cnaf-v1-")
    identity.version = "v2"
    rotated = identity_events.PseudonymRotated(person_id=portal.person_id, organisme="cnaf")
    event = new_event("mesdroits.identity.v1.pseudonym.rotated", rotated, source="identity")
    calls = identity.calls
    await organismes.jetstream.publish(event.subject, event.data, headers=event.wire_headers())

    async def read_again() -> bool:
        info = await organismes.jetstream.consumer_info("IDENTITY", "situation-directory")
        return identity.calls > calls and bool(info.ack_floor and info.ack_floor.consumer_seq)

    await eventually(read_again)
    await declare(portal, moving(content=address(city="Riom")))
    assert (await organismes.changed("cnaf")).pseudonym.startswith("cnaf-v2-")
