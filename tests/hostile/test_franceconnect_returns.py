"""Returns from FranceConnect that FranceConnect did not make: guessed, replayed, swapped, mixed."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from sandbox.suite.environments import LOGIN_RETURN
from sandbox.suite.layout import Layout
from tests.hostile.answers import check
from tests.hostile.callers import Traveller
from tests.hostile.values import ATTACK, WRITABLE_TEXTS

pytestmark = pytest.mark.timeout(300)
_WORDS = WRITABLE_TEXTS.map(lambda text: text[:3_000])


@pytest_asyncio.fixture
async def ada(running: Layout) -> AsyncIterator[Traveller]:
    async with Traveller.open(running.public_url) as browser:
        yield browser


@pytest_asyncio.fixture
async def eve(running: Layout) -> AsyncIterator[Traveller]:
    async with Traveller.open(running.public_url) as browser:
        yield browser


async def _return(browser: Traveller, **words: str) -> httpx.Response:
    return check(await browser.http.get(LOGIN_RETURN, params=words))


async def _logged_in(browser: Traveller) -> bool:
    return bool((await browser.get("/api/v1/session"))["authenticated"])


@ATTACK
@given(
    st.fixed_dictionaries(
        {}, optional={name: _WORDS for name in ("state", "code", "error", "iss", "error_description")}
    )
)
def test_no_return_is_too_strange_to_be_refused(outside: httpx.Client, words: dict[str, str]) -> None:
    begun = {"cookie": outside.get("/connexion").headers["set-cookie"].partition(";")[0]}
    for headers in ({}, begun):
        answer = check(outside.get(LOGIN_RETURN, params=words, headers=headers))
        assert answer.status_code in (409, 422), answer.text


async def test_a_return_opens_one_session_and_no_second(ada: Traveller, eve: Traveller) -> None:
    words = await ada.come_back("etudiante")
    assert (await _return(ada, **words)).status_code == 303
    assert await _logged_in(ada)
    for browser in (ada, eve):
        replayed = await _return(browser, **words)
        assert replayed.json()["reason"] == "LOGIN_MISMATCH"
    assert not await _logged_in(eve)
    assert await _logged_in(ada)


async def test_a_return_opens_nothing_in_another_browser(ada: Traveller, eve: Traveller) -> None:
    stolen, own = await ada.come_back("etudiante"), await eve.come_back("sans-aucun-droit")
    assert (await _return(eve, **stolen)).json()["reason"] == "LOGIN_MISMATCH"
    assert not await _logged_in(eve)
    assert (await _return(eve, **own)).status_code == 303
    assert (await _return(ada, **stolen)).status_code == 303


async def test_the_code_of_one_login_does_not_end_another(ada: Traveller, eve: Traveller) -> None:
    stolen, own = await ada.come_back("etudiante"), await eve.come_back("sans-aucun-droit")
    mixed = await _return(eve, **{**own, "code": stolen["code"]})
    assert mixed.status_code == 409, mixed.text
    assert not await _logged_in(eve)
    assert (await _return(eve, **own)).json()["reason"] == "LOGIN_MISMATCH", "the attempt is spent"


@pytest.mark.parametrize("code", ["", "x", "../token", "x" * 2_000, "é", "a b+c%20d", "%00"])
async def test_a_code_that_franceconnect_did_not_give_logs_nobody_in(code: str, ada: Traveller) -> None:
    words = await ada.come_back("etudiante")
    assert (await _return(ada, **{**words, "code": code})).status_code == 409
    assert not await _logged_in(ada)


@pytest.mark.parametrize("error", ["access_denied", "server_error", "<script>alert(1)</script>", "\x00", "é" * 100])
async def test_an_error_logs_nobody_in_even_beside_a_good_code(error: str, ada: Traveller) -> None:
    words = await ada.come_back("etudiante")
    refused = await _return(ada, **{**words, "error": error})
    assert refused.status_code in (409, 422)
    assert "script" not in refused.text
    assert not await _logged_in(ada)


async def test_two_states_are_not_a_way_in(ada: Traveller) -> None:
    words = await ada.come_back("etudiante")
    doubled = {"state": ["x", words["state"], "y"], "code": words["code"]}
    answer = check(await ada.http.get(LOGIN_RETURN, params=doubled))
    assert answer.json()["reason"] == "LOGIN_MISMATCH"
    assert not await _logged_in(ada)


@pytest.mark.parametrize(
    "target",
    [
        "//mechant.example",
        "/\\mechant.example",
        "https://mechant.example",
        "/\tx",
        "javascript:alert(1)",
        "/%0d%0aLocation:x",
        "é",
    ],
)
async def test_a_login_leads_to_no_other_site(target: str, ada: Traveller) -> None:
    await ada.http.get("/connexion", params={"suite": target})
    words = await ada.come_back("etudiante")
    landed = await _return(ada, **words)
    assert landed.status_code == 303
    assert landed.headers["location"].startswith("/")
    assert "mechant" not in landed.headers["location"]
