"""FranceConnect+: another issuer, for the levels above low, whose tokens are encrypted for the suite alone."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from joserfc.jwk import ECKey, KeySet, RSAKey
from pydantic import SecretStr, ValidationError

from chassis.db import read_session, unit_of_work
from sandbox.franceconnect.app import create_app
from sandbox.franceconnect.levels import Level
from sandbox.franceconnect.settings import Settings as PlayedSettings
from services.identity.domain.assurance import Assurance
from services.identity.domain.errors import AssuranceTooLow, LoginDenied, LoginNotTrusted
from services.identity.partners.franceconnect import FranceConnect, Issuers, Registration
from services.identity.settings import Settings
from services.identity.store.tables import subjects
from services.identity.tests.browser import CLIENT_ID, ISSUER, LOGIN_RETURN, LOGOUT_RETURN, SECRET, Browser
from services.identity.tests.people import MARIE, write_personas
from services.identity.tests.played import Moment
from services.identity.usecases import login
from services.identity.usecases.parts import Parts

PLUS = "http://franceconnect-plus.test/api/v2"
PLUS_CLIENT = "suite-plus"


@dataclass(frozen=True)
class Keys:
    """The suite's keys: what it keeps, and the file that it registered."""

    private: KeySet
    registered: Path


@pytest.fixture(params=["EC", "RSA"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Keys:
    private = (
        ECKey.generate_key("P-256", {"use": "enc"}, auto_kid=True)
        if request.param == "EC"
        else RSAKey.generate_key(2048, {"use": "enc"}, auto_kid=True)
    )
    path = tmp_path / "registered.jwks"
    path.write_text(json.dumps(KeySet([private]).as_dict(private=False)))
    return Keys(KeySet([private]), path)


@pytest.fixture
def personas(tmp_path: Path) -> Path:
    return write_personas(tmp_path, MARIE)


def played(personas: Path, issuer: str, client_id: str, **registered: object) -> PlayedSettings:
    told: dict[str, object] = {
        "issuer": issuer, "client_id": client_id, "client_secret": SecretStr(SECRET), "personas_dir": personas,
        "slow_seconds": 0, "redirect_uris": (LOGIN_RETURN,), "post_logout_redirect_uris": (LOGOUT_RETURN,),
    }  # fmt: skip
    return PlayedSettings.model_validate(told | registered)


@pytest_asyncio.fixture
async def http(personas: Path, moment: Moment, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """Both issuers, each at its own address."""
    low = played(personas, ISSUER, CLIENT_ID, levels=(Level.EIDAS1,))
    high = (Level.EIDAS2, Level.EIDAS3)
    plus = played(personas, PLUS, PLUS_CLIENT, levels=high, encryption_keys_file=keys.registered)
    mounts = {
        f"http://{urlsplit(settings.issuer).hostname}": httpx.ASGITransport(
            create_app(settings, clock=moment.timestamp)
        )
        for settings in (low, plus)
    }
    async with httpx.AsyncClient(mounts=mounts, base_url=ISSUER.removesuffix("/api/v2")) as client:
        yield client


@pytest.fixture
def parts(parts: Parts, http: httpx.AsyncClient, keys: Keys) -> Parts:
    ordinary = FranceConnect(ISSUER, Registration(CLIENT_ID, SECRET), http)
    plus = FranceConnect(PLUS, Registration(PLUS_CLIENT, SECRET, keys.private), http)
    return replace(parts, issuers=Issuers(ordinary, plus))


@pytest.mark.parametrize(
    ("assurance", "asked"),
    [(Assurance.LOW, ISSUER), (Assurance.SUBSTANTIAL, PLUS), (Assurance.HIGH, PLUS)],
)
async def test_a_level_is_asked_of_who_vouches_for_it(browser: Browser, assurance: Assurance, asked: str) -> None:
    prepared = await browser.begin(assurance)
    assert prepared.authorization_url.startswith(f"{asked}/authorize?")
    assert parse_qs(urlsplit(prepared.authorization_url).query)["acr_values"] == [assurance.acr]


async def test_a_person_logs_in_at_the_substantial_level(browser: Browser) -> None:
    opened = await browser.log_in(assurance=Assurance.SUBSTANTIAL)
    assert opened.connection.assurance is Assurance.SUBSTANTIAL


async def test_both_issuers_know_one_person_under_two_names(parts: Parts, browser: Browser) -> None:
    low, high = await browser.log_in(), await browser.log_in(assurance=Assurance.SUBSTANTIAL)
    assert low.person_id == high.person_id
    async with read_session(parts.database) as session:
        rows = await session.execute(sa.select(subjects.c.issuer).order_by(subjects.c.issuer))
    assert list(rows.scalars()) == [PLUS, ISSUER]


async def test_a_session_ends_where_it_was_begun(parts: Parts, browser: Browser, http: httpx.AsyncClient) -> None:
    opened = await browser.log_in(assurance=Assurance.SUBSTANTIAL)
    connection_id = opened.connection.connection_id
    endpoint = await login.prepare_logout(parts, connection_id)
    async with unit_of_work(parts.database) as session:
        url = await login.end_login(parts, session, opened.person_id, connection_id, endpoint=endpoint)
    assert url.startswith(f"{PLUS}/session/end?")
    # The hint is the signed token in clear: FranceConnect+ could not open what it encrypted for us.
    assert (await http.get(url)).status_code == 303


async def test_a_token_in_clear_is_not_believed(parts: Parts, browser: Browser, personas: Path, moment: Moment) -> None:
    lax = create_app(played(personas, PLUS, PLUS_CLIENT), clock=moment.timestamp)
    transport = httpx.ASGITransport(lax)
    async with httpx.AsyncClient(transport=transport, base_url=PLUS.removesuffix("/api/v2")) as http:
        assert parts.issuers.plus
        registration = Registration(PLUS_CLIENT, SECRET, KeySet([ECKey.generate_key("P-256")]))
        careful = replace(parts, issuers=Issuers(parts.issuers.ordinary, FranceConnect(PLUS, registration, http)))
        with pytest.raises(LoginNotTrusted):
            await Browser(careful, http).log_in(assurance=Assurance.SUBSTANTIAL)


async def test_a_token_for_another_key_is_not_believed(parts: Parts, http: httpx.AsyncClient) -> None:
    foreign = KeySet([ECKey.generate_key("P-256", auto_kid=True), RSAKey.generate_key(2048, auto_kid=True)])
    plus = FranceConnect(PLUS, Registration(PLUS_CLIENT, SECRET, foreign), http)
    lost = replace(parts, issuers=Issuers(parts.issuers.ordinary, plus))
    with pytest.raises(LoginNotTrusted):
        await Browser(lost, http).log_in(assurance=Assurance.SUBSTANTIAL)


async def test_the_level_is_read_inside_the_envelope(browser: Browser, http: httpx.AsyncClient) -> None:
    armed = await http.post(f"{PLUS.removesuffix('/api/v2')}/faults", json={"fault": "acr_too_low"})
    assert armed.status_code == 201
    with pytest.raises(AssuranceTooLow):
        await browser.log_in(assurance=Assurance.SUBSTANTIAL)


async def test_franceconnect_alone_never_vouches_for_more(parts: Parts, http: httpx.AsyncClient) -> None:
    alone = replace(parts, issuers=Issuers(parts.issuers.ordinary))
    with pytest.raises((AssuranceTooLow, LoginDenied)):
        await Browser(alone, http).log_in(assurance=Assurance.SUBSTANTIAL)


def test_half_a_registration_is_refused_at_start() -> None:
    told = {
        "franceconnect_issuer": ISSUER, "franceconnect_client_id": CLIENT_ID, "franceconnect_client_secret": SECRET,
        "public_url": "https://droits.example", "pseudonym_keys_file": "/keys.json", "franceconnect_plus_issuer": PLUS,
        "signing_key_file": "/key.jwk", "trusted_keys_file": "/keys.jwks", "database_url": "postgresql+asyncpg://x/y",
    }  # fmt: skip
    with pytest.raises(ValidationError, match="stand together"):
        Settings.model_validate(told)
