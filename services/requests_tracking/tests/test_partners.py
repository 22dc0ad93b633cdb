"""The service's own clients, against a gateway and an identity that answer over real gRPC, with real tokens."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as gateway_grpc

from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.errors import NotFound, Problem, Unavailable
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.requests_tracking.domain.exchange import Submission, Withdrawal
from services.requests_tracking.domain.vocabulary import StepKind
from services.requests_tracking.partners.gateways import OrganismeGateways, UnreadableAnswer
from services.requests_tracking.partners.identity import Identity
from services.requests_tracking.tests.parts import NOW, Clock, date_message, step, timestamp


@dataclass
class Gateway(gateway_grpc.OrganismeGatewayServiceServicer):
    """Two claims, one to a page; the requests as they came."""

    requests: list[Any] = field(default_factory=list)
    first: claims_pb2.ClaimStep = field(default_factory=lambda: step(1, "STATE", NOW, state="recue"))
    problem: Problem | None = None
    endless: bool = False

    async def SubmitClaim(self, request: Any, context: Any) -> claims_pb2.SubmitClaimResponse:
        if self.problem:
            raise self.problem
        self.requests.append(request)
        return claims_pb2.SubmitClaimResponse(organisme_reference="R-1", step=self.first)

    async def WithdrawClaim(self, request: Any, context: Any) -> claims_pb2.WithdrawClaimResponse:
        self.requests.append(request)
        return claims_pb2.WithdrawClaimResponse(step=step(2, "STATE", NOW, state="retiree"))

    async def ListClaims(self, request: Any, context: Any) -> claims_pb2.ListClaimsResponse:
        rank = int(request.page_token or 1)
        claim = claims_pb2.OrganismeClaim(
            organisme_reference=f"R-{rank}", benefit="rsa", submit_time=timestamp(NOW), steps=[self.first]
        )
        more = str(rank + 1) if self.endless or rank == 1 else ""
        return claims_pb2.ListClaimsResponse(claims=[claim], next_page_token=more)


class PlayedIdentityService(identity_grpc.IdentityServiceServicer):
    """Two files, one to a page; nobody else is known."""

    async def ListAttachments(self, request: Any, context: Any) -> identity_pb.ListAttachmentsResponse:
        if request.person_id == "unresolved":
            return identity_pb.ListAttachmentsResponse()
        if request.person_id != "known":
            raise NotFound
        last = bool(request.page_token)
        attachment = person_pb2.Attachment(
            organisme="dgfip" if last else "msa",
            regime=person_pb2.REGIME_AGRICOLE,
            quality=person_pb2.QUALITY_SOURCE if last else person_pb2.QUALITY_HOLDER,
        )
        attachment.period.start_date.CopyFrom(date_message(date(2020, 1, 1)))
        more = "" if last else "2"
        return identity_pb.ListAttachmentsResponse(
            attachments=[attachment], next_page_token=more, resolved_time=timestamp(NOW)
        )

    async def ResolvePseudonyms(self, request: Any, context: Any) -> identity_pb.ResolvePseudonymsResponse:
        named = [person_pb2.Pseudonym(organisme=name, value=f"{name}-name") for name in request.organismes]
        return identity_pb.ResolvePseudonymsResponse(pseudonyms=named)


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()  # type: ignore[abstract]


async def serve(stack: Layout, audience: str, register: Any, servicer: object) -> tuple[grpc.aio.Server, str]:
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(stack), audience))])
    register(servicer, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    return server, address


@pytest_asyncio.fixture
async def gateways(stack: Layout, gateway: Gateway) -> AsyncIterator[OrganismeGateways]:
    register = gateway_grpc.add_OrganismeGatewayServiceServicer_to_server
    server, address = await serve(stack, "organisme.cnaf", register, gateway)
    settings = played_settings(stack, "requests_tracking")
    made = OrganismeGateways(settings, {"cnaf": address}, Minter.from_settings(settings), Clock())
    yield made
    await made.close()
    await server.stop(0)


@pytest_asyncio.fixture
async def identity(stack: Layout) -> AsyncIterator[Identity]:
    register = identity_grpc.add_IdentityServiceServicer_to_server
    server, address = await serve(stack, "identity", register, PlayedIdentityService())  # type: ignore[abstract]
    settings = played_settings(stack, "requests_tracking")
    stub = identity_grpc.IdentityServiceStub
    client = Client(settings, address, stub, "identity", Minter.from_settings(settings))
    yield Identity(client)
    await client.close()
    await server.stop(0)


SENT = Submission(
    request_id="019b0000-0000-7000-8000-000000000001",
    organisme="cnaf",
    pseudonym="cnaf-name",
    benefit="retraite-base",
    answers={"abroad": "no"},
    submitted=NOW,
    appeals="",
    effect=date(2027, 6, 1),
)


async def test_a_claim_is_sent_with_its_key_its_answers_and_its_day(
    gateways: OrganismeGateways, gateway: Gateway
) -> None:
    told = await gateways.submit(SENT)
    assert (told.reference, told.steps[0].word, told.steps[0].kind) == ("R-1", "recue", StepKind.STATE)
    (request,) = gateway.requests
    assert (request.request_id, dict(request.answers)) == (SENT.request_id, {"abroad": "no"})
    assert (request.effect_date.year, request.submit_time.ToDatetime().year) == (2027, 2026)


async def test_a_withdrawal_names_the_organismes_own_reference(gateways: OrganismeGateways, gateway: Gateway) -> None:
    told = await gateways.withdraw(Withdrawal(SENT.request_id, "cnaf", "cnaf-name", "R-1"))
    assert (gateway.requests[0].organisme_reference, told.steps[0].number) == ("R-1", 2)


async def test_every_page_of_claims_is_read_and_an_endless_list_is_not(
    gateways: OrganismeGateways, gateway: Gateway
) -> None:
    assert [told.reference for told in await gateways.claims("cnaf", "cnaf-name")] == ["R-1", "R-2"]
    gateway.endless = True
    with pytest.raises(UnreadableAnswer):
        await gateways.claims("cnaf", "cnaf-name")


async def test_an_organisme_that_is_away_or_says_nonsense_is_named(
    gateways: OrganismeGateways, gateway: Gateway
) -> None:
    gateway.problem = Unavailable()
    with pytest.raises(Unavailable):
        await gateways.submit(SENT)
    gateway.problem, gateway.first = None, claims_pb2.ClaimStep()
    with pytest.raises(UnreadableAnswer):
        await gateways.submit(SENT)


async def test_the_directory_is_read_with_every_page_and_name(identity: Identity) -> None:
    found = await identity.read("known")
    assert found
    assert [(file.organisme, file.regime, file.is_source) for file in found.files] == [
        ("msa", "AGRICOLE", False),
        ("dgfip", "AGRICOLE", True),
    ]
    assert found.pseudonyms == {"msa": "msa-name", "dgfip": "dgfip-name"}


@pytest.mark.parametrize("person", ["unresolved", "unknown"])
async def test_somebody_whom_identity_does_not_know_has_no_directory(identity: Identity, person: str) -> None:
    assert await identity.read(person) is None
