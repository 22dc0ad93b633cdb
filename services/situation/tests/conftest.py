"""The service played whole in the test's own loop: real PostgreSQL, real gRPC and tokens, a played identity, a set clock."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.identity.v1 import person_pb2
from mesdroits.situation.v1 import situation_service_pb2_grpc as situation_grpc

from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.crypto import Signer, Vault
from chassis.db import Database, new_id, upgrade
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from services.situation.api.identity import Identity
from services.situation.api.servicer import SituationServicer
from services.situation.catalogue.loader import load
from services.situation.domain.dates import Period
from services.situation.events.published import Published
from services.situation.mapping.ledger import period_message, timestamp
from services.situation.usecases.context import Situation
from tests.stack import process_settings

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
QUALITIES = person_pb2.Quality


@dataclass
class Clock:
    """Time as the test says; each reading is one microsecond later."""

    instant: datetime = NOW

    def __call__(self) -> datetime:
        self.instant += timedelta(microseconds=1)
        return self.instant

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


@dataclass
class PlayedIdentity(identity_grpc.IdentityServiceServicer):
    """Answers what the test says: person → organisme → (quality, start, end). Pages hold two attachments."""

    files: dict[str, dict[str, tuple[str, date, date | None]]] = field(default_factory=dict)
    version: str = "v1"
    calls: int = 0

    def attach(self, person_id: str, *organismes: str, quality: str = "HOLDER") -> None:
        listed = self.files.setdefault(person_id, {})
        listed.update({organisme: (quality, date(2020, 1, 1), None) for organisme in organismes})

    async def ListAttachments(self, request: Any, context: Any) -> identity_pb.ListAttachmentsResponse:
        self.calls += 1
        listed = self.files.get(request.person_id)
        if listed is None:
            return identity_pb.ListAttachmentsResponse()
        first = int(request.page_token or 0)
        page = sorted(listed.items())[first : first + 2]
        attachments = [
            person_pb2.Attachment(
                organisme=organisme,
                quality=QUALITIES.Value(f"QUALITY_{quality}"),
                period=period_message(Period(start, end)),
            )
            for organisme, (quality, start, end) in page
        ]
        more = str(first + 2) if first + 2 < len(listed) else ""
        return identity_pb.ListAttachmentsResponse(
            attachments=attachments, next_page_token=more, resolved_time=timestamp(NOW)
        )

    async def ResolvePseudonyms(self, request: Any, context: Any) -> identity_pb.ResolvePseudonymsResponse:
        return identity_pb.ResolvePseudonymsResponse(
            pseudonyms=[
                person_pb2.Pseudonym(organisme=organisme, value=f"{organisme}-{self.version}-{request.person_id[-4:]}")
                for organisme in request.organismes
            ]
        )


@pytest_asyncio.fixture
async def migrated(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A schema brought to its last version by the service's own migrations."""
    monkeypatch.setenv("MESDROITS_DATABASE_URL", schema_url)
    await asyncio.to_thread(upgrade, "services.situation")
    opened = Database(schema_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def identity() -> PlayedIdentity:
    return PlayedIdentity()  # type: ignore[abstract]


async def _serve(layout: Layout, audience: str, register: Any, servicer: Any) -> tuple[grpc.aio.Server, str]:
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(layout), audience))])
    register(servicer, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    return server, address


@pytest_asyncio.fixture
async def identity_source(stack: Layout, identity: PlayedIdentity) -> AsyncIterator[Identity]:
    """The service's own client of the played identity."""
    register = identity_grpc.add_IdentityServiceServicer_to_server
    server, address = await _serve(stack, "identity", register, identity)
    settings = process_settings(stack, "situation")
    client = Client(settings, address, identity_grpc.IdentityServiceStub, "identity", Minter.from_settings(settings))
    yield Identity(client)
    await client.close()
    await server.stop(0)


@pytest.fixture
def situation(stack: Layout, identity_source: Identity, clock: Clock) -> Situation:
    return Situation(
        catalogue=load(),
        vault=Vault.from_file(stack.data_key("situation")),
        events=Published(Signer.from_file(stack.signing_key("situation"))),
        identity=identity_source,
        now=clock,
    )


@dataclass
class Portal:
    """The edge's side of the service, for one person or for an operator."""

    client: "Client[situation_grpc.SituationServiceAsyncStub]"
    edge: Minter
    operator: Minter
    person_id: str = field(default_factory=new_id)

    async def call(self, rpc: str, request: Any, **fields: Any) -> Any:
        """Calls as the person, whose id is put in the request."""
        message = request(person_id=self.person_id, **fields)
        token = self.edge.mint("situation", person_id=self.person_id)
        return await self.client.call(getattr(self.client.stub, rpc), message, token=token, timeout=10)

    async def operate(self, rpc: str, message: Any) -> Any:
        """Calls as an operator."""
        return await self.client.call(getattr(self.client.stub, rpc), message, token=self.operator.mint("situation"))


@pytest_asyncio.fixture
async def portal(stack: Layout, migrated: Database, situation: Situation) -> AsyncIterator[Portal]:
    servicer = SituationServicer(migrated, situation)
    register = situation_grpc.add_SituationServiceServicer_to_server
    server, address = await _serve(stack, "situation", register, servicer)
    settings = process_settings(stack, "bff")
    edge, operator = (Minter.from_settings(process_settings(stack, issuer)) for issuer in ("bff", "ops"))
    client = Client(settings, address, situation_grpc.SituationServiceStub, "situation", edge)
    yield Portal(client, edge, operator)
    await client.close()
    await server.stop(0)
