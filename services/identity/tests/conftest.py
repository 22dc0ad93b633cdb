"""Identity with its real parts: PostgreSQL, the played FranceConnect in process, and gateways over real gRPC."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.auth import Minter
from chassis.crypto import Vault
from chassis.db import Database
from sandbox.franceconnect.app import create_app
from sandbox.franceconnect.settings import Settings as PlayedSettings
from sandbox.suite.keys import pseudonym_keys
from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.identity.events.published import OutboxAnnouncer
from services.identity.partners.franceconnect import FranceConnect, Issuers, Registration
from services.identity.partners.gateways import Gateways
from services.identity.store.keyring import Keyring
from services.identity.store.rules import load_directory, load_retention
from services.identity.store.sealing import Sealing
from services.identity.store.tables import metadata
from services.identity.tests.browser import CLIENT_ID, ISSUER, LOGIN_RETURN, LOGOUT_RETURN, SECRET, Browser
from services.identity.tests.callers import address, bff, callers
from services.identity.tests.people import MARIE, write_personas
from services.identity.tests.played import Moment, PlayedOrganisme, play_organismes
from services.identity.usecases.parts import Addresses, Parts, Rules
from tests.stack import schema_url, stack

__all__ = ["address", "bff", "callers", "schema_url", "stack"]


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest_asyncio.fixture
async def database(schema_url: str) -> AsyncIterator[Database]:
    opened = Database(schema_url)
    async with opened.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()


@pytest.fixture
def personas(tmp_path: Path) -> Path:
    """The people who can log in; a test may write more of them before its first login."""
    return write_personas(tmp_path, MARIE)


@pytest_asyncio.fixture
async def http(personas: Path, moment: Moment) -> AsyncIterator[httpx.AsyncClient]:
    played = PlayedSettings(
        issuer=ISSUER, client_id=CLIENT_ID, client_secret=SECRET, personas_dir=personas, slow_seconds=0,
        redirect_uris=(LOGIN_RETURN,), post_logout_redirect_uris=(LOGOUT_RETURN,),
    )  # fmt: skip
    app: Any = create_app(played, clock=moment.timestamp)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER.removesuffix("/api/v2")) as client:
        yield client


@pytest_asyncio.fixture
async def organismes(stack: Layout) -> AsyncIterator[dict[str, PlayedOrganisme]]:
    """By id; none knows anybody yet."""
    async with play_organismes(stack, "cnam", "msa", "cnaf", "dgfip") as played:
        yield played


@pytest_asyncio.fixture
async def parts(
    stack: Layout,
    database: Database,
    http: httpx.AsyncClient,
    organismes: dict[str, PlayedOrganisme],
    moment: Moment,
) -> AsyncIterator[Parts]:
    settings = played_settings(stack, "identity")
    addresses = {organisme: played.address for organisme, played in organismes.items()}
    gateways = Gateways(settings, addresses, Minter.from_settings(settings))
    yield Parts(
        database=database,
        sealing=Sealing(Vault.from_file(stack.data_key("identity"))),
        keyring=Keyring.from_file(pseudonym_keys(stack)),
        issuers=Issuers(FranceConnect(ISSUER, Registration(CLIENT_ID, SECRET), http)),
        gateways=gateways,
        announcer=OutboxAnnouncer(),
        addresses=Addresses((LOGIN_RETURN,), LOGOUT_RETURN),
        rules=Rules(load_directory(), load_retention()),
        clock=moment,
    )
    await gateways.close()


@pytest.fixture
def browser(parts: Parts, http: httpx.AsyncClient) -> Browser:
    return Browser(parts, http)
