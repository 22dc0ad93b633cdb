"""Telling a change, over real gRPC and PostgreSQL: preview, confirmation, what is written and what is about to leave."""

from datetime import date

import pytest
import sqlalchemy as sa
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.db import Database, new_id, read_session
from chassis.errors import Forbidden, InvalidInput, NotFound, Problem, Refused, RequestIdReused, StaleState
from services.situation.store.tables import chassis, fact_versions
from services.situation.tests.acts import STREET, address, after, day, declare, moving
from services.situation.tests.parts import PlayedIdentity, Portal


async def waiting(database: Database) -> dict[str, bytes]:
    """Subject → payload of what is in the outbox."""
    async with read_session(database) as session:
        rows = await session.execute(sa.select(chassis.outbox.c.subject, chassis.outbox.c.data))
        return {row.subject: row.data for row in rows}


async def test_a_preview_says_exactly_what_each_organisme_would_receive(
    portal: Portal, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    identity.attach(portal.person_id, "dgfip", quality="SOURCE")
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    fields = {recipient.organisme: [line.field for line in recipient.fields] for recipient in preview.recipients}
    assert fields == {
        "cnaf": ["street", "postal_code", "city", "commune_code", "country_code"],
        "cdc": ["street", "postal_code", "city", "country_code"],
        "dgfip": ["street", "postal_code", "city", "commune_code", "country_code"],
    }
    by_organisme = {recipient.organisme: recipient for recipient in preview.recipients}
    assert by_organisme["cnaf"].legal_basis.reference == "CSS art. R. 115-7"
    assert by_organisme["cnaf"].obligation != by_organisme["dgfip"].obligation
    assert {exclusion.organisme for exclusion in preview.exclusions} >= {"msa", "france_travail"}


async def test_a_preview_writes_nothing(portal: Portal, identity: PlayedIdentity, migrated: Database) -> None:
    identity.attach(portal.person_id, "cnaf")
    await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    assert await waiting(migrated) == {}
    assert not (await portal.call("ListFacts", pb.ListFactsRequest)).facts


async def test_a_declaration_sends_each_organisme_its_own_fields_under_its_own_pseudonym(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    declaration = await declare(portal, moving())
    sent = await waiting(migrated)
    assert set(sent) == {
        "organisme.cnaf.situation.v1.address.created",
        "organisme.cdc.situation.v1.address.created",
        "mesdroits.situation.v1.declaration.recorded",
        "mesdroits.situation.v1.access.recorded",
    }
    told = organisme_pb2.SituationChanged.FromString(sent["organisme.cdc.situation.v1.address.created"])
    assert told.pseudonym == f"cdc-v1-{portal.person_id[-4:]}"
    assert told.content.address == facts_pb2.Address(
        street=STREET, postal_code="63000", city="Clermont-Ferrand", country_code="99100"
    )
    assert {delivery.organisme: delivery.delivery_id for delivery in declaration.deliveries}["cdc"] == told.delivery_id
    assert portal.person_id.encode() not in sent["organisme.cdc.situation.v1.address.created"]


async def test_what_a_version_says_is_sealed_at_rest(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    async with read_session(migrated) as session:
        sealed = (await session.execute(sa.select(fact_versions.c.sealed_content))).scalar_one()
    assert STREET.encode() not in sealed
    assert declaration.version.content.address.street == STREET


async def test_a_refused_optional_organisme_receives_nothing(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    declaration = await declare(portal, moving(), refused=("cdc",))
    assert [delivery.organisme for delivery in declaration.deliveries] == ["cnaf"]
    refused = {e.organisme: e.reason for e in declaration.exclusions}
    assert refused["cdc"] == ledger_pb2.EXCLUSION_REASON_REFUSED
    assert "organisme.cdc.situation.v1.address.created" not in await waiting(migrated)


async def test_a_recipient_that_the_law_requires_cannot_be_refused(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    with pytest.raises(InvalidInput) as refusal:
        await declare(portal, moving(), refused=("cnaf", "mgen"))
    assert [violation.field for violation in refusal.value.violations] == [
        "refused_organismes[0]",
        "refused_organismes[1]",
    ]


async def test_a_double_click_declares_once(portal: Portal, identity: PlayedIdentity, migrated: Database) -> None:
    identity.attach(portal.person_id, "cnaf")
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    click = {"request_id": new_id(), "change": moving(), "etag": preview.etag}
    first = await portal.call("DeclareChange", pb.DeclareChangeRequest, **click)
    second = await portal.call("DeclareChange", pb.DeclareChangeRequest, **click)
    assert first == second
    assert len((await portal.call("ListDeclarations", pb.ListDeclarationsRequest)).declarations) == 1
    assert len(await waiting(migrated)) == 3


async def test_a_request_id_does_not_serve_twice_for_two_changes(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    request_id = new_id()
    await declare(portal, moving(), request_id=request_id)
    with pytest.raises(Problem) as reused:
        await declare(portal, moving(content=address(city="Riom")), request_id=request_id)
    assert reused.value.reason == RequestIdReused.reason


async def test_an_organisme_more_since_the_preview_asks_for_another_look(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf")
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    async with migrated.sessions() as session, session.begin():
        row = {"person": portal.person_id, "start": date(2020, 1, 1)}
        await session.execute(
            sa.text("INSERT INTO directory VALUES (:person, 'msa', 'HOLDER', :start, NULL, 'msa-name')"), row
        )
    with pytest.raises(StaleState) as stale:
        await portal.call(
            "DeclareChange", pb.DeclareChangeRequest, request_id=new_id(), change=moving(), etag=preview.etag
        )
    assert stale.value.reason == "STALE_PREVIEW"


async def test_two_changes_of_one_version_are_not_both_written(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    version = (await declare(portal, moving())).version
    correction = after(version, ledger_pb2.VERB_CORRECTED, content=address(city="Riom"))
    await declare(portal, correction)
    with pytest.raises(StaleState) as stale:
        await declare(portal, after(version, ledger_pb2.VERB_CORRECTED, content=address(city="Issoire")))
    assert stale.value.reason == "STALE_VERSION"


async def test_a_correction_goes_to_those_who_had_the_wrong_version_even_if_their_file_has_closed(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf", "cnam")
    version = (await declare(portal, moving())).version
    async with migrated.sessions() as session, session.begin():
        await session.execute(sa.text("UPDATE directory SET period_end = '2026-11-01' WHERE organisme = 'cnam'"))
    corrected = await declare(portal, after(version, ledger_pb2.VERB_CORRECTED, content=address(city="Riom")))
    assert [delivery.organisme for delivery in corrected.deliveries] == ["cnaf", "cnam"]
    assert corrected.version.previous_version_id == version.version_id


async def test_an_annulled_fact_carries_nothing_and_accepts_nothing_more(
    portal: Portal, identity: PlayedIdentity, migrated: Database
) -> None:
    identity.attach(portal.person_id, "cnaf")
    version = (await declare(portal, moving())).version
    annulled = (await declare(portal, after(version, ledger_pb2.VERB_ANNULLED))).version
    told = organisme_pb2.SituationChanged.FromString(
        (await waiting(migrated))["organisme.cnaf.situation.v1.address.annulled"]
    )
    assert not told.HasField("content")
    assert told.previous_version_id == version.version_id
    with pytest.raises(Refused) as refused:
        await declare(portal, after(annulled, ledger_pb2.VERB_CORRECTED, content=address()))
    assert refused.value.reason == "FACT_ANNULLED"


async def test_every_fault_of_a_change_is_named_at_once(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    wrong = facts_pb2.FactContent(address=facts_pb2.Address(postal_code="6300", commune_code="2C001"))
    change = moving(content=wrong, validity={"start_date": day(2026, 2, 29)})
    with pytest.raises(InvalidInput) as refusal:
        await portal.call("PreviewChange", pb.PreviewChangeRequest, change=change)
    assert {violation.field for violation in refusal.value.violations} == {
        "change.content.address.street",
        "change.content.address.city",
        "change.content.address.postal_code",
        "change.content.address.commune_code",
        "change.validity.start_date",
    }


async def test_a_change_without_verb_kind_or_matching_content_is_refused_by_name(portal: Portal) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await portal.call("PreviewChange", pb.PreviewChangeRequest, change=ledger_pb2.ProposedChange(fact_id="x"))
    assert [violation.field for violation in refusal.value.violations] == ["change.verb", "change.kind"]
    with pytest.raises(InvalidInput) as mismatch:
        await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving(kind=facts_pb2.FACT_KIND_CONTACT))
    assert [violation.field for violation in mismatch.value.violations] == ["change.content"]


async def test_a_person_whose_organismes_are_not_known_yet_is_told_so(portal: Portal) -> None:
    with pytest.raises(Refused) as refused:
        await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    assert refused.value.reason == "DIRECTORY_UNKNOWN"


async def test_a_person_whom_identity_has_forgotten_is_not_known_here_either(
    portal: Portal, identity: PlayedIdentity
) -> None:
    identity.forgotten.add(portal.person_id)
    with pytest.raises(Refused) as refused:
        await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    assert refused.value.reason == "DIRECTORY_UNKNOWN"


async def test_the_directory_is_read_once_and_then_kept(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf", "cnam", "cnav")
    await declare(portal, moving())
    assert identity.calls == 2
    await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    assert identity.calls == 2


async def test_nobody_touches_the_facts_of_another_person(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    declaration = await declare(portal, moving())
    other = Portal(portal.client, portal.edge, portal.operator)
    identity.attach(other.person_id, "cnaf")
    with pytest.raises(NotFound):
        await other.call("GetDeclaration", pb.GetDeclarationRequest, declaration_id=declaration.declaration_id)
    with pytest.raises(NotFound):
        await other.call("ListFactVersions", pb.ListFactVersionsRequest, fact_id=declaration.version.fact_id)
    with pytest.raises(NotFound):
        await declare(other, after(declaration.version, ledger_pb2.VERB_ANNULLED))
    with pytest.raises(Forbidden):
        await portal.client.call(
            portal.client.stub.ListFacts,
            pb.ListFactsRequest(person_id=portal.person_id),
            token=portal.edge.mint("situation", person_id=other.person_id),
        )
