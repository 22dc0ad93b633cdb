"""The organismes in the test's own loop: real gRPC, real tokens, a real SQLite file, and a real NATS server where asked."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc.jwk import KeySet
from opentelemetry.trace import NoOpTracer

from sandbox.organismes.claims.office import Office
from sandbox.organismes.company import Company, play
from sandbox.organismes.intake import Books
from sandbox.organismes.settings import Settings
from sandbox.organismes.store import Store
from sandbox.organismes.tests.played import Played, playing
from sandbox.organismes.tests.situation import Situation
from sandbox.organismes.vocabulary import ORGANISMES
from sandbox.organismes.world import World
from sandbox.suite.keys import make_keys, trusted_keys
from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.suite.permissions import STREAMS
from sandbox.suite.ports import free_base_port
from sandbox.suite.provision import connect
from sandbox.suite.suite import Suite

PERSONAS = REPOSITORY / "sandbox" / "personas"
BENEFITS = REPOSITORY / "services" / "rights" / "catalogue" / "benefits"


@pytest.fixture(scope="session")
def layout() -> Iterator[Layout]:
    """Keys and addresses; nothing runs."""
    folder = Path(tempfile.mkdtemp(prefix="organismes-", dir="/tmp"))
    made = Layout(folder / "run", free_base_port())
    make_keys(made)
    yield made
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def nats(layout: Layout) -> Iterator[Layout]:
    """The same, with a NATS server that holds the suite's streams and durables."""
    suite = Suite(layout, only=["nats"])
    asyncio.run(suite.start())
    yield layout
    asyncio.run(suite.stop())


@pytest.fixture
def settings(layout: Layout, tmp_path: Path) -> Settings:
    return Settings(
        signing_key_file=layout.signing_key("organismes"),
        trusted_keys_file=trusted_keys(layout),
        nats_url=layout.nats_url,
        nats_seeds_dir=layout.organisme_seeds,
        organismes_listen=dict.fromkeys(ORGANISMES, "127.0.0.1:0"),
        state_file=tmp_path / "organismes.db",
        drain_seconds=0.2,
        slow_seconds=0.5,
        day_ms=0,
    )


@pytest.fixture(scope="session")
def world() -> World:
    return World(PERSONAS, BENEFITS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "organismes.db")
    yield opened
    opened.close()


@pytest.fixture
def office(world: World, store: Store) -> Office:
    """No day passes by itself."""
    return Office.open(Books.open(store, world, KeySet([])), 0, lambda _: NoOpTracer())


@pytest_asyncio.fixture
async def cnaf(layout: Layout, settings: Settings, office: Office) -> AsyncIterator[Played]:
    async with playing("cnaf", layout, settings, office) as played:
        yield played


@pytest_asyncio.fixture
async def situation(nats: Layout) -> AsyncIterator[Situation]:
    """The situation service's side of the bus, on empty streams."""
    client = await connect(nats, "provision")
    jetstream = client.jetstream()
    for stream in STREAMS:
        await jetstream.purge_stream(stream)
    yield Situation(jetstream, nats)
    await client.close()


@pytest_asyncio.fixture
async def company(nats: Layout, settings: Settings, situation: Situation) -> AsyncIterator[Company]:
    """The ten organismes at work."""
    company = Company(settings)
    async with company.on_stage() as players:
        playing = asyncio.create_task(play(players))
        yield company
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
