"""What the contract refuses: another person, a field that is wrong, a page that is not ours; each by its name."""

from typing import Any

import pytest
from google.protobuf.message import Message
from mesdroits.identity.v1 import identity_service_pb2 as pb

from chassis.db import new_id
from chassis.errors import Forbidden, InvalidInput, NotFound, Refused
from services.identity.tests.browser import LOGIN_RETURN
from services.identity.tests.callers import Caller, fresh


@pytest.mark.parametrize(
    ("rpc", "make"),
    [
        ("GetPerson", lambda who: pb.GetPersonRequest(person_id=who)),
        ("DeclareNir", lambda who: pb.DeclareNirRequest(request_id=fresh(), person_id=who, nir="1")),
        ("ListAttachments", lambda who: pb.ListAttachmentsRequest(person_id=who)),
        ("ListJournalEntries", lambda who: pb.ListJournalEntriesRequest(person_id=who)),
        ("ListConnections", lambda who: pb.ListConnectionsRequest(person_id=who)),
        ("EndLogin", lambda who: pb.EndLoginRequest(request_id=fresh(), person_id=who, connection_id="c")),
        ("ResolvePseudonyms", lambda who: pb.ResolvePseudonymsRequest(person_id=who)),
    ],
)
async def test_nobody_reads_another_person(bff: Caller, rpc: str, make: Any) -> None:
    with pytest.raises(Forbidden):
        await bff(rpc, make(new_id()), person_id=new_id())


async def test_a_person_who_is_not_there_is_said_so(callers: dict[str, Caller]) -> None:
    person_id = new_id()
    with pytest.raises(NotFound) as missing:
        await callers["bff"]("GetPerson", pb.GetPersonRequest(person_id=person_id), person_id)
    assert missing.value.reason == "PERSON_NOT_FOUND"
    with pytest.raises(NotFound):
        await callers["situation"]("ListAttachments", pb.ListAttachmentsRequest(person_id=person_id))


@pytest.mark.parametrize(
    ("rpc", "request_", "field"),
    [
        (
            "BeginLogin",
            pb.BeginLoginRequest(request_id=fresh(), redirect_uri="https://ailleurs.example"),
            "redirect_uri",
        ),
        (
            "BeginLogin",
            pb.BeginLoginRequest(request_id=fresh(), redirect_uri=LOGIN_RETURN, assurance=9),  # type: ignore[arg-type]
            "assurance",
        ),
        ("CompleteLogin", pb.CompleteLoginRequest(request_id="x", login_id="y"), "request_id"),
    ],
)
async def test_a_wrong_request_is_refused_by_its_field(bff: Caller, rpc: str, request_: Message, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await bff(rpc, request_)
    assert [violation.field for violation in refused.value.violations] == [field]


@pytest.mark.parametrize("token", ["x", "WyJhIl0", "WyJub3QgYSBkYXRlIiwiYSJd", "WyIyMDI1LTExLTIyVDA5OjAwOjAwIiwiYSJd"])
async def test_a_page_token_that_is_not_ours_is_refused(callers: dict[str, Caller], token: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await callers["ops"]("ListIdentityReviews", pb.ListIdentityReviewsRequest(page_token=token))
    assert refused.value.violations[0].field == "page_token"


async def test_a_login_that_cannot_be_is_refused_with_what_to_do(bff: Caller) -> None:
    request = pb.CompleteLoginRequest(request_id=fresh(), login_id="never-begun", code="x")
    with pytest.raises(Refused) as refused:
        await bff("CompleteLogin", request)
    assert refused.value.reason == "LOGIN_EXPIRED"
    assert "Recommencez" in refused.value.message
