"""The service played whole in the test's own loop: real PostgreSQL, real gRPC and tokens, played partners, a set clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import grpc
import pytest
import pytest_asyncio
import sqlalchemy as sa
from mesdroits.common.v1 import access_pb2
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.requests_tracking.v1 import claim_pb2, events_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2_grpc as tracking_grpc

from chassis.auth import Minter, Verifier
from chassis.bus import Incoming
from chassis.clients import Client
from chassis.crypto import Vault
from chassis.db import Database, new_id, read_session, unit_of_work, upgrade
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.requests_tracking.api.servicer import RequestsTrackingServicer
from services.requests_tracking.catalogue.loader import load
from services.requests_tracking.events.handlers import ClaimNews, DocumentNews
from services.requests_tracking.events.published import Published
from services.requests_tracking.store.tables import chassis
from services.requests_tracking.tests.parts import Clock, PlayedGateways, PlayedIdentity, Portal, pseudonym
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.days import one_turn
from services.requests_tracking.usecases.dispatch import Dispatcher
from services.requests_tracking.usecases.poll import Poller


@pytest_asyncio.fixture
async def migrated(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A schema brought to its last version by the service's own migrations."""
    monkeypatch.setenv("MESDROITS_DATABASE_URL", schema_url)
    await asyncio.to_thread(upgrade, "services.requests_tracking")
    opened = Database(schema_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def identity() -> PlayedIdentity:
    return PlayedIdentity()


@pytest.fixture
def gateways(clock: Clock) -> PlayedGateways:
    return PlayedGateways(clock)


@pytest.fixture
def tracking(stack: Layout, identity: PlayedIdentity, gateways: PlayedGateways, clock: Clock) -> Tracking:
    vault = Vault.from_file(stack.data_key("requests_tracking"))
    return Tracking(load(), vault, Published(), identity, gateways, now=clock)


@pytest_asyncio.fixture
async def poller(migrated: Database, tracking: Tracking) -> AsyncIterator[Poller]:
    made = Poller(migrated, tracking, 5.0, timedelta(minutes=5))
    yield made
    await made.close()


@pytest_asyncio.fixture
async def portal(
    stack: Layout, migrated: Database, tracking: Tracking, poller: Poller, identity: PlayedIdentity
) -> AsyncIterator[Portal]:
    server = grpc.aio.server(interceptors=[Gate(Verifier.from_file(trusted_keys(stack), "requests_tracking"))])
    servicer = RequestsTrackingServicer(migrated, tracking, poller)
    tracking_grpc.add_RequestsTrackingServiceServicer_to_server(servicer, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    settings = played_settings(stack, "bff")
    edge = Minter.from_settings(settings)
    stub = tracking_grpc.RequestsTrackingServiceStub
    client = Client(settings, address, stub, "requests_tracking", edge)
    made = Portal(client, edge)
    identity.attach(made.person_id, "cnaf", "cnam", "cnav", "dgfip")
    yield made
    await client.close()
    await server.stop(0)


@dataclass
class World:
    """What happens around the person: errands are done, organismes speak, days pass; and what the suite heard of it."""

    database: Database
    tracking: Tracking
    clock: Clock
    dispatcher: Dispatcher
    news: ClaimNews
    documents: DocumentNews
    portal: Portal

    async def errands(self) -> None:
        while await self.dispatcher.once():
            pass

    async def days(self, count: int = 0) -> None:
        self.clock.forward(days=count)
        await one_turn(self.database, self.tracking)

    async def says(self, organisme: str, reference: str, told: Any, *, person: str | None = None) -> None:
        """An organisme tells a step, by an event."""
        name = pseudonym(organisme, person or self.portal.person_id)
        message = claims_pb2.ClaimMoved(organisme_reference=reference, pseudonym=name, step=told)
        await self._hear(f"organisme.{organisme}.claim.v1.moved", message, self.news.prepare)

    async def document(self, message: Any) -> None:
        async def prepare(_: Incoming) -> Any:
            return self.documents.handle

        await self._hear("mesdroits.documents.v1.document.advanced", message, prepare)

    async def _hear(self, subject: str, message: Any, prepare: Callable[[Incoming], Awaitable[Any]]) -> None:
        event = Incoming(new_id(), subject, message.SerializeToString(), "", self.clock(), "", {}, 1)
        handler = await prepare(event)
        async with unit_of_work(self.database) as session:
            await handler(session, event)

    async def heard(self, name: str) -> list[Any]:
        """The events of one name in the outbox, oldest first."""
        kinds: dict[str, Any] = {
            "claim.advanced": events_pb2.ClaimAdvanced,
            "piece.expected": events_pb2.PieceExpected,
            "access.recorded": access_pb2.AccessRecorded,
        }
        async with read_session(self.database) as session:
            rows = await session.execute(sa.select(chassis.outbox).order_by(chassis.outbox.c.position))
            return [kinds[name].FromString(row.data) for row in rows if row.subject.endswith(name)]

    async def subjects(self) -> list[str]:
        async with read_session(self.database) as session:
            rows = await session.execute(sa.select(chassis.outbox).order_by(chassis.outbox.c.position))
            return [row.subject.removeprefix("mesdroits.requests_tracking.v1.") for row in rows]

    async def get(self, claim_id: str) -> claim_pb2.Claim:
        claim: claim_pb2.Claim = (await self.portal.call("GetClaim", claim_id=claim_id)).claim
        return claim


@pytest.fixture
def world(migrated: Database, tracking: Tracking, clock: Clock, portal: Portal) -> World:
    dispatcher = Dispatcher(migrated, tracking, asyncio.Event())
    news, documents = ClaimNews(migrated, tracking), DocumentNews(tracking)
    return World(migrated, tracking, clock, dispatcher, news, documents, portal)
