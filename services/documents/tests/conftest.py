"""The service played whole in the test's own loop: real PostgreSQL, real gRPC and tokens, a real folder of objects, a set clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc

from chassis.auth import Minter, Verifier
from chassis.clients import Client
from chassis.crypto import Signer, Vault
from chassis.db import Database, upgrade
from chassis.gate import Gate
from chassis.server import OPTIONS
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.documents.api.servicer import DocumentsServicer
from services.documents.domain.rulebook import Rulebook
from services.documents.events.published import Published
from services.documents.rules.loader import load, load_retention
from services.documents.store.objects import Objects, open_store
from services.documents.tests.parts import Portal, World
from services.documents.usecases.context import Parts
from services.documents.usecases.delivering import Delivering
from services.documents.usecases.examining import Examining
from services.documents.usecases.purging import Purging


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load()


@pytest_asyncio.fixture
async def migrated(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A schema brought to its last version by the service's own migrations."""
    monkeypatch.setenv("MESDROITS_DATABASE_URL", schema_url)
    await asyncio.to_thread(upgrade, "services.documents")
    opened = Database(schema_url)
    yield opened
    await opened.close()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder of the object store."""
    return tmp_path / "objects"


@pytest.fixture
def parts(stack: Layout, rulebook: Rulebook, world: World, kept: Path) -> Parts:
    vault = Vault.from_file(stack.data_key("documents"))
    return Parts(
        rulebook=rulebook,
        retention=load_retention(),
        vault=vault,
        objects=Objects(open_store(kept.as_uri()), vault),
        events=Published(),
        directory=world.directory,
        couriers=world.courier,
        examine=world.checks,
        mark=world.mark,
        signer=Signer.from_file(stack.signing_key("documents")),
        now=world.clock,
    )


@pytest.fixture
def sent(examining: Examining, delivering: Delivering, portal: Portal) -> Callable[..., Awaitable[Any]]:
    """A deposit that its organisme has."""

    async def send(content: bytes = b"%PDF-1.7", kind: str = "rib", organisme: str = "cnaf") -> Any:
        document = await portal.deposit(content, kind, organisme=organisme)
        assert await examining.once()
        assert await delivering.once()
        return document

    return send


@pytest.fixture
def examining(migrated: Database, parts: Parts) -> Examining:
    return Examining(migrated, parts)


@pytest.fixture
def delivering(migrated: Database, parts: Parts) -> Delivering:
    return Delivering(migrated, parts, timedelta(days=2))


@pytest.fixture
def purging(migrated: Database, parts: Parts) -> Purging:
    return Purging(migrated, parts)


@pytest_asyncio.fixture
async def portal(stack: Layout, migrated: Database, parts: Parts) -> AsyncIterator[Portal]:
    verifier = Verifier.from_file(trusted_keys(stack), "documents")
    server = grpc.aio.server(interceptors=[Gate(verifier)], options=OPTIONS)
    documents_grpc.add_DocumentsServiceServicer_to_server(DocumentsServicer(migrated, parts), server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    settings = played_settings(stack, "bff")
    edge, agent = Minter.from_settings(settings), Minter.from_settings(played_settings(stack, "ops"))
    client = Client(settings, address, documents_grpc.DocumentsServiceStub, "documents", edge)
    yield Portal(client, edge, agent, address)
    await client.close()
    await server.stop(0)
