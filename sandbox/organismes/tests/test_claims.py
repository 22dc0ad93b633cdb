import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import date_pb2
from mesdroits.organisme.v1 import claims_pb2 as pb

from chassis.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, Refused, Unavailable
from sandbox.organismes.claims.office import Office
from sandbox.organismes.settings import Settings
from sandbox.organismes.tests.claimant import Claimant, kinds
from sandbox.organismes.tests.played import PSEUDONYM, Played, playing
from sandbox.suite.layout import Layout


async def test_a_claim_gets_a_reference_of_the_organisme_and_its_first_step(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    answer = await sophie.submit("rsa", answers={"children": "yes"})
    assert answer.organisme_reference.startswith("RSA-")
    assert (answer.step.number, answer.step.state) == (1, "recue")
    assert answer.step.step_time.seconds > 1_600_000_000
    # The answer has told it.
    assert sophie.told() == []


async def test_the_same_request_is_one_claim_and_the_same_id_for_another_is_refused(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    key = str(uuid.uuid4())
    first = await sophie.submit("rsa", request_id=key)
    assert await sophie.submit("rsa", request_id=key) == first
    assert len((await sophie.claims()).claims) == 1
    with pytest.raises(AlreadyExists) as reused:
        await sophie.submit("apl", request_id=key)
    assert reused.value.reason == "REQUEST_ID_REUSED"


async def test_a_claim_is_instructed_day_after_day_and_stands_still_while_a_piece_is_missing(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    reference = (await sophie.submit("rsa")).organisme_reference
    assert sophie.live(1) == 1
    assert sophie.live(300) == 1
    asked = sophie.told()[-1]
    assert kinds([asked.step]) == ["PIECE_EXPECTED rib"]
    assert (asked.organisme_reference, asked.pseudonym) == (reference, PSEUDONYM)
    assert (asked.step.state, asked.step.piece_owed_by) == ("en_attente_pieces", "person")
    due = datetime.now(UTC).date() + timedelta(days=30)
    assert asked.step.piece_due_date == date_pb2.Date(year=due.year, month=due.month, day=due.day)
    await sophie.deliver("rib", organisme_reference=reference)
    sophie.live(7)
    assert kinds(one.step for one in sophie.told()) == [
        "STATE en_cours", "PIECE_EXPECTED rib", "PIECE_RECEIVED rib", "STATE en_cours", "STATE accordee",
    ]  # fmt: skip
    decided = sophie.told()[-1].step.decision
    assert (decided.granted, decided.amount_cents, bool(decided.reason)) == (True, 56870, True)
    assert [step.number for step in (await sophie.claim(reference)).steps] == [1, 2, 3, 4, 5, 6]


async def test_a_piece_that_came_with_the_claim_is_not_asked_for(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    reference = (await sophie.submit("rsa")).organisme_reference
    await sophie.deliver("rib", organisme_reference=reference)
    sophie.live(30)
    assert kinds((await sophie.claim(reference)).steps) == [
        "STATE recue", "STATE en_cours", "STATE en_cours", "STATE accordee",
    ]  # fmt: skip


async def test_a_claim_is_taken_back_once_and_moves_no_more(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    reference, key = (await sophie.submit("rsa")).organisme_reference, str(uuid.uuid4())
    sophie.live(3)
    answer = await sophie.withdraw(reference, request_id=key)
    assert answer.step.state == "retiree"
    assert await sophie.withdraw(reference, request_id=key) == answer
    with pytest.raises(Refused) as over:
        await sophie.withdraw(reference)
    assert over.value.reason == "CLAIM_OVER"
    await sophie.deliver("rib", organisme_reference=reference)
    assert sophie.live(300) == 0
    assert kinds((await sophie.claim(reference)).steps)[-1] == "STATE retiree"


async def test_claims_made_elsewhere_are_listed_newest_first_with_what_they_are_part_of(
    layout: Layout, settings: Settings, office: Office
) -> None:
    async with playing("cnav", layout, settings, office) as cnav:
        martine = await Claimant(cnav).known_as("retraite-a-venir")
        [claim] = (await martine.claims()).claims
    assert (claim.organisme_reference, claim.benefit) == ("RET-63-226104", "retraite-base")
    assert claim.whole_reference == "DUR-2026-41807"
    assert date(claim.effect_date.year, claim.effect_date.month, claim.effect_date.day) > datetime.now(UTC).date()
    assert kinds(claim.steps) == ["STATE deposee", "STATE reconstitution_carriere", "PIECE_EXPECTED preuve-carriere"]
    days = [step.step_time.ToDatetime(UTC).date() for step in claim.steps]
    assert days == sorted(days)
    assert claim.submit_time.ToDatetime(UTC).date() == datetime.now(UTC).date() - timedelta(days=38)


async def test_a_claim_made_elsewhere_goes_on_when_its_piece_comes(cnaf: Played) -> None:
    alice = await Claimant(cnaf).known_as("nee-un-29-fevrier")
    await alice.claims()
    assert alice.live(100) == 0
    await alice.deliver("piece-identite")
    alice.live(100)
    [claim] = (await alice.claims()).claims
    assert kinds(claim.steps)[-3:] == ["PIECE_RECEIVED piece-identite", "STATE en_cours", "STATE accordee"]


async def test_an_appeal_names_the_decision_and_another_decides(cnaf: Played) -> None:
    artisan = await Claimant(cnaf).known_as("artisan-ex-rsi")
    appeal, refused = (await artisan.claims()).claims
    assert appeal.appeals_reference == refused.organisme_reference == "PPA-42-119046"
    assert not refused.steps[-1].decision.granted
    own = await artisan.submit("prime-activite", appeals_reference=refused.organisme_reference)
    assert own.organisme_reference.startswith("RECOURS-")
    with pytest.raises(NotFound):
        await artisan.submit("prime-activite", appeals_reference="PPA-00-000000")
    thierry = await Claimant(cnaf, "a" * 32).known_as("allocataire-aah")
    [aah] = (await thierry.claims()).claims
    assert aah.decided_by == "mdph"


async def test_nobody_reaches_the_claim_of_another(cnaf: Played) -> None:
    artisan = await Claimant(cnaf).known_as("artisan-ex-rsi")
    await artisan.claims()
    sophie = await Claimant(cnaf, "b" * 32).known_as("couple-trois-enfants")
    with pytest.raises(NotFound):
        await sophie.withdraw("RECOURS-42-119046")
    with pytest.raises(NotFound):
        await sophie.deliver("rib", organisme_reference="RECOURS-42-119046")
    with pytest.raises(NotFound):
        await Claimant(cnaf, "c" * 32).claims()


async def test_pages_of_claims_follow_one_another(cnaf: Played) -> None:
    jonathan = await Claimant(cnaf).known_as("demandes-en-cours")
    for _ in range(3):
        await jonathan.submit("rsa")
    token = ""
    seen: list[str] = []
    while not seen or token:
        page = await jonathan.claims(page_size=2, page_token=token)
        seen += [one.organisme_reference for one in page.claims]
        token = page.next_page_token
    assert len(seen) == len(set(seen)) == 5
    assert seen[-1] == "APL-34-104771"


async def test_after_a_new_pseudonym_steps_are_told_under_it(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    await sophie.submit("rsa")
    renamed = await sophie.under("d" * 32).known_as("couple-trois-enfants")
    await renamed.claims()
    renamed.live(1)
    assert {one.pseudonym for one in renamed.told()} == {"d" * 32}


async def test_what_cannot_be_claimed_is_refused(
    cnaf: Played, layout: Layout, settings: Settings, office: Office
) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    with pytest.raises(InvalidInput) as unknown:
        await sophie.submit("une-prestation")
    assert unknown.value.violations[0].field == "benefit"
    with pytest.raises(InvalidInput):
        await sophie.submit("retraite-base", effect_date=date_pb2.Date(year=2026, month=2, day=30))
    with pytest.raises(InvalidInput):
        await sophie.submit("rsa", submit_time=Timestamp(seconds=10**15))
    async with playing("dgfip", layout, settings, office) as dgfip:
        taxed = await Claimant(dgfip).known_as("couple-trois-enfants")
        with pytest.raises(Refused) as refused:
            await taxed.submit("rsa")
    assert refused.value.reason == "CLAIMS_NOT_TAKEN"


async def test_an_organisme_that_is_down_takes_no_claim_and_instructs_none(cnaf: Played) -> None:
    sophie = await Claimant(cnaf).known_as("couple-trois-enfants")
    await sophie.submit("rsa")
    cnaf.conduct.switches["cnaf"].set_down(True)
    for asked in (sophie.submit("apl"), sophie.claims(), sophie.deliver("rib")):
        with pytest.raises(Unavailable) as away:
            await asked
        assert away.value.reason == "ORGANISME_UNAVAILABLE"
    assert sophie.live(10) == 0
    cnaf.conduct.switches["cnaf"].set_down(False)
    assert sophie.live(0) == 2


async def test_claims_are_for_requests_tracking_and_documents_for_documents(cnaf: Played) -> None:
    await cnaf.identify("couple-trois-enfants")
    rights, documents = cnaf.caller("rights"), cnaf.caller("documents")
    for client in (rights, documents):
        with pytest.raises(Forbidden):
            await client.call(client.stub.ListClaims, pb.ListClaimsRequest(pseudonym=PSEUDONYM))
