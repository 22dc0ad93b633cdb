"""A login through FranceConnect, each of the ways it is refused, and what FranceConnect is told of us."""

import uuid
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from chassis.db import new_id, read_session, unit_of_work
from chassis.errors import InvalidInput, Problem
from services.identity.domain.assurance import Assurance
from services.identity.domain.errors import (
    AssuranceTooLow,
    CodeExpired,
    ConnectionNotFound,
    FranceConnectDown,
    LoginAlreadyUsed,
    LoginDenied,
    LoginExpired,
    LoginNotTrusted,
    LoginRefused,
)
from services.identity.store.tables import connections, persons, subjects
from services.identity.tests.browser import LOGIN_RETURN, LOGOUT_RETURN, Browser
from services.identity.tests.played import Moment
from services.identity.usecases import journal, login
from services.identity.usecases.login import Return
from services.identity.usecases.parts import Parts
from services.identity.usecases.people import get_person


async def test_a_person_logs_in_and_is_greeted(parts: Parts, browser: Browser) -> None:
    opened = await browser.log_in()
    async with read_session(parts.database) as session:
        person = await get_person(parts, session, opened.person_id)
        [connection] = await journal.list_connections(session, opened.person_id, 10, None)
    assert person.pivot.display_name == "Marie-Ève EXEMPLE"
    assert connection == opened.connection
    assert connection.assurance is Assurance.LOW


async def test_franceconnect_learns_nothing_but_what_the_protocol_needs(browser: Browser) -> None:
    query = parse_qs(urlsplit((await browser.begin(Assurance.SUBSTANTIAL)).authorization_url).query)
    assert set(query) == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "acr_values"}
    assert query["acr_values"] == ["eidas2"]
    assert "email" not in query["scope"][0]


async def test_state_and_nonce_never_serve_twice(browser: Browser) -> None:
    one, other = (await browser.begin()).attempt, (await browser.begin()).attempt
    assert len({one.login_id, one.nonce, other.login_id, other.nonce}) == 4


async def test_a_browser_is_not_sent_to_an_address_of_somebody_else(parts: Parts) -> None:
    with pytest.raises(InvalidInput) as refused:
        await login.prepare_login(parts, "https://ailleurs.example/connexion/retour", Assurance.LOW)
    assert refused.value.violations[0].field == "redirect_uri"


async def test_a_level_that_was_reached_is_the_level_of_the_connection(browser: Browser) -> None:
    assert (await browser.log_in(assurance=Assurance.SUBSTANTIAL)).connection.assurance is Assurance.SUBSTANTIAL


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("code_expired", CodeExpired),
        ("wrong_nonce", LoginNotTrusted),
        ("acr_too_low", AssuranceTooLow),
        ("bad_signature", LoginNotTrusted),
        ("unknown_kid", LoginNotTrusted),
        ("userinfo_bad_signature", LoginNotTrusted),
        ("token_endpoint_down", FranceConnectDown),
    ],
)
async def test_what_franceconnect_gets_wrong_is_refused_by_name(
    browser: Browser, parts: Parts, fault: str, refusal: type[Problem]
) -> None:
    prepared = await browser.begin(Assurance.SUBSTANTIAL)
    await browser.arm(fault)
    back = await browser.visit(prepared.authorization_url, "marie")
    with pytest.raises(refusal) as refused:
        await browser.complete(back)
    assert refused.value.message.endswith(".")
    async with read_session(parts.database) as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(persons)) == 0


async def test_a_person_who_stops_at_franceconnect_may_begin_again(browser: Browser) -> None:
    prepared = await browser.begin()
    back = await browser.visit(prepared.authorization_url, "marie", decision="refuse")
    assert back["error"] == "access_denied"
    with pytest.raises(LoginDenied):
        await browser.complete(back)
    assert await browser.log_in()


@pytest.mark.parametrize(
    ("assurance", "said"), [(Assurance.LOW, "Vous avez interrompu"), (Assurance.SUBSTANTIAL, "ce compte ne permet pas")]
)
async def test_a_denial_is_not_put_on_the_person_where_their_account_may_be_the_cause(
    browser: Browser, assurance: Assurance, said: str
) -> None:
    prepared = await browser.begin(assurance)
    with pytest.raises(LoginDenied) as refused:
        await browser.complete({"state": prepared.attempt.login_id, "error": "access_denied"})
    assert said in refused.value.message


async def test_an_error_without_a_meaning_for_the_person_is_refused_too(browser: Browser) -> None:
    prepared = await browser.begin()
    with pytest.raises(LoginRefused):
        await browser.complete({"state": prepared.attempt.login_id, "error": "invalid_scope"})
    with pytest.raises(LoginAlreadyUsed):
        await browser.complete({"state": prepared.attempt.login_id, "code": "x"})


async def test_an_attempt_serves_once(browser: Browser) -> None:
    prepared = await browser.begin()
    back = await browser.visit(prepared.authorization_url, "marie")
    await browser.complete(back)
    with pytest.raises(LoginAlreadyUsed):
        await browser.complete(back)


async def test_the_same_request_again_finds_its_connection_made(browser: Browser, parts: Parts) -> None:
    prepared, request_id = await browser.begin(), str(uuid.uuid4())
    back = await browser.visit(prepared.authorization_url, "marie")
    await browser.complete(back, request_id)
    assert await login.claim_attempt(parts, Return(back["state"], request_id, back["code"])) is None


async def test_an_attempt_expires_after_fifteen_minutes(browser: Browser, moment: Moment) -> None:
    prepared = await browser.begin()
    moment.move(minutes=15)
    with pytest.raises(LoginExpired):
        await browser.complete({"state": prepared.attempt.login_id, "code": "x"})
    with pytest.raises(LoginExpired):
        await browser.complete({"state": "never-begun", "code": "x"})


async def test_a_code_survives_an_outage_of_franceconnect(browser: Browser) -> None:
    prepared = await browser.begin()
    back = await browser.visit(prepared.authorization_url, "marie")
    await browser.arm("token_endpoint_down")
    with pytest.raises(FranceConnectDown) as down:
        await browser.complete(back)
    assert down.value.retry_in is not None
    assert await browser.complete(back)


async def test_somebody_elses_code_is_not_taken_for_ours(browser: Browser) -> None:
    stolen = await browser.visit((await browser.begin()).authorization_url, "marie")
    ours = await browser.begin()
    with pytest.raises(LoginNotTrusted):
        await browser.complete({"state": ours.attempt.login_id, "code": stolen["code"]})


async def test_logging_out_ends_both_sessions_and_serves_once(
    browser: Browser, parts: Parts, http: httpx.AsyncClient
) -> None:
    opened = await browser.log_in()
    identifier = opened.connection.connection_id
    endpoint = await login.prepare_logout(parts, opened.connection.connection_id)
    async with unit_of_work(parts.database) as session:
        url = await login.end_login(parts, session, opened.person_id, identifier, endpoint=endpoint)
    answer = await http.get(url)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LOGOUT_RETURN}?state={identifier}")
    async with unit_of_work(parts.database) as session:
        assert await login.end_login(parts, session, opened.person_id, identifier, endpoint=endpoint) == LOGOUT_RETURN
        [connection] = await journal.list_connections(session, opened.person_id, 10, None)
        assert await session.scalar(sa.select(connections.c.id_token_sealed)) is None
    assert connection.end_time == parts.clock()


async def test_nobody_ends_the_connection_of_another(browser: Browser, parts: Parts) -> None:
    opened = await browser.log_in()
    async with unit_of_work(parts.database) as session:
        with pytest.raises(ConnectionNotFound):
            await login.end_login(parts, session, new_id(), opened.connection.connection_id, endpoint=None)


async def test_logging_out_does_not_wait_for_franceconnect(browser: Browser, parts: Parts) -> None:
    opened = await browser.log_in()
    async with unit_of_work(parts.database) as session:
        url = await login.end_login(parts, session, opened.person_id, opened.connection.connection_id, endpoint=None)
    assert url == LOGOUT_RETURN


async def test_nothing_of_the_identity_is_readable_in_the_database(browser: Browser, parts: Parts) -> None:
    await browser.log_in()
    async with read_session(parts.database) as session:
        rows = [(await session.execute(sa.select(table))).all() for table in (persons, subjects, connections)]
    stored = repr(rows).upper()
    assert not any(secret in stored for secret in ("EXEMPLE", "MARIE", "1985", "63113", "EYJ"))
    assert LOGIN_RETURN.upper() not in stored
