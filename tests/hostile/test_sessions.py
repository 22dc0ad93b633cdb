"""Sessions that nobody was given: guessed, altered, borrowed, ended, or used from another site."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.suite.layout import Layout
from tests.hostile.answers import check
from tests.hostile.callers import Caller, application, browser
from tests.hostile.values import ATTACK

pytestmark = pytest.mark.timeout(300)
_MINE = "/api/v1/facts"


@pytest.fixture(scope="module")
def telephone(running: Layout) -> Caller:
    return asyncio.run(application(running, "etudiante"))


@pytest.fixture(scope="module")
def leaver(running: Layout) -> Caller:
    """Somebody whose session a test may end."""
    return asyncio.run(browser(running, "mere-isolee"))


_TOKENS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=";,"), min_size=1, max_size=80
)


@ATTACK
@given(_TOKENS)
def test_no_guess_opens_a_session(outside: httpx.Client, guess: str) -> None:
    for headers in ({"cookie": f"session={guess}"}, {"authorization": f"Bearer {guess}"}, {"authorization": guess}):
        assert check(outside.get(_MINE, headers=headers)).status_code == 401


def test_an_altered_session_opens_nothing(person: Caller, outside: httpx.Client) -> None:
    secret = person.headers["Cookie"].partition("=")[2]
    altered = [
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        secret[::-1],
        f'"{secret}x"',
        secret[:-1] + "!",
        f"x{secret[1:]}",
    ]
    for one in altered:
        assert check(outside.get(_MINE, headers={"cookie": f"session={one}"})).status_code == 401, one


def test_a_cookie_is_no_token_and_a_token_is_no_cookie(
    person: Caller, telephone: Caller, outside: httpx.Client
) -> None:
    secret = person.headers["Cookie"].partition("=")[2]
    token = telephone.headers["Authorization"].partition(" ")[2]
    assert check(outside.get(_MINE, headers={"authorization": f"Bearer {secret}"})).status_code == 401
    assert check(outside.get(_MINE, headers={"cookie": f"session={token}"})).status_code == 401


def test_a_good_cookie_does_not_stand_in_for_a_wrong_token(inside: httpx.Client) -> None:
    for wrong in ("Bearer x", "Basic eDp4", "Bearer", "é"):
        headers = [(b"authorization", wrong.encode())]
        assert check(inside.get(_MINE, headers=headers)).status_code == 401


def test_a_session_that_nobody_logged_into_opens_nothing(outside: httpx.Client) -> None:
    visitor = outside.get("/connexion").headers["set-cookie"].partition(";")[0]
    assert check(outside.get(_MINE, headers={"cookie": visitor})).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrf-token": ""},
        {"x-csrf-token": "x" * 43},
        {"x-csrf-token": "é".encode().decode("latin-1")},
        {"origin": "https://mechant.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_changes_nothing_in_the_person_s_name(headers: dict[str, str], inside: httpx.Client) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = check(inside.post("/api/v1/identity-reviews", json={}, headers=raw))
    assert answer.json()["reason"] == "FORGED_REQUEST"
    assert check(inside.delete("/api/v1/session", headers=raw)).status_code == 403


def test_a_session_that_was_ended_opens_nothing_any_more(leaver: Caller) -> None:
    with leaver.client() as client:
        assert check(client.get(_MINE)).status_code == 200
        assert check(client.delete("/api/v1/session")).status_code == 200
        assert check(client.get(_MINE)).status_code == 401
        assert check(client.delete("/api/v1/session")).status_code == 401


def test_the_facts_of_a_person_do_not_exist_for_another(inside: httpx.Client, telephone: Caller) -> None:
    mine = inside.get(_MINE).json()["facts"]
    with telephone.client() as stranger:
        for fact in mine:
            assert check(stranger.get(f"{_MINE}/{fact['fact_id']}/versions")).status_code == 404
