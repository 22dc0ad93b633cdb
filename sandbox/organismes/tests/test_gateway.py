import time
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from chassis.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, TimedOut, Unauthenticated, Unavailable
from sandbox.organismes.claims.office import Office
from sandbox.organismes.settings import Settings
from sandbox.organismes.tests.played import PSEUDONYM, Played, playing
from sandbox.suite.layout import Layout


@pytest_asyncio.fixture
async def msa(layout: Layout, settings: Settings, office: Office) -> AsyncIterator[Played]:
    async with playing("msa", layout, settings, office) as played:
        yield played


async def test_a_known_identity_matches_and_brings_its_attachment(cnaf: Played) -> None:
    answer = await cnaf.identify("couple-trois-enfants")
    assert answer.verdict == pb.IDENTIFICATION_VERDICT_MATCH
    [attachment] = answer.attachments
    assert (attachment.organisme, attachment.quality) == ("cnaf", person_pb2.QUALITY_HOLDER)
    assert attachment.regime == person_pb2.REGIME_GENERAL
    assert attachment.period.start_date.year == 2013


async def test_a_known_number_under_another_identity_is_a_mismatch(cnaf: Played) -> None:
    answer = await cnaf.identify("couple-trois-enfants", family_name="Autre")
    assert answer.verdict == pb.IDENTIFICATION_VERDICT_MISMATCH
    assert not answer.attachments


async def test_a_person_without_a_file_here_is_unknown_whoever_knows_them_elsewhere(cnaf: Played) -> None:
    elsewhere = await cnaf.identify("exploitant-agricole")
    nowhere = await cnaf.identify("couple-trois-enfants", nir="299126399900107")
    assert {elsewhere.verdict, nowhere.verdict} == {pb.IDENTIFICATION_VERDICT_UNKNOWN}


async def test_a_provisional_number_and_a_presumed_birthday_match(msa: Played) -> None:
    answer = await msa.identify("saisonnier-numero-provisoire")
    assert answer.verdict == pb.IDENTIFICATION_VERDICT_MATCH


async def test_a_mismatch_gives_no_access_to_the_file(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants", family_name="Autre")
    client = cnaf.caller("rights")
    with pytest.raises(NotFound):
        await client.call(client.stub.ListRights, pb.ListRightsRequest(pseudonym=PSEUDONYM))


async def test_identifying_twice_changes_nothing_but_a_pseudonym_is_never_two_peoples(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    await cnaf.identify("couple-trois-enfants")
    with pytest.raises(AlreadyExists):
        await cnaf.identify("etudiante")


async def test_the_rights_service_reads_rights_payments_and_papers(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    client = cnaf.caller("rights")
    rights = await client.call(client.stub.ListRights, pb.ListRightsRequest(pseudonym=PSEUDONYM))
    assert {right.benefit for right in rights.rights} == {"af", "cf", "ars", "apl", "paje-base"}
    assert rights.data_time.seconds > 0
    assert rights.rights[-1].decided_by == "Caf du Puy-de-Dôme"
    payments = await client.call(client.stub.ListPayments, pb.ListPaymentsRequest(pseudonym=PSEUDONYM))
    assert payments.payments[0].payment_date.month == 11
    attestations = await client.call(client.stub.ListAttestations, pb.ListAttestationsRequest(pseudonym=PSEUDONYM))
    assert [one.title for one in attestations.attestations] == ["Attestation de paiement"]
    statements = await client.call(client.stub.ListStatements, pb.ListStatementsRequest(pseudonym=PSEUDONYM))
    assert not statements.statements


async def test_pages_of_payments_follow_one_another(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    client, token = cnaf.caller("rights"), ""
    seen: list[tuple[str, str]] = []
    while not seen or token:
        request = pb.ListPaymentsRequest(pseudonym=PSEUDONYM, page_size=40, page_token=token)
        answer = await client.call(client.stub.ListPayments, request)
        seen += [(one.benefit, str(one.payment_date)) for one in answer.payments]
        token = answer.next_page_token
    assert len(seen) == len(set(seen)) > 80
    with pytest.raises(InvalidInput):
        await client.call(client.stub.ListPayments, pb.ListPaymentsRequest(pseudonym=PSEUDONYM, page_size=-1))


async def test_a_new_pseudonym_works_beside_the_old_one(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    client, new = cnaf.caller("identity"), "f" * 32
    request = pb.ReplacePseudonymRequest(request_id=str(uuid.uuid4()), old_pseudonym=PSEUDONYM, new_pseudonym=new)
    for _ in range(2):
        await client.call(client.stub.ReplacePseudonym, request)
    reader = cnaf.caller("rights")
    for pseudonym in (PSEUDONYM, new):
        answer = await reader.call(reader.stub.ListRights, pb.ListRightsRequest(pseudonym=pseudonym))
        assert answer.rights
    unknown = pb.ReplacePseudonymRequest(request_id=str(uuid.uuid4()), old_pseudonym="0" * 32, new_pseudonym=new)
    with pytest.raises(NotFound):
        await client.call(client.stub.ReplacePseudonym, unknown)


async def test_without_a_token_or_with_one_for_another_organisme_nothing_is_answered(cnaf: Played) -> None:
    client = cnaf.caller("identity")
    for token in ("nothing", client._minter.mint("organisme.msa"), client._minter.mint("identity")):
        with pytest.raises(Unauthenticated):
            await client.call(client.stub.IdentifyPerson, cnaf.identity_of("couple-trois-enfants"), token=token)


async def test_each_rpc_is_for_the_service_that_the_contract_names(cnaf: Played) -> None:
    rights, identity = cnaf.caller("rights"), cnaf.caller("identity")
    with pytest.raises(Forbidden):
        await rights.call(rights.stub.IdentifyPerson, cnaf.identity_of("couple-trois-enfants"))
    with pytest.raises(Forbidden):
        await identity.call(identity.stub.ListRights, pb.ListRightsRequest(pseudonym=PSEUDONYM))


async def test_a_missing_field_is_named(cnaf: Played) -> None:
    with pytest.raises(InvalidInput) as refused:
        await cnaf.identify("couple-trois-enfants", given_names="")
    assert [violation.field for violation in refused.value.violations] == ["given_names"]


async def test_an_organisme_that_is_down_says_so_and_comes_back(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    client, request = cnaf.caller("rights"), pb.ListRightsRequest(pseudonym=PSEUDONYM)
    cnaf.conduct.switches["cnaf"].set_down(True)
    with pytest.raises(Unavailable) as refused:
        await client.call(client.stub.ListRights, request, idempotent=False)
    assert (refused.value.reason, refused.value.retry_in) == ("ORGANISME_UNAVAILABLE", 30.0)
    cnaf.conduct.switches["cnaf"].set_down(False)
    assert (await client.call(client.stub.ListRights, request)).rights


async def test_a_latency_set_by_the_admin_replaces_the_personas(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    client, request = cnaf.caller("rights"), pb.ListRightsRequest(pseudonym=PSEUDONYM)
    cnaf.conduct.switches["cnaf"].latency_ms = 200
    started = time.perf_counter()
    await client.call(client.stub.ListRights, request)
    assert time.perf_counter() - started >= 0.2


async def test_a_persona_may_be_refused_by_an_organisme_that_answers_the_others(cnaf: Played) -> None:
    await cnaf.identify("organismes-en-panne")
    client = cnaf.caller("rights")
    with pytest.raises(Unavailable) as refused:
        await client.call(client.stub.ListRights, pb.ListRightsRequest(pseudonym=PSEUDONYM), idempotent=False)
    assert refused.value.retry_in == 60.0
    await cnaf.identify("etudiante", "e" * 32)
    assert (await client.call(client.stub.ListRights, pb.ListRightsRequest(pseudonym="e" * 32))).rights


async def test_a_slow_organisme_outlasts_the_deadline(layout: Layout, settings: Settings, office: Office) -> None:
    async with playing("cnav", layout, settings, office) as cnav:
        await cnav.identify("organismes-en-panne")
        client, request = cnav.caller("rights"), pb.ListRightsRequest(pseudonym=PSEUDONYM)
        with pytest.raises(TimedOut):
            await client.call(client.stub.ListRights, request, timeout=0.2)
        await client.call(client.stub.ListRights, request)


async def test_a_failure_may_strike_every_second_time(layout: Layout, settings: Settings, office: Office) -> None:
    async with playing("france_travail", layout, settings, office) as employment:
        await employment.identify("organismes-en-panne")
        client, request = employment.caller("rights"), pb.ListRightsRequest(pseudonym=PSEUDONYM)
        outcomes = []
        for _ in range(4):
            try:
                await client.call(client.stub.ListRights, request, idempotent=False)
                outcomes.append("answered")
            except Unavailable:
                outcomes.append("unavailable")
        assert outcomes == ["answered", "unavailable"] * 2
