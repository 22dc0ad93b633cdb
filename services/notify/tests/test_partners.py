"""The service's own clients, against the other services as they answer over real gRPC, with real tokens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.common.v1 import date_pb2
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as claims_pb
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2_grpc as claims_grpc
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb
from mesdroits.rights.v1 import rights_service_pb2_grpc as rights_grpc
from mesdroits.rights.v1 import view_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb
from mesdroits.situation.v1 import situation_service_pb2_grpc as situation_grpc

from chassis.auth import Minter, Verifier, current_caller
from chassis.clients import Client
from chassis.errors import NotFound, Problem, TimedOut, Unavailable
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.notify.domain.profile import Asked, Child, DutyKind, RightState
from services.notify.partners.claims import Claims
from services.notify.partners.identity import Identity
from services.notify.partners.rights import Rights
from services.notify.partners.situation import Situation
from services.notify.partners.sources import Partners
from services.notify.partners.titles import Titles
from services.notify.tests.papers import PAPERS, SCHOLARSHIP, PlayedDocuments, told_facts
from services.notify.tests.parts import NOW, Clock, date_message, timestamp

FROM_JANUARY = date_pb2.Period(start_date=date_message(date(2026, 1, 1)))


class PlayedIdentity(identity_grpc.IdentityServiceServicer):
    async def GetPerson(self, request: Any, context: Any) -> identity_pb.GetPersonResponse:
        if request.person_id == "nobody":
            raise NotFound
        person = person_pb2.Person(person_id=request.person_id, birth_date=date_message(date(1964, 3, 4)))
        return identity_pb.GetPersonResponse(person=person)

    async def ListAttachments(self, request: Any, context: Any) -> identity_pb.ListAttachmentsResponse:
        if request.person_id == "unresolved":
            return identity_pb.ListAttachmentsResponse()
        first = not request.page_token
        file = person_pb2.Attachment(
            organisme="cnaf" if first else "msa",
            regime=person_pb2.REGIME_GENERAL if first else person_pb2.REGIME_AGRICOLE,
            period=FROM_JANUARY,
        )
        more = "2" if first else ""
        return identity_pb.ListAttachmentsResponse(
            attachments=[file], next_page_token=more, resolved_time=timestamp(NOW)
        )

    async def ResolvePseudonyms(self, request: Any, context: Any) -> identity_pb.ResolvePseudonymsResponse:
        names = [person_pb2.Pseudonym(organisme=name, value=f"{name}-name") for name in request.organismes]
        return identity_pb.ResolvePseudonymsResponse(pseudonyms=names)


class PlayedSituation(situation_grpc.SituationServiceServicer):
    async def ListFacts(self, request: Any, context: Any) -> situation_pb.ListFactsResponse:
        assert (request.valid_date.year, request.valid_date.month, request.valid_date.day) == (2026, 11, 22)
        born = date_message(date(2012, 5, 6))
        contents = [
            facts_pb2.FactContent(address=facts_pb2.Address(commune_code="97411")),
            facts_pb2.FactContent(employment_status=facts_pb2.EmploymentStatus(status="SALARIE")),
            facts_pb2.FactContent(regime=facts_pb2.RegimeMembership(regime="MGEN")),
            facts_pb2.FactContent(child_arrival=facts_pb2.ChildArrival(birth_date=born)),
            facts_pb2.FactContent(child_arrival=facts_pb2.ChildArrival(birth_date=date_message(date(2005, 1, 2)))),
            facts_pb2.FactContent(child_departure=facts_pb2.ChildDeparture(birth_date=date_message(date(2005, 1, 2)))),
        ]
        facts = [ledger_pb2.FactVersion(content=content) for content in contents]
        return situation_pb.ListFactsResponse(facts=[*facts, *told_facts()])


@dataclass
class PlayedRights(rights_grpc.RightsServiceServicer):
    problem: Problem | None = None
    purposes: list[str] = field(default_factory=list)

    async def GetHeldRights(self, request: Any, context: Any) -> rights_pb.GetHeldRightsResponse:
        if self.problem:
            raise self.problem
        self.purposes.append(current_caller().purpose)
        duty = organisme_pb.Duty(
            kind=organisme_pb.DUTY_KIND_DECLARATION,
            due_date=date_message(date(2026, 11, 30)),
            reference_months=[date_message(date(2026, 7, 1))],
            done_time=timestamp(NOW),
        )
        right = view_pb2.Right(
            benefit="rsa",
            organisme="cnaf",
            state=organisme_pb.RIGHT_STATE_OPEN,
            period=FROM_JANUARY,
            duties=[duty, organisme_pb.Duty(due_date=date_message(date(2026, 12, 1)))],
        )
        sources = [
            view_pb2.SourceStatus(organisme="msa", availability=view_pb2.AVAILABILITY_UNAVAILABLE),
            view_pb2.SourceStatus(organisme="cnam", availability=view_pb2.AVAILABILITY_STALE),
            view_pb2.SourceStatus(organisme="cnaf", availability=view_pb2.AVAILABILITY_FRESH),
        ]
        gap = view_pb2.Gap(cover="complémentaire santé", period=FROM_JANUARY, ended_benefit="c2s")
        return rights_pb.GetHeldRightsResponse(rights=[right], sources=sources, gaps=[gap, view_pb2.Gap()])


class PlayedClaims(claims_grpc.RequestsTrackingServiceServicer):
    async def ListClaims(self, request: Any, context: Any) -> claims_pb.ListClaimsResponse:
        piece = claim_pb2.ExpectedPiece(
            expected_piece_id="p1",
            label="RIB",
            owed_by=claim_pb2.WAITING_FOR_PERSON,
            state=claim_pb2.PIECE_STATE_EXPECTED,
            ask_time=timestamp(NOW),
            due_date=date_message(date(2026, 12, 10)),
        )
        sent = claim_pb2.ExpectedPiece()
        sent.CopyFrom(piece)
        sent.expected_piece_id, sent.state = "p2", claim_pb2.PIECE_STATE_DEPOSITED
        theirs = claim_pb2.ExpectedPiece(
            owed_by=claim_pb2.WAITING_FOR_EMPLOYER, due_date=date_message(date(2026, 12, 1))
        )
        path = claim_pb2.AppealPath(path="cra", label="CRA", due_date=date_message(date(2027, 1, 20)))
        refused = claim_pb2.Claim(
            claim_id="c1", kind=claim_pb2.CLAIM_KIND_BENEFIT, benefit="apl", organisme="cnaf", submit_time=timestamp(NOW),
            expected_pieces=[piece, sent, theirs],
            decision=claim_pb2.Decision(decision_date=date_message(date(2026, 11, 20)), appeal_paths=[path]),
        )  # fmt: skip
        appeal = claim_pb2.Claim(
            claim_id="c2", kind=claim_pb2.CLAIM_KIND_APPEAL, parent_claim_id="c1", submit_time=timestamp(NOW)
        )
        retirement = claim_pb2.Claim(
            claim_id="c3", kind=claim_pb2.CLAIM_KIND_BENEFIT, benefit="retraite-base", effect_date=date_message(date(2027, 6, 1)),
            decision=claim_pb2.Decision(granted=True, decision_date=date_message(date(2026, 11, 20)), appeal_paths=[path]),
        )  # fmt: skip
        return claims_pb.ListClaimsResponse(claims=[refused, appeal, retirement])


@pytest.fixture
def rights() -> PlayedRights:
    return PlayedRights()  # type: ignore[abstract]


Opener = Callable[[str, Callable[..., None], object, Any], Awaitable[Any]]


@pytest_asyncio.fixture
async def opened(stack: Layout) -> AsyncIterator[Opener]:
    """A client, in notify's name, of a service played behind the real gate."""
    settings = played_settings(stack, "notify")
    minter = Minter.from_settings(settings)
    async with AsyncExitStack() as running:

        async def open_client(name: str, register: Callable[..., None], servicer: object, stub: Any) -> Any:
            server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(stack), name))])
            register(servicer, server)
            address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
            await server.start()
            running.push_async_callback(server.stop, 0)
            client: Any = Client(settings, address, stub, name, minter)
            running.push_async_callback(client.close)
            return client

        yield open_client


@pytest_asyncio.fixture
async def partners(stack: Layout, opened: Opener, rights: PlayedRights) -> Partners:
    identity = await opened(
        "identity", identity_grpc.add_IdentityServiceServicer_to_server,
        PlayedIdentity(),  # type: ignore[abstract]
        identity_grpc.IdentityServiceStub,
    )  # fmt: skip
    situation = await opened(
        "situation", situation_grpc.add_SituationServiceServicer_to_server,
        PlayedSituation(),  # type: ignore[abstract]
        situation_grpc.SituationServiceStub,
    )  # fmt: skip
    held = await opened(
        "rights", rights_grpc.add_RightsServiceServicer_to_server, rights, rights_grpc.RightsServiceStub
    )
    claims = await opened(
        "requests_tracking", claims_grpc.add_RequestsTrackingServiceServicer_to_server,
        PlayedClaims(),  # type: ignore[abstract]
        claims_grpc.RequestsTrackingServiceStub,
    )  # fmt: skip
    documents = await opened(
        "documents", documents_grpc.add_DocumentsServiceServicer_to_server,
        PlayedDocuments(),  # type: ignore[abstract]
        documents_grpc.DocumentsServiceStub,
    )  # fmt: skip
    minter = Minter.from_settings(played_settings(stack, "notify"))
    mine = Identity(identity), Situation(situation), Rights(held, minter), Claims(claims), Titles(documents)
    return Partners(*mine, Clock())


async def test_what_the_calendar_needs_is_read_from_the_five_services(partners: Partners, rights: PlayedRights) -> None:
    seen = await partners.look("somebody")
    assert seen
    profile = seen.profile
    assert (profile.birth_date, profile.department, profile.works) == (date(1964, 3, 4), "974", True)
    assert profile.regimes == {"GENERAL", "AGRICOLE", "MGEN"}
    assert profile.children == (Child(date(2012, 5, 6)),)
    (right,) = profile.rights
    assert (right.benefit, right.state, right.start) == ("rsa", RightState.OPEN, date(2026, 1, 1))
    (duty,) = right.duties
    assert (duty.kind, duty.due, duty.done) == (DutyKind.DECLARATION, date(2026, 11, 30), NOW.astimezone(UTC))
    assert [gap.ended for gap in profile.gaps] == ["c2s"]
    assert (profile.papers, profile.scholarship) == (PAPERS, SCHOLARSHIP)
    assert (seen.silent, seen.old) == (frozenset({"msa"}), frozenset({"cnam"}))
    assert rights.purposes == ["watch_rights"]


async def test_claims_tell_decisions_pieces_and_what_was_asked_for(partners: Partners) -> None:
    seen = await partners.look("somebody")
    assert seen
    (decision,) = seen.profile.decisions
    assert (decision.due, decision.path, decision.appealed) == (date(2027, 1, 20), "CRA", NOW)
    assert [(piece.piece_id, piece.done is None) for piece in seen.profile.pieces] == [("p1", True), ("p2", False)]
    assert seen.profile.asked == (Asked("apl", NOW),)
    assert seen.profile.retirement_date == date(2027, 6, 1)


async def test_nobody_is_none_and_whoever_is_silent_makes_the_whole_wait(
    partners: Partners, rights: PlayedRights
) -> None:
    assert await partners.look("nobody") is None
    rights.problem = TimedOut()
    with pytest.raises(Unavailable):
        await partners.look("somebody")


async def test_every_name_of_the_person_is_read_once_identity_has_resolved_them(partners: Partners) -> None:
    assert await partners.names("somebody") == {"cnaf": "cnaf-name", "msa": "msa-name"}
    assert await partners.names("unresolved") is None
