"""Identity and an organisme's gateway, met over real gRPC with real tokens."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as gateway_grpc

from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import NotFound, Problem, Unavailable
from chassis.gate import Gate
from chassis.server import OPTIONS
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.documents.domain.admissibility import Purpose
from services.documents.domain.channels import PersonFile
from services.documents.domain.deposits import Content, Document, State
from services.documents.domain.verdicts import Holder
from services.documents.mapping.documents import timestamp
from services.documents.partners.gateways import Gateways
from services.documents.partners.identity import IdentityDirectory
from services.documents.tests.parts import NOW

CONTENT = bytes(range(256)) * 4000
PERSON = new_id()


def document() -> Document:
    digest = hashlib.sha256(CONTENT).hexdigest()
    return Document(
        document_id=new_id(),
        person_id=PERSON,
        type="rib",
        purpose=Purpose("cnaf", organisme_reference="RSA-63"),
        state=State.ACCEPTED,
        state_time=NOW,
        deposit_time=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        content=Content("c", digest, len(CONTENT), "application/pdf", 1),
    )


async def pieces() -> AsyncIterator[bytes]:
    for start in range(0, len(CONTENT), 256 << 10):
        yield CONTENT[start : start + (256 << 10)]


@dataclass
class PlayedIdentity(identity_grpc.IdentityServiceServicer):
    problem: Problem | None = None
    calls: int = 0

    async def ListAttachments(self, request: Any, context: Any) -> identity_pb.ListAttachmentsResponse:
        self.calls += 1
        if self.problem:
            raise self.problem
        start, end = date_pb2.Date(year=2015, month=1, day=1), date_pb2.Date(year=2020, month=1, day=1)
        regime = person_pb2.REGIME_GENERAL
        return identity_pb.ListAttachmentsResponse(
            attachments=[
                person_pb2.Attachment(
                    organisme="cnam", regime=regime, office="CPAM de la Loire", period=date_pb2.Period(start_date=start)
                ),
                person_pb2.Attachment(organisme="cnaf", regime=regime, period=date_pb2.Period(start_date=start)),
                person_pb2.Attachment(organisme="msa", period=date_pb2.Period(start_date=start, end_date=end)),
            ]
        )

    async def ResolvePseudonyms(self, request: Any, context: Any) -> identity_pb.ResolvePseudonymsResponse:
        known = [person_pb2.Pseudonym(organisme="cnaf", value="a" * 32)]
        return identity_pb.ResolvePseudonymsResponse(pseudonyms=known)

    async def GetPerson(self, request: Any, context: Any) -> identity_pb.GetPersonResponse:
        if self.problem:
            raise self.problem
        person = person_pb2.Person(birth_date=date_pb2.Date(year=1988, month=3, day=2))
        names = identity_pb.CivilNames(given_names=["Claire", "Rose"], family_name="EXEMPLE", usual_name="MARTIN")
        return identity_pb.GetPersonResponse(person=person, names=names)


@dataclass
class PlayedGateway(gateway_grpc.OrganismeGatewayServiceServicer):
    first: list[Any] = field(default_factory=list)
    content: bytes = b""
    answers: bool = True

    async def ReceiveDocument(self, requests: Any, context: Any) -> AsyncIterator[claims_pb2.ReceiveDocumentResponse]:
        async for request in requests:
            if request.pseudonym:
                self.first.append(request)
            self.content += request.content
        if self.answers:
            yield claims_pb2.ReceiveDocumentResponse(receipt="CAF-1", receive_time=timestamp(NOW))


async def _serve(stack: Layout, audience: str, register: Any, played: Any) -> tuple[grpc.aio.Server, str]:
    verifier = Verifier.from_file(trusted_keys(stack), audience)
    server = grpc.aio.server(interceptors=[Gate(verifier)], options=OPTIONS)
    register(played, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    return server, address


@pytest.fixture
def played_identity() -> PlayedIdentity:
    return PlayedIdentity()  # type: ignore[abstract]


@pytest.fixture
def played_gateway() -> PlayedGateway:
    return PlayedGateway()  # type: ignore[abstract]


@pytest_asyncio.fixture
async def identity(stack: Layout, played_identity: PlayedIdentity) -> AsyncIterator[IdentityDirectory]:
    register = identity_grpc.add_IdentityServiceServicer_to_server
    server, address = await _serve(stack, "identity", register, played_identity)
    settings = played_settings(stack, "documents")
    minter = Minter.from_settings(settings)
    client = Client(settings, address, identity_grpc.IdentityServiceStub, "identity", minter)
    yield IdentityDirectory(client)
    await client.close()
    await server.stop(0)


@pytest_asyncio.fixture
async def gateways(stack: Layout, played_gateway: PlayedGateway) -> AsyncIterator[Gateways]:
    register = gateway_grpc.add_OrganismeGatewayServiceServicer_to_server
    server, address = await _serve(stack, "organisme.cnaf", register, played_gateway)
    settings = played_settings(stack, "documents")
    opened = Gateways(settings, {"cnaf": address}, Minter.from_settings(settings))
    yield opened
    await opened.close()
    await server.stop(0)


async def test_identity_says_where_a_person_has_files_today_and_in_which_office(
    identity: IdentityDirectory, played_identity: PlayedIdentity
) -> None:
    for _ in range(2):
        files = await identity.files(PERSON)
        assert list(files) == [PersonFile("cnam", "GENERAL", "CPAM de la Loire"), PersonFile("cnaf", "GENERAL")]
    assert played_identity.calls == 1


async def test_an_identity_that_does_not_answer_is_not_waited_for(
    identity: IdentityDirectory, played_identity: PlayedIdentity
) -> None:
    played_identity.problem = Unavailable()
    for _ in range(3):
        assert list(await identity.files(PERSON)) == []
    # Asked, and asked once more as every call is; then left alone for a moment.
    assert played_identity.calls <= 3
    with pytest.raises(Unavailable):
        await identity.holder(PERSON)


async def test_documents_are_compared_with_the_names_of_the_pivot(
    identity: IdentityDirectory, played_identity: PlayedIdentity
) -> None:
    expected = Holder(("Claire", "Rose"), "EXEMPLE", "MARTIN", date(1988, 3, 2))
    assert await identity.holder(PERSON) == expected
    played_identity.problem = NotFound()
    assert await identity.holder(PERSON) == Holder()


async def test_a_pseudonym_is_asked_for_one_organisme(identity: IdentityDirectory) -> None:
    assert await identity.pseudonym(PERSON, "cnaf") == "a" * 32
    assert await identity.pseudonym(PERSON, "cnam") == ""


async def test_a_document_arrives_whole_under_the_pseudonym_with_its_first_date(
    gateways: Gateways, played_gateway: PlayedGateway
) -> None:
    sent = document()
    receipt = await gateways.deliver(sent, "a" * 32, pieces())
    assert (receipt.receipt, receipt.receive_time) == ("CAF-1", NOW)
    assert played_gateway.content == CONTENT
    [first] = played_gateway.first
    assert (first.pseudonym, first.type, first.organisme_reference) == ("a" * 32, "rib", "RSA-63")
    assert (first.request_id, first.media_type) == (sent.document_id, "application/pdf")
    assert first.deposit_time.ToDatetime(UTC) == sent.deposit_time
    assert first.sha256 == hashlib.sha256(CONTENT).hexdigest()


async def test_an_organisme_without_an_address_or_without_a_receipt_has_nothing(
    gateways: Gateways, played_gateway: PlayedGateway
) -> None:
    elsewhere = replace(document(), purpose=Purpose("msa"))
    with pytest.raises(Unavailable):
        await gateways.deliver(elsewhere, "a" * 32, pieces())
    played_gateway.answers = False
    with pytest.raises(Problem) as silent:
        await gateways.deliver(document(), "a" * 32, pieces())
    assert silent.value.reason == "RECEIPT_MISSING"
