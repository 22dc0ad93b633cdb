"""The contract as its callers meet it: real gRPC, real tokens, the same request answered once."""

import pytest
from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from chassis.errors import AlreadyExists, Forbidden, InvalidInput
from services.identity.tests.browser import LOGIN_RETURN, LOGOUT_RETURN, Browser
from services.identity.tests.callers import Caller, fresh
from services.identity.tests.people import MARIE_NIR
from services.identity.tests.test_certification import Organismes


async def log_in(bff: Caller, browser: Browser) -> pb.CompleteLoginResponse:
    begun = await bff("BeginLogin", pb.BeginLoginRequest(request_id=fresh(), redirect_uri=LOGIN_RETURN))
    back = await browser.visit(begun.authorization_url, "marie")
    assert back["state"] == begun.login_id
    request = pb.CompleteLoginRequest(request_id=fresh(), login_id=begun.login_id, code=back["code"])
    completed: pb.CompleteLoginResponse = await bff("CompleteLogin", request)
    assert await bff("CompleteLogin", request) == completed
    return completed


async def declare(bff: Caller, person_id: str) -> person_pb2.Certification:
    """Tells the NIR twice in the same words, as a browser that retries."""
    told = pb.DeclareNirRequest(request_id=fresh(), person_id=person_id, nir=" ".join(MARIE_NIR.value))
    first, second = await bff("DeclareNir", told, person_id), await bff("DeclareNir", told, person_id)
    assert first == second
    certification: person_pb2.Certification = first.certification
    return certification


async def test_from_the_first_login_to_the_directory(
    callers: dict[str, Caller], browser: Browser, organismes: Organismes
) -> None:
    bff, situation = callers["bff"], callers["situation"]
    for name in ("cnam", "cnaf", "dgfip"):
        organismes[name].knows(MARIE_NIR)
    completed = await log_in(bff, browser)
    person_id = completed.person.person_id
    assert completed.person.certification.state == person_pb2.CERTIFICATION_STATE_NIR_MISSING
    certification = await declare(bff, person_id)
    assert certification.state == person_pb2.CERTIFICATION_STATE_CERTIFIED
    known = await bff("GetPerson", pb.GetPersonRequest(person_id=person_id), person_id)
    assert (known.person.certification, known.HasField("names")) == (certification, False)
    told = [(one.organisme, one.certifies) for one in known.nir_recipients]
    assert told == [("cnam", True), ("msa", True), ("cnaf", True), ("dgfip", False)]
    assert all(one.legal_basis for one in known.nir_recipients)

    asked = pb.ListAttachmentsRequest(person_id=person_id, page_size=2)
    first = await situation("ListAttachments", asked)
    asked.page_token = first.next_page_token
    rest = await situation("ListAttachments", asked)
    files = [*first.attachments, *rest.attachments]
    assert [each.organisme for each in files] == ["cnaf", "cnam", "dgfip"]
    assert (files[0].quality, files[0].regime) == (person_pb2.QUALITY_HOLDER, person_pb2.REGIME_GENERAL)
    assert (files[0].period.start_date.year, files[0].office) == (2010, "Caf du Puy-de-Dôme")
    assert not files[0].period.HasField("end_date")
    assert first.HasField("resolved_time")
    assert not rest.next_page_token
    names = await situation("ResolvePseudonyms", pb.ResolvePseudonymsRequest(person_id=person_id))
    assert {each.organisme: len(each.value) for each in names.pseudonyms} == {"cnaf": 32, "cnam": 32, "dgfip": 32}


async def test_an_organisme_that_hangs_does_not_make_the_person_wait(
    bff: Caller, browser: Browser, organismes: Organismes
) -> None:
    for name in ("cnam", "dgfip"):
        organismes[name].knows(MARIE_NIR)
    organismes["msa"].delay = organismes["dgfip"].delay = 8.0
    person_id = (await log_in(bff, browser)).person.person_id
    request = pb.DeclareNirRequest(request_id=fresh(), person_id=person_id, nir=MARIE_NIR.value)
    certification = (await bff("DeclareNir", request, person_id, 2.0)).certification
    assert certification.state == person_pb2.CERTIFICATION_STATE_CERTIFIED


async def test_the_export_holds_what_the_pages_show(bff: Caller, browser: Browser) -> None:
    person_id = (await log_in(bff, browser)).person.person_id
    await declare(bff, person_id)
    journal = await bff("ListJournalEntries", pb.ListJournalEntriesRequest(person_id=person_id), person_id)
    logins = await bff("ListConnections", pb.ListConnectionsRequest(person_id=person_id), person_id)
    exported = await bff.stream("ExportJournal", pb.ExportJournalRequest(person_id=person_id), person_id)
    assert len(journal.entries) == 3
    assert [each.assurance for each in logins.connections] == [access_pb2.ASSURANCE_LOW]
    assert len(exported) == len(journal.entries) + len(logins.connections)


async def test_a_connection_is_ended_at_franceconnect_too(bff: Caller, browser: Browser) -> None:
    completed = await log_in(bff, browser)
    person_id = completed.person.person_id
    end = pb.EndLoginRequest(request_id=fresh(), person_id=person_id, connection_id=completed.connection_id)
    ended = await bff("EndLogin", end, person_id)
    assert "id_token_hint=" in ended.logout_url
    assert await bff("EndLogin", end, person_id) == ended
    end.request_id = fresh()
    assert (await bff("EndLogin", end, person_id)).logout_url == LOGOUT_RETURN


async def test_pages_of_the_journal_follow_each_other(bff: Caller, browser: Browser) -> None:
    for _ in range(3):
        person_id = (await log_in(bff, browser)).person.person_id
    seen, token = [], ""
    while True:
        request = pb.ListConnectionsRequest(person_id=person_id, page_size=1, page_token=token)
        page = await bff("ListConnections", request, person_id)
        seen += [each.connection_id for each in page.connections]
        token = page.next_page_token
        if not token:
            break
    assert len(set(seen)) == len(seen) == 3


async def test_an_agent_reads_and_answers_the_reviews(callers: dict[str, Caller], browser: Browser) -> None:
    bff, ops = callers["bff"], callers["ops"]
    person_id = (await log_in(bff, browser)).person.person_id
    asked = pb.RequestIdentityReviewRequest(request_id=fresh(), person_id=person_id, message="Aidez-moi.")
    number = (await bff("RequestIdentityReview", asked, person_id)).certification.review_id
    [review] = (await ops("ListIdentityReviews", pb.ListIdentityReviewsRequest())).reviews
    assert (review.review_id, review.message) == (number, "Aidez-moi.")
    refused = pb.ResolveIdentityReviewRequest(
        request_id=fresh(), review_id=number, verdict=person_pb2.REVIEW_VERDICT_REFUSED
    )
    with pytest.raises(InvalidInput) as wrong:
        await ops("ResolveIdentityReview", refused)
    assert wrong.value.violations[0].field == "explanation"
    refused.explanation = "Venez avec une pièce d'identité."
    assert (await ops("ResolveIdentityReview", refused)).review.verdict == person_pb2.REVIEW_VERDICT_REFUSED


async def test_a_key_is_replaced_by_the_operators_alone(callers: dict[str, Caller]) -> None:
    request = pb.RotatePseudonymsRequest(request_id=fresh(), organisme="cnaf")
    rotated = await callers["ops"]("RotatePseudonyms", request)
    assert rotated.key_version == "v2"
    assert await callers["ops"]("RotatePseudonyms", request) == rotated
    with pytest.raises(Forbidden):
        await callers["situation"]("RotatePseudonyms", request)


async def test_a_request_id_serves_for_one_content(bff: Caller, browser: Browser) -> None:
    person_id = (await log_in(bff, browser)).person.person_id
    request = pb.RequestIdentityReviewRequest(request_id=fresh(), person_id=person_id, message="Une chose.")
    await bff("RequestIdentityReview", request, person_id)
    request.message = "Une autre."
    with pytest.raises(AlreadyExists) as reused:
        await bff("RequestIdentityReview", request, person_id)
    assert reused.value.reason == "REQUEST_ID_REUSED"
