"""The login of the mobile application: PKCE, a code good once and for a minute, then a bearer token."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx

from chassis.errors import Refused
from services.bff import samples
from services.bff.tests.conftest import APP_LINK, World

STATE = "q3tG0gqQ2y8gq1n5Vf2f9Q"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
LOGIN = {"redirect_uri": APP_LINK, "code_challenge": CHALLENGE, "state": "of-the-app"}


class Denied(Refused):
    reason = "LOGIN_DENIED"


async def _code(browser: httpx.AsyncClient) -> str:
    assert (await browser.get("/api/v1/mobile/login", params=LOGIN)).status_code == 303
    back = await browser.get("/connexion/retour", params={"state": STATE, "code": "camille"})
    address = back.headers["location"]
    assert address.startswith(f"{APP_LINK}?")
    told = parse_qs(urlsplit(address).query)
    assert told["state"] == ["of-the-app"]
    return told["code"][0]


async def _exchange(client: httpx.AsyncClient, code: str, verifier: str = VERIFIER) -> httpx.Response:
    return await client.post("/api/v1/mobile/sessions", json={"code": code, "code_verifier": verifier})


async def bearer(world: World) -> httpx.AsyncClient:
    """The application, logged in."""
    async with world.client() as browser:
        code = await _code(browser)
    client = world.client()
    client.headers["authorization"] = f"Bearer {(await _exchange(client, code)).json()['session_token']}"
    return client


async def test_the_application_gets_a_token_that_works_everywhere(world: World) -> None:
    client = await bearer(world)
    assert (await client.get("/api/v1/home")).status_code == 200
    session = (await client.get("/api/v1/session")).json()
    assert session["authenticated"] is True
    assert session["csrf_token"] is None
    assert session["expires_time"] == "2026-11-23T01:00:00Z"


async def test_a_bearer_changes_things_without_an_anti_forgery_token(world: World) -> None:
    client = await bearer(world)
    assert (await client.post("/api/v1/nir", json={"nir": "1"})).status_code == 200
    assert world.played.last("DeclareNir").caller.person_id == samples.PERSON_ID


async def test_the_telephones_browser_is_left_without_a_session(world: World) -> None:
    async with world.client() as browser:
        await _code(browser)
        assert (await browser.get("/api/v1/session")).json()["authenticated"] is False


async def test_a_browser_that_was_logged_in_keeps_its_session(world: World) -> None:
    browser = await world.logged_in()
    await _code(browser)
    assert (await browser.get("/api/v1/session")).json()["authenticated"] is True


async def test_a_code_serves_once(world: World) -> None:
    async with world.client() as browser:
        code = await _code(browser)
        assert (await _exchange(browser, code)).status_code == 201
        again = await _exchange(browser, code)
    assert (again.status_code, again.json()["reason"]) == (409, "CODE_REFUSED")


async def test_a_code_serves_for_a_minute(world: World) -> None:
    async with world.client() as browser:
        code = await _code(browser)
        world.clock.pass_by(seconds=60)
        assert (await _exchange(browser, code)).json()["reason"] == "CODE_REFUSED"


async def test_a_code_without_its_verifier_is_spent_for_nothing(world: World) -> None:
    async with world.client() as browser:
        code = await _code(browser)
        assert (await _exchange(browser, code, "x" * 43)).json()["reason"] == "CODE_REFUSED"
        assert (await _exchange(browser, code)).json()["reason"] == "CODE_REFUSED"


async def test_a_code_is_neither_a_cookie_nor_a_token(world: World) -> None:
    async with world.client() as browser:
        code = await _code(browser)
    async with world.client() as thief:
        assert (await thief.get("/api/v1/home", headers={"authorization": f"Bearer {code}"})).status_code == 401
        thief.cookies.set("session", code, domain="portal.test")
        assert (await thief.get("/api/v1/home")).status_code == 401


async def test_a_browsers_id_is_not_a_token_and_a_token_is_not_a_browsers_id(world: World) -> None:
    browser, client = await world.logged_in(), await bearer(world)
    token = client.headers["authorization"].removeprefix("Bearer ")
    async with world.client() as thief:
        stolen = {"authorization": f"Bearer {browser.cookies['session']}"}
        assert (await thief.get("/api/v1/home", headers=stolen)).status_code == 401
        thief.cookies.set("session", token, domain="portal.test")
        assert (await thief.get("/api/v1/home")).status_code == 401


async def test_an_application_that_is_not_registered_is_refused(world: World) -> None:
    async with world.client() as browser:
        refused = await browser.get("/api/v1/mobile/login", params=LOGIN | {"redirect_uri": f"{APP_LINK}/"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "redirect_uri"


async def test_a_challenge_that_is_not_s256_is_refused(world: World) -> None:
    async with world.client() as browser:
        plain = await browser.get("/api/v1/mobile/login", params=LOGIN | {"code_challenge_method": "plain"})
        short = await browser.get("/api/v1/mobile/login", params=LOGIN | {"code_challenge": "short"})
    assert plain.json()["errors"][0]["field"] == "code_challenge_method"
    assert short.json()["errors"][0]["field"] == "code_challenge"


async def test_a_refusal_of_franceconnect_reaches_the_application(world: World) -> None:
    world.played.answers["CompleteLogin"] = Denied()
    async with world.client() as browser:
        await browser.get("/api/v1/mobile/login", params=LOGIN)
        back = await browser.get("/connexion/retour", params={"state": STATE, "error": "access_denied"})
    assert back.headers["location"] == f"{APP_LINK}?error=login_denied&state=of-the-app"


async def test_a_logout_of_the_application_ends_its_token(world: World) -> None:
    client = await bearer(world)
    assert (await client.delete("/api/v1/session")).status_code == 200
    assert (await client.get("/api/v1/home")).status_code == 401
