from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from sandbox.franceconnect.app import create_app
from sandbox.franceconnect.keys import SigningKeys
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.tests.relying_party import LOGOUT_URI, REDIRECT_URI, FakeClock, FakeSleep, RelyingParty

ISSUER = "http://fc.test/api/v2"


@pytest.fixture(scope="session")
def keys() -> SigningKeys:
    return SigningKeys.draw()


@pytest.fixture
def settings() -> Settings:
    return Settings(
        issuer=ISSUER,
        client_id="suite",
        client_secret=SecretStr("secret"),
        redirect_uris=(REDIRECT_URI,),
        post_logout_redirect_uris=(LOGOUT_URI,),
        personas_dir=Path(__file__).parent / "personas",
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sleep() -> FakeSleep:
    return FakeSleep()


@pytest.fixture
async def rp(settings: Settings, clock: FakeClock, sleep: FakeSleep, keys: SigningKeys) -> AsyncIterator[RelyingParty]:
    app = create_app(settings, clock=clock, sleep=sleep, keys=keys)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://fc.test") as http:
        yield RelyingParty(http)
