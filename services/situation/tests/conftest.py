"""The service played whole in the test's own loop: real PostgreSQL, real gRPC and tokens, a played identity, a set clock."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.identity.v1 import identity_service_pb2_grpc as identity_grpc
from mesdroits.situation.v1 import situation_service_pb2_grpc as situation_grpc
from nats.js.errors import NotFoundError

from chassis.auth import Minter, Verifier
from chassis.bus import Bus
from chassis.clients import Client
from chassis.crypto import Signer, Vault
from chassis.db import Database, upgrade
from chassis.gate import Gate
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from sandbox.suite.permissions import STREAMS
from sandbox.suite.provision import connect
from services.situation.api.identity import Identity
from services.situation.api.servicer import SituationServicer
from services.situation.catalogue.loader import load
from services.situation.events.published import Published
from services.situation.tests.exchanges import Organismes
from services.situation.tests.parts import Clock, PlayedIdentity, Portal
from services.situation.usecases.context import Situation
from services.situation.wiring import consumers, relay


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
    settings = played_settings(stack, "situation")
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


@pytest_asyncio.fixture
async def portal(stack: Layout, migrated: Database, situation: Situation) -> AsyncIterator[Portal]:
    servicer = SituationServicer(migrated, situation)
    register = situation_grpc.add_SituationServiceServicer_to_server
    server, address = await _serve(stack, "situation", register, servicer)
    settings = played_settings(stack, "bff")
    edge, operator = (Minter.from_settings(played_settings(stack, issuer)) for issuer in ("bff", "ops"))
    client = Client(settings, address, situation_grpc.SituationServiceStub, "situation", edge)
    yield Portal(client, edge, operator)
    await client.close()
    await server.stop(0)


@pytest_asyncio.fixture
async def organismes(stack: Layout, migrated: Database, bus: Bus, situation: Situation) -> AsyncIterator[Organismes]:
    """Empty streams, and the service's relay and consumers at work."""
    client = await connect(stack, "provision")
    jetstream = client.jetstream()
    for stream in STREAMS:
        await jetstream.purge_stream(stream)
    working = {name: consumer.run for name, consumer in consumers(migrated, bus, situation).items()}
    for stream, durable in (("RECEIPTS", "receipts"), ("IDENTITY", "directory"), ("GIVEN_UP", "given-up")):
        try:
            await jetstream.delete_consumer(stream, f"situation-{durable}")
        except NotFoundError:
            continue
    tasks = [asyncio.create_task(run()) for run in (*working.values(), relay(migrated, bus, situation).run)]
    yield Organismes(jetstream)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.close()
