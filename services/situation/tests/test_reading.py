"""What a person reads back: facts as of two dates, versions, declarations, the catalogue; page by page."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb
from sqlalchemy import Connection

from chassis.db import Database, new_id
from chassis.errors import Forbidden, InvalidInput, NotFound
from chassis.pages import encode_token
from services.situation.mapping.ledger import timestamp
from services.situation.store.tables import metadata
from services.situation.tests.acts import address, after, day, declare, moving
from services.situation.tests.parts import Clock, PlayedIdentity, Portal


async def test_the_migrations_make_the_tables_that_the_code_knows(migrated: Database) -> None:
    def difference(connection: Connection) -> list[Any]:
        return [change for change in compare_metadata(MigrationContext.configure(connection), metadata)]

    async with migrated.engine.connect() as connection:
        found = await connection.run_sync(difference)
    assert [change for change in found if "alembic_version" not in str(change)] == []


async def test_facts_are_read_as_they_were_true_and_as_they_were_known(
    portal: Portal, identity: PlayedIdentity, clock: Clock
) -> None:
    identity.attach(portal.person_id, "cnaf")
    first = (await declare(portal, moving(validity={"start_date": day(2026, 10, 1)}))).version
    before_correction = timestamp(clock())
    clock.forward(days=1)
    await declare(portal, after(first, ledger_pb2.VERB_CORRECTED, content=address(city="Riom")))
    await declare(portal, moving(content=address(city="Issoire")))

    async def cities(valid: dict[str, int] | None = None, known: Timestamp | None = None) -> list[str]:
        request = {"valid_date": valid, "known_time": known}
        found = await portal.call("ListFacts", pb.ListFactsRequest, **request)
        return [fact.content.address.city for fact in found.facts]

    assert await cities(day(2026, 11, 30)) == ["Riom"]
    assert await cities(day(2026, 11, 30), before_correction) == ["Clermont-Ferrand"]
    assert await cities(day(2026, 12, 1)) == ["Issoire"]
    assert await cities(day(2026, 9, 30)) == []
    assert await cities() == ["Riom", "Issoire"]


async def test_an_annulled_fact_is_read_no_more_but_its_versions_are(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    version = (await declare(portal, moving())).version
    await declare(portal, after(version, ledger_pb2.VERB_ANNULLED))
    assert not (await portal.call("ListFacts", pb.ListFactsRequest)).facts
    found = await portal.call("ListFactVersions", pb.ListFactVersionsRequest, fact_id=version.fact_id)
    assert [(found.number, found.verb) for found in found.versions] == [
        (1, ledger_pb2.VERB_CREATED),
        (2, ledger_pb2.VERB_ANNULLED),
    ]


async def pages(portal: Portal, rpc: str, request: Any, field: str, **fields: Any) -> list[int]:
    """How many items each page of two holds."""
    sizes, token = [], ""
    while True:
        page = await portal.call(rpc, request, page_size=2, page_token=token, **fields)
        sizes.append(len(getattr(page, field)))
        token = page.next_page_token
        if not token:
            return sizes


async def test_every_list_is_paged(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    version = (await declare(portal, moving())).version
    for city in ("Riom", "Issoire"):
        version = (await declare(portal, after(version, ledger_pb2.VERB_CORRECTED, content=address(city=city)))).version
    for city in ("Thiers", "Ambert"):
        await declare(portal, moving(content=address(city=city)))
    assert await pages(portal, "ListFacts", pb.ListFactsRequest, "facts") == [2, 1]
    assert await pages(portal, "ListFactVersions", pb.ListFactVersionsRequest, "versions", fact_id=version.fact_id) == [
        2,
        1,
    ]
    assert await pages(portal, "ListDeclarations", pb.ListDeclarationsRequest, "declarations") == [2, 2, 1]
    assert await pages(portal, "ListFactKinds", pb.ListFactKindsRequest, "kinds") == [2] * 7


FORGED = ["WzFd", encode_token("\0"), encode_token("99999999999999999999"), encode_token("2026-01-01", "x")]


@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize("rpc", ["ListDeclarations", "ListControls", "ListFactVersions"])
async def test_a_page_token_that_we_did_not_make_is_refused(portal: Portal, rpc: str, token: str) -> None:
    fields = {"fact_id": new_id()} if rpc == "ListFactVersions" else {}
    with pytest.raises(InvalidInput):
        await portal.call(rpc, getattr(pb, f"{rpc}Request"), page_token=token, **fields)


@pytest.mark.parametrize("token", FORGED)
async def test_an_operator_s_page_token_is_checked_too(portal: Portal, token: str) -> None:
    with pytest.raises(InvalidInput):
        await portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest(page_token=token))


@pytest.mark.parametrize("strange", ["\0", "x", "é" * 5000, "0199B3C0-0000-7000-8000-0000000000AB"])
async def test_an_identifier_that_is_none_names_nothing(portal: Portal, identity: PlayedIdentity, strange: str) -> None:
    identity.attach(portal.person_id, "cnaf")
    change = ledger_pb2.ProposedChange(
        verb=ledger_pb2.VERB_ANNULLED,
        kind=facts_pb2.FACT_KIND_ADDRESS,
        fact_id=strange,
        previous_version_id=strange,
    )
    with pytest.raises(NotFound):
        await portal.call("PreviewChange", pb.PreviewChangeRequest, change=change)
    with pytest.raises(NotFound):
        await portal.call("GetDeclaration", pb.GetDeclarationRequest, declaration_id=strange)
    with pytest.raises(NotFound):
        await portal.call("ListFactVersions", pb.ListFactVersionsRequest, fact_id=strange)
    with pytest.raises(NotFound):
        await portal.call("ReplayDelivery", pb.ReplayDeliveryRequest, request_id=new_id(), delivery_id=strange)


async def test_dead_deliveries_are_for_operators_alone(portal: Portal) -> None:
    assert not (await portal.operate("ListDeadDeliveries", pb.ListDeadDeliveriesRequest())).deliveries
    with pytest.raises(Forbidden):
        await portal.client.call(portal.client.stub.ListDeadDeliveries, pb.ListDeadDeliveriesRequest())


async def test_the_catalogue_names_the_recipients_that_know_the_person(
    portal: Portal, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "cnaf", "cdc")
    found = await portal.call("ListFactKinds", pb.ListFactKindsRequest)
    kinds = {info.kind: info for info in found.kinds}
    assert [rule.organisme for rule in kinds[facts_pb2.FACT_KIND_ADDRESS].recipients] == ["cnaf", "cdc"]
    assert len(found.kinds) == 14
    resources = kinds[facts_pb2.FACT_KIND_MONTHLY_RESOURCES]
    assert [field.field for field in resources.fields] == ["month", "lines", "lines[].nature", "lines[].amount_cents"]
    everybody = await portal.client.call(portal.client.stub.ListFactKinds, pb.ListFactKindsRequest())
    assert len(everybody.kinds[0].recipients) == 10


async def test_a_declaration_shows_who_has_what_since_when(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf", "france_travail")
    declared = await declare(portal, moving())
    request = {"declaration_id": declared.declaration_id}
    read = (await portal.call("GetDeclaration", pb.GetDeclarationRequest, **request)).declaration
    assert read == declared
    assert [delivery.organisme_name for delivery in read.deliveries] == [
        "Caf",
        "France Travail",
    ]
    assert {delivery.state for delivery in read.deliveries} == {ledger_pb2.DELIVERY_STATE_PENDING}
    assert all(delivery.steps[0].step_time == read.declare_time for delivery in read.deliveries)
