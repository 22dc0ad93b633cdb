"""Over the real bus: what organismes receive, what they answer, and what a person then sees."""

import json

import sqlalchemy as sa
from joserfc.jwk import KeySet
from mesdroits.common.v1 import access_pb2
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import events_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.crypto import verify_signature
from chassis.db import Database, new_id, read_session
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from services.situation.events.published import SIGNATURE
from services.situation.mapping.content import date_message
from services.situation.mapping.ledger import timestamp
from services.situation.store.tables import chassis
from services.situation.tests.acts import address, after, declare, moving
from services.situation.tests.exchanges import STATES, Organismes, consumed, eventually, reaches
from services.situation.tests.parts import NOW, PlayedIdentity, Portal


async def test_a_change_is_received_applied_and_seen_so_by_the_person(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes, stack: Layout
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    declaration = await declare(portal, moving())
    (message,) = await organismes.next("cnaf")
    await message.ack_sync()
    told = organisme_pb2.SituationChanged.FromString(message.data)
    assert message.headers
    keys = KeySet.import_key_set(json.loads(trusted_keys(stack).read_text()))
    assert verify_signature(keys, "situation", message.data, message.headers[SIGNATURE])
    await reaches(portal, declaration.declaration_id, "cdc", "SENT")
    await organismes.receipt("cnaf", "received", told.delivery_id)
    await organismes.receipt("cnaf", "applied", told.delivery_id)
    delivery = await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    names = [STATES.Name(step.state).removeprefix("DELIVERY_STATE_") for step in delivery.steps]
    assert names == ["PENDING", "SENT", "RECEIVED", "APPLIED"]


async def test_a_late_received_after_applied_changes_nothing(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("cnaf", "applied", told.delivery_id)
    await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")
    await organismes.receipt("cnaf", "received", told.delivery_id)
    await organismes.receipt("cnaf", "rejected", told.delivery_id, "Trop tard.")
    await eventually(lambda: consumed(organismes, 3))
    assert (await reaches(portal, declaration.declaration_id, "cnaf", "APPLIED")).reason == ""


async def test_a_rejection_carries_its_reason_to_the_person(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("cnaf", "rejected", told.delivery_id, "Cette commune n'existe pas.")
    delivery = await reaches(portal, declaration.declaration_id, "cnaf", "REJECTED")
    assert delivery.reason == "Cette commune n'existe pas."


async def journal(organismes: Organismes, count: int) -> list[tuple[str, str, str, str, str]]:
    """The access journal's lines among the first messages to the suite: reader, subject, purpose, basis, verb."""
    found = [m for m in await organismes.published("SITUATION", count) if m.subject.endswith(".access.recorded")]
    lines = [access_pb2.AccessRecorded.FromString(message.data) for message in found]
    verbs = access_pb2.AccessVerb
    return [
        (line.reader, line.subject, line.purpose, line.legal_basis, verbs.Name(line.verb).removeprefix("ACCESS_VERB_"))
        for line in lines
    ]


async def test_the_access_journal_names_an_organisme_that_never_answers(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf", "msa")
    await declare(portal, moving())
    lines = await journal(organismes, 3)
    assert [line[:3] for line in lines] == [("cnaf", "address", "tell_once"), ("msa", "address", "tell_once")]
    assert lines[0][3:] == ("CSS art. R. 115-7", "CREATED")


async def test_the_access_journal_tells_a_correction_from_an_annulment(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    told = await declare(portal, moving())
    corrected = after(told.version, ledger_pb2.VERB_CORRECTED, content=address(city="Riom"))
    mended = await declare(portal, corrected)
    await declare(portal, after(mended.version, ledger_pb2.VERB_ANNULLED))
    assert [line[4] for line in await journal(organismes, 6)] == ["CREATED", "CORRECTED", "ANNULLED"]


async def test_the_suite_and_the_access_journal_hear_of_it_once(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    receipt = organisme_pb2.Receipt(delivery_id=told.delivery_id, state=organisme_pb2.RECEIPT_STATE_RECEIVED)
    await organismes.say("cnaf", "received", receipt, event_id=new_id())
    await organismes.say("cnaf", "received", receipt, event_id=new_id())
    await eventually(lambda: consumed(organismes, 2))
    messages = await organismes.published("SITUATION", 3)
    subjects = [message.subject.removeprefix("mesdroits.situation.v1.") for message in messages]
    assert subjects == ["declaration.recorded", "access.recorded", "delivery.advanced"]
    advanced = events_pb2.DeliveryAdvanced.FromString(messages[2].data)
    assert (advanced.declaration_id, advanced.organisme) == (declaration.declaration_id, "cnaf")
    assert (await organismes.jetstream.stream_info("SITUATION")).state.messages == 3


async def test_an_organisme_that_answers_for_another_is_refused_for_good(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf", "msa")
    declaration = await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.receipt("msa", "applied", told.delivery_id)
    await organismes.receipt("cnaf", "applied", "no-such-delivery")
    await organismes.say("cnaf", "applied", organisme_pb2.Receipt(delivery_id=told.delivery_id))

    async def buried() -> list[str]:
        async with read_session(migrated) as session:
            rows = (await session.execute(sa.select(chassis.dead_letters.c.reason))).scalars().all()
        return list(rows) if len(rows) == 3 else []

    assert "Cet envoi n'est pas destiné à cet organisme." in await eventually(buried)
    await reaches(portal, declaration.declaration_id, "cnaf", "SENT")


async def test_a_check_is_recorded_for_the_person_and_offered_to_the_others(
    portal: Portal, identity: PlayedIdentity, organismes: Organismes
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    await declare(portal, moving())
    told = await organismes.changed("cnaf")
    await organismes.changed("cdc")
    made = organisme_pb2.ControlMade(
        delivery_id=told.delivery_id,
        scope=["city", "commune_code"],
        level=ledger_pb2.CONTROL_LEVEL_DOCUMENT,
        control_time=timestamp(NOW),
        expiry_date=date_message(NOW.date().replace(year=2027)),
    )
    await organismes.say("cnaf", "controlled", made)
    (message,) = await organismes.next("cdc")
    assert message.subject == "organisme.cdc.situation.v1.address.controlled"
    offer = organisme_pb2.ControlOffered.FromString(message.data)
    assert offer.pseudonym.startswith("cdc-v1-")
    assert (offer.control.organisme, list(offer.control.scope)) == ("cnaf", ["city"])
    lines = await journal(organismes, 5)
    assert [(line[0], line[4]) for line in lines] == [("cdc", "CREATED"), ("cnaf", "CREATED"), ("cdc", "CONTROLLED")]
    (control,) = (await portal.call("ListControls", pb.ListControlsRequest)).controls
    assert (control.version_id, list(control.scope)) == (told.version_id, ["city", "commune_code"])
