"""A real PostgreSQL and a real NATS for the whole run; the edge and the played services anew for each test."""

import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from joserfc.jwk import KeySet
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.auth import Minter
from chassis.bus import Bus
from chassis.crypto import Vault
from chassis.db import Database, unit_of_work
from sandbox.suite import Layout
from sandbox.suite import Suite as Infrastructure
from sandbox.suite.environments import database_url
from sandbox.suite.keys import trusted_keys
from sandbox.suite.migrations import migrate
from sandbox.suite.placement import SYSTEM_HOME
from sandbox.suite.ports import free_base_port
from services.bff.app import create_app
from services.bff.clients import Suite
from services.bff.edge import Edge, sessions_of
from services.bff.events import Receipts
from services.bff.health import Health
from services.bff.limits import Limits
from services.bff.readers import Readers
from services.bff.settings import Settings
from services.bff.store.tables import sessions
from services.bff.tests.played import Played

PORTAL = "http://portal.test"
APP_LINK = "https://app.test/retour"


@pytest.fixture(scope="session")
def root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="edge-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "run"
    identifier = folder / "run" / "id"
    if identifier.exists():
        shutil.rmtree(SYSTEM_HOME / identifier.read_text(), ignore_errors=True)
    shutil.rmtree(folder)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def layout(root: Path) -> AsyncIterator[Layout]:
    layout = Layout(root, free_base_port())
    async with Infrastructure(layout, only=["postgres", "nats"]):
        await migrate(layout, ["edge"])
        yield layout


@dataclass
class Clock:
    """A clock that a test moves."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 13, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


@dataclass
class World:
    """The edge in front of the played services."""

    edge: Edge
    played: Played
    clock: Clock
    database: Database
    layout: Layout

    def client(self, edge: Edge | None = None, pages: Any = None) -> httpx.AsyncClient:
        """A browser without a session."""
        edge = edge or self.edge
        transport = httpx.ASGITransport(app=create_app(edge, pages), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=edge.settings.public_url)

    async def logged_in(self, code: str = "camille", **options: Any) -> httpx.AsyncClient:
        """A browser that went through FranceConnect, and that sends its anti-forgery token."""
        client = self.client(**options)
        await client.get("/connexion")
        state = "q3tG0gqQ2y8gq1n5Vf2f9Q"
        back = await client.get("/connexion/retour", params={"state": state, "code": code})
        assert back.status_code == 303, back.text
        client.headers["x-csrf-token"] = (await client.get("/api/v1/session")).json()["csrf_token"]
        return client

    def with_settings(self, **changed: Any) -> Edge:
        """The same edge under other settings."""
        settings = self.edge.settings.model_copy(update=changed)
        return replace(self.edge, settings=settings, limits=Limits(settings))


@pytest_asyncio.fixture
async def world(layout: Layout) -> AsyncIterator[World]:
    played, clock = Played(), Clock()
    await played.start(KeySet.import_key_set(json.loads(trusted_keys(layout).read_text())))
    settings = Settings(
        public_url=PORTAL, signing_key_file=layout.signing_key("bff"), trusted_keys_file=trusted_keys(layout),
        data_key_file=layout.data_key("bff"), database_url=database_url(layout, "bff"), nats_url=layout.nats_url,
        nats_seed_file=layout.nats_seed("bff"), identity_address=played.addresses["identity"],
        situation_address=played.addresses["situation"], rights_address=played.addresses["rights"],
        simulator_address=played.addresses["simulator"], requests_tracking_address=played.addresses["requests_tracking"],
        documents_address=played.addresses["documents"], notify_address=played.addresses["notify"],
        mobile_redirect_uris=(APP_LINK,), franceconnect_issuer="http://fc.test/api/v2", franceconnect_plus_issuer="http://fc-plus.test/api/v2",
        listen="127.0.0.1:0",
    )  # fmt: skip
    database, bus = Database(database_url(layout, "bff"), pool_size=5), await Bus.connect(settings)
    async with unit_of_work(database) as session:
        await session.execute(sa.delete(sessions))
    suite, receipts = Suite(settings, Minter.from_settings(settings)), Receipts(bus)
    vault = Vault.from_file(layout.data_key("bff"))
    kept = sessions_of(settings, database, vault, clock)
    edge = Edge(settings, kept, suite, receipts, Readers(), Limits(settings), Health(database, suite, receipts), clock)
    yield World(edge, played, clock, database, layout)
    await suite.close()
    await bus.close()
    await database.close()
    await played.stop()


@pytest.fixture
def traced() -> Iterator[InMemorySpanExporter]:
    """The spans of the edge, kept in memory."""
    exporter = InMemorySpanExporter()
    telemetry.start("bff", None, processor=SimpleSpanProcessor(exporter))
    yield exporter
    telemetry.shutdown()
