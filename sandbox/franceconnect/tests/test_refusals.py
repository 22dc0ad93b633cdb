"""What the provider refuses, and how it says so."""

import httpx
import pytest

from sandbox.franceconnect.tests.relying_party import LOGOUT_URI, FakeClock, RelyingParty, query_of

REQUIRED = ["client_id", "redirect_uri", "response_type", "scope", "acr_values", "state", "nonce"]


@pytest.mark.parametrize("name", REQUIRED)
async def test_a_request_without_a_required_parameter_stops_on_a_page(rp: RelyingParty, name: str) -> None:
    page = await rp.authorize(**{name: None})
    assert page.status_code == 400
    assert "Y030007" in page.text
    assert f"&#39;{name}&#39;" in page.text


async def test_a_client_that_asks_for_json_is_refused_in_json(rp: RelyingParty) -> None:
    params = rp.request(nonce=None)
    answer = await rp.http.get("/api/v2/authorize", params=params, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_request",
        "error_description": "missing required parameter 'nonce'",
        "code": "Y030007",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nonce": "trop_court"}, "Y030007"),
        ({"state": ""}, "Y030007"),
        ({"prompt": "none"}, "Y030007"),
        ({"prompt": ""}, "Y030007"),
        ({"client_id": "inconnu"}, "Y030106"),
        ({"redirect_uri": "https://my-malicious-url.fr/callback"}, "Y030118"),
        ({"redirect_uri": "http://127.0.0.1:8000/retour/"}, "Y030118"),
    ],
)
async def test_an_unsafe_request_is_never_redirected(rp: RelyingParty, changes: dict[str, str], code: str) -> None:
    page = await rp.authorize(**changes)
    assert page.status_code == 400
    assert code in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_request"),
        ({"request": "x"}, "request_not_supported"),
    ],
)
async def test_a_wrong_request_goes_back_to_the_client(rp: RelyingParty, changes: dict[str, str], error: str) -> None:
    answer = query_of(await rp.authorize(**changes, state="s" * 32))
    assert (answer["error"], answer["state"]) == (error, "s" * 32)
    assert answer["error_description"]


async def test_a_person_who_gives_up_or_refuses_goes_back_denied(rp: RelyingParty) -> None:
    assert query_of(await rp.submit(await rp.authorize(), "abort"))["error"] == "access_denied"
    consent = await rp.submit(await rp.authorize(), "login", idp="msa", persona="marie")
    assert query_of(await rp.submit(consent, "consent", decision="refuse"))["error"] == "access_denied"


async def test_a_level_that_the_person_cannot_reach_is_denied(rp: RelyingParty) -> None:
    page = await rp.authorize(acr_values="eidas2")
    assert query_of(await rp.submit(page, "login", idp="msa", persona="marie"))["error"] == "access_denied"


@pytest.mark.parametrize("fields", [{"idp": "msa"}, {"idp": "x", "persona": "marie"}, {"idp": "msa", "persona": "x"}])
async def test_a_login_with_an_unlisted_choice_is_refused(rp: RelyingParty, fields: dict[str, str]) -> None:
    assert (await rp.submit(await rp.authorize(), "login", **fields)).status_code == 400


async def test_nobody_consents_before_logging_in(rp: RelyingParty) -> None:
    page = await rp.authorize()
    path = page.text.split('action="')[1].split('"')[0].replace("/login", "/consent")
    assert (await rp.http.post(path, data={"decision": "accept"})).status_code == 400


async def test_a_consent_is_given_once(rp: RelyingParty) -> None:
    consent = await rp.submit(await rp.authorize(), "login", idp="msa", persona="marie")
    await rp.submit(consent, "consent", decision="accept")
    again = await rp.submit(consent, "consent", decision="accept")
    assert again.status_code == 400
    assert "Votre session a expiré" in again.text


async def test_an_interaction_expires_after_half_an_hour(rp: RelyingParty, clock: FakeClock) -> None:
    page = await rp.authorize()
    clock.advance(1800)
    assert (await rp.submit(page, "login", idp="msa", persona="marie")).status_code == 400


async def _code(rp: RelyingParty) -> str:
    return query_of(await rp.log_in())["code"]


def _error(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


@pytest.mark.parametrize(("seconds", "status"), [(29, 200), (31, 400)])
async def test_a_code_lives_thirty_seconds(rp: RelyingParty, clock: FakeClock, seconds: int, status: int) -> None:
    code = await _code(rp)
    clock.advance(seconds)
    assert (await rp.exchange(code)).status_code == status


async def test_an_expired_code_is_an_invalid_grant(rp: RelyingParty, clock: FakeClock) -> None:
    code = await _code(rp)
    clock.advance(31)
    assert _error(await rp.exchange(code)) == (400, "invalid_grant")


async def test_a_code_used_twice_is_refused_and_revokes_its_token(rp: RelyingParty) -> None:
    code = await _code(rp)
    tokens = (await rp.exchange(code)).json()
    assert (await rp.ask_userinfo(tokens["access_token"])).status_code == 200
    assert _error(await rp.exchange(code)) == (400, "invalid_grant")
    assert _error(await rp.ask_userinfo(tokens["access_token"])) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_id": "inconnu"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"code": None}, 400, "invalid_request"),
        ({"code": "inconnu"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8000/autre"}, 400, "invalid_grant"),
    ],
)
async def test_a_wrong_exchange_is_refused_in_json(
    rp: RelyingParty, changes: dict[str, str | None], status: int, error: str
) -> None:
    code = await _code(rp)
    answer = await rp.exchange(**{"code": code, **changes})  # type: ignore[arg-type]
    assert _error(answer) == (status, error)
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


async def test_a_refused_exchange_does_not_spend_the_code(rp: RelyingParty) -> None:
    code = await _code(rp)
    await rp.exchange(code, client_secret="wrong")
    assert (await rp.exchange(code)).status_code == 200


async def test_an_access_token_lives_sixty_seconds(rp: RelyingParty, clock: FakeClock) -> None:
    token = (await rp.tokens())["access_token"]
    clock.advance(59)
    assert (await rp.ask_userinfo(token)).status_code == 200
    clock.advance(1)
    refused = await rp.ask_userinfo(token)
    assert _error(refused) == (401, "invalid_token")
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_userinfo_without_a_token_is_refused(rp: RelyingParty) -> None:
    assert _error(await rp.http.get("/api/v2/userinfo")) == (401, "invalid_token")


@pytest.mark.parametrize("missing", ["id_token_hint", "state", "post_logout_redirect_uri"])
async def test_logout_needs_its_three_parameters(rp: RelyingParty, missing: str) -> None:
    params = {"id_token_hint": "x", "state": "bye", "post_logout_redirect_uri": LOGOUT_URI}
    del params[missing]
    page = await rp.http.get("/api/v2/session/end", params=params)
    assert page.status_code == 400
    assert missing in page.text


@pytest.mark.parametrize(
    "changes", [{"id_token_hint": "forged"}, {"post_logout_redirect_uri": "https://my-malicious-url.fr/"}]
)
async def test_a_forged_logout_is_never_redirected(rp: RelyingParty, changes: dict[str, str]) -> None:
    hint = (await rp.tokens())["id_token"]
    params = {"id_token_hint": hint, "state": "bye", "post_logout_redirect_uri": LOGOUT_URI, **changes}
    assert (await rp.http.get("/api/v2/session/end", params=params)).status_code == 400
    assert "Continuer vers" in (await rp.authorize()).text
