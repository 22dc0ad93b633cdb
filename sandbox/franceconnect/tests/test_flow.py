"""The flow as it goes when all goes well."""

import base64
import hashlib
import re

import httpx
import pytest

from sandbox.franceconnect.app import create_app
from sandbox.franceconnect.keys import SigningKeys
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.tests.conftest import ISSUER
from sandbox.franceconnect.tests.relying_party import LOGOUT_URI, FakeClock, RelyingParty, query_of


async def test_a_login_ends_at_the_client_with_a_code_and_its_state(rp: RelyingParty) -> None:
    answer = query_of(await rp.log_in(state="s" * 32))
    assert answer["state"] == "s" * 32
    assert answer["iss"] == ISSUER
    assert answer["code"]


async def test_the_id_token_says_who_for_whom_how_and_until_when(rp: RelyingParty, clock: FakeClock) -> None:
    tokens = await rp.tokens(nonce="n" * 32)
    assert {key: tokens[key] for key in ("token_type", "expires_in")} == {"token_type": "Bearer", "expires_in": 60}
    claims = await rp.verify(tokens["id_token"])
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    sub = claims.pop("sub")
    assert re.fullmatch(r"[0-9a-f]{64}v1", sub)
    assert claims == {
        "iss": ISSUER,
        "aud": "suite",
        "nonce": "n" * 32,
        "acr": "eidas1",
        "amr": ["pwd"],
        "auth_time": int(clock()),
        "iat": int(clock()),
        "exp": int(clock()) + 60,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
    }


async def test_userinfo_is_a_signed_jwt_of_the_pivot(rp: RelyingParty) -> None:
    claims = await rp.userinfo()
    envelope = {claims.pop(name) for name in ("iss", "aud")}
    for name in ("sub", "iat", "exp"):
        del claims[name]
    assert envelope == {ISSUER, "suite"}
    assert claims == {
        "given_name": "Marie Anne",
        "given_name_array": ["Marie", "Anne"],
        "family_name": "LE GALL",
        "preferred_username": "DUPRÉ",
        "birthdate": "1988-04-12",
        "gender": "female",
        "birthplace": "35238",
        "birthcountry": "99100",
        "email": "marie.dupre@example.org",
    }


async def test_userinfo_gives_nothing_that_no_scope_opens(rp: RelyingParty) -> None:
    claims = await rp.userinfo(scope="openid birth inconnu")
    assert set(claims) == {"iss", "aud", "sub", "iat", "exp", "birthplace", "birthcountry"}


async def test_the_pivot_does_not_contain_the_usual_name(rp: RelyingParty) -> None:
    assert "preferred_username" not in await rp.userinfo(scope="openid identite_pivot")


async def test_a_birth_abroad_has_no_place_and_unknown_days_are_presumed(rp: RelyingParty) -> None:
    claims = await rp.userinfo("karim")
    assert (claims["birthplace"], claims["birthcountry"], claims["birthdate"]) == ("", "99352", "1979-01-01")


@pytest.mark.parametrize("idp", ["ameli", "laposte", "msa"])
async def test_the_subject_is_the_same_whichever_identity_provider(rp: RelyingParty, idp: str) -> None:
    first = (await rp.userinfo())["sub"]
    code = query_of(await rp.log_in(idp=idp, prompt="login"))["code"]
    tokens = (await rp.exchange(code)).json()
    assert (await rp.verify(tokens["id_token"]))["sub"] == first


async def test_another_client_knows_the_same_person_under_another_subject(
    rp: RelyingParty, settings: Settings, keys: SigningKeys
) -> None:
    other = settings.model_copy(update={"client_id": "autre"})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(other, keys=keys)), base_url="http://fc.test"
    ) as http:
        stranger = RelyingParty(http)
        code = query_of(await stranger.log_in(client_id="autre"))["code"]
        tokens = (await stranger.exchange(code, client_id="autre")).json()
        theirs = (await stranger.verify(tokens["id_token"]))["sub"]
    assert theirs != (await rp.userinfo())["sub"]


async def test_rs256_signs_when_the_client_is_registered_so(settings: Settings, keys: SigningKeys) -> None:
    app = create_app(settings.model_copy(update={"signing_algorithm": "RS256"}), keys=keys)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://fc.test") as http:
        assert (await RelyingParty(http).userinfo())["gender"] == "female"
        discovery = (await http.get("/.well-known/openid-configuration")).json()
    assert discovery["id_token_signing_alg_values_supported"] == ["RS256"]


@pytest.mark.parametrize(
    ("asked", "granted"), [("eidas1 eidas2", "eidas1"), ("eidas3 eidas2", "eidas2"), ("inconnu", "eidas1")]
)
async def test_of_several_levels_the_lowest_is_used(rp: RelyingParty, asked: str, granted: str) -> None:
    tokens = await rp.tokens("karim", acr_values=asked)
    assert (await rp.verify(tokens["id_token"]))["acr"] == granted


async def test_single_sign_on_skips_the_choice_of_an_account(rp: RelyingParty, clock: FakeClock) -> None:
    await rp.log_in()
    logged_in_at = int(clock())
    clock.advance(600)
    answer = await rp.submit(await rp.authorize(), "consent", decision="accept")
    tokens = (await rp.exchange(query_of(answer)["code"])).json()
    assert (await rp.verify(tokens["id_token"]))["auth_time"] == logged_in_at


async def test_single_sign_on_ends_with_the_session(rp: RelyingParty, clock: FakeClock) -> None:
    await rp.log_in()
    clock.advance(1801)
    assert "Qui êtes-vous" in (await rp.authorize()).text


async def test_prompt_login_asks_again(rp: RelyingParty) -> None:
    await rp.log_in()
    assert "Qui êtes-vous" in (await rp.authorize(prompt="login consent")).text


async def test_there_is_no_single_sign_on_above_eidas1(rp: RelyingParty) -> None:
    await rp.log_in("karim", acr_values="eidas2")
    assert "Qui êtes-vous" in (await rp.authorize(acr_values="eidas2")).text
    assert "Qui êtes-vous" in (await rp.authorize()).text


async def test_one_can_choose_another_account_after_single_sign_on(rp: RelyingParty) -> None:
    await rp.log_in()
    choice = await rp.submit(await rp.authorize(), "switch")
    consent = await rp.submit(choice, "login", idp="msa", persona="karim")
    assert "Karim Benali" in consent.text


async def test_logout_forgets_the_session_and_returns_the_state(rp: RelyingParty, clock: FakeClock) -> None:
    hint = (await rp.tokens())["id_token"]
    clock.advance(600)
    params = {"id_token_hint": hint, "state": "bye", "post_logout_redirect_uri": LOGOUT_URI}
    answer = await rp.http.get("/api/v2/session/end", params=params)
    assert answer.headers["location"] == f"{LOGOUT_URI}?state=bye"
    assert "Qui êtes-vous" in (await rp.authorize()).text


async def test_authorize_also_accepts_a_form(rp: RelyingParty) -> None:
    page = await rp.http.post("/api/v2/authorize", data=rp.request())
    assert "Marie Dupré" in page.text


async def test_discovery_names_endpoints_that_answer(rp: RelyingParty) -> None:
    discovery = (await rp.http.get("/api/v2/.well-known/openid-configuration")).json()
    assert discovery == (await rp.http.get("/.well-known/openid-configuration")).json()
    assert discovery["issuer"] == ISSUER
    for name in ("authorization", "token", "userinfo", "end_session"):
        assert (await rp.http.get(discovery[f"{name}_endpoint"])).status_code in (400, 401, 405)
    assert {key["alg"] for key in (await rp.http.get(discovery["jwks_uri"])).json()["keys"]} == {"ES256", "RS256"}


async def test_the_published_keys_hold_no_private_part(rp: RelyingParty) -> None:
    for key in (await rp.http.get("/api/v2/jwks")).json()["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)


async def test_pages_say_their_language_and_let_nothing_run(rp: RelyingParty) -> None:
    for page in (await rp.authorize(), await rp.http.get("/")):
        assert '<html lang="fr">' in page.text
        assert "<script" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert (await rp.http.get("/static/style.css")).status_code == 200
