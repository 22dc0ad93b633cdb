"""Logging in and out through FranceConnect, and what becomes of the session."""

import asyncio
from typing import Any

import pytest
from mesdroits.common.v1.access_pb2 import ASSURANCE_LOW, ASSURANCE_SUBSTANTIAL
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2 import CompleteLoginResponse

from chassis.errors import Refused, TimedOut, Unavailable
from services.bff import samples
from services.bff.tests.conftest import PORTAL, World
from services.bff.tests.played import completed

STATE = "q3tG0gqQ2y8gq1n5Vf2f9Q"
BACK = f"/connexion/retour?state={STATE}&code=camille"


class Denied(Refused):
    reason = "LOGIN_DENIED"
    default_message = "Vous avez interrompu la connexion."


async def test_a_login_goes_to_franceconnect_and_comes_back_as_a_session(world: World) -> None:
    async with world.client() as client:
        gone = await client.get("/connexion")
        assert gone.status_code == 303
        assert gone.headers["location"].startswith("http://fc.test/api/v2/authorize")
        begun = world.played.last("BeginLogin")
        assert begun.request.redirect_uri == f"{PORTAL}/connexion/retour"
        assert begun.caller.person_id is None
        back = await client.get(BACK)
        assert (back.status_code, back.headers["location"]) == (303, "/")
        session = (await client.get("/api/v1/session")).json()
    assert session["authenticated"] is True
    assert session["display_name"] == "Camille Martin"
    assert session["certified"] is True


async def test_a_return_waits_for_a_slow_franceconnect(world: World) -> None:
    async def slowly(request: Any) -> Any:
        await asyncio.sleep(2.7)
        return completed(request)

    world.played.answers["CompleteLogin"] = slowly
    async with world.client() as client:
        await client.get("/connexion")
        assert (await client.get(BACK)).headers["location"] == "/"


async def test_the_id_known_before_the_login_opens_nothing_afterwards(world: World) -> None:
    async with world.client() as client:
        await client.get("/connexion")
        before = client.cookies["session"]
        await client.get(BACK)
        after = client.cookies["session"]
    assert before != after
    async with world.client() as attacker:
        attacker.cookies.set("session", before, domain="portal.test")
        assert (await attacker.get("/api/v1/session")).json()["authenticated"] is False
        assert (await attacker.get("/api/v1/home")).status_code == 401


async def test_an_id_that_somebody_made_up_is_not_adopted(world: World) -> None:
    async with world.client() as client:
        client.cookies.set("session", "chosen-by-an-attacker", domain="portal.test")
        given = (await client.get("/connexion")).headers["set-cookie"]
    assert "chosen-by-an-attacker" not in given
    async with world.client() as attacker:
        attacker.cookies.set("session", "chosen-by-an-attacker", domain="portal.test")
        assert (await attacker.get("/connexion/retour", params={"state": STATE, "code": "x"})).status_code == 409


async def test_a_return_that_this_browser_did_not_begin_is_refused(world: World) -> None:
    async with world.client() as client:
        refused = await client.get(BACK)
        assert refused.status_code == 409
        assert refused.json()["reason"] == "LOGIN_MISMATCH"
        assert refused.json()["action"]["href"] == "/connexion"
        await client.get("/connexion")
        assert (await client.get("/connexion/retour?state=another&code=x")).json()["reason"] == "LOGIN_MISMATCH"
    assert not [call for call in world.played.calls if call.rpc == "CompleteLogin"]


async def test_a_return_serves_once(world: World) -> None:
    world.played.answers["CompleteLogin"] = Denied()
    async with world.client() as client:
        await client.get("/connexion")
        assert (await client.get(BACK)).json()["reason"] == "LOGIN_DENIED"
        assert (await client.get(BACK)).json()["reason"] == "LOGIN_MISMATCH"


async def test_a_refusal_of_franceconnect_is_told_in_plain_french_with_what_to_do(world: World) -> None:
    world.played.answers["CompleteLogin"] = Denied()
    async with world.client() as client:
        await client.get("/connexion")
        refused = (await client.get(f"/connexion/retour?state={STATE}&error=access_denied&error_description=x")).json()
    assert world.played.last("CompleteLogin").request.error == "access_denied"
    assert refused["detail"] == "Vous avez interrompu la connexion."
    assert refused["action"] == {"text": "Se connecter avec FranceConnect", "href": "/connexion"}


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/a b"]
)
async def test_a_login_never_leads_to_another_site(world: World, elsewhere: str) -> None:
    async with world.client() as client:
        await client.get("/connexion", params={"suite": elsewhere})
        assert (await client.get(BACK)).headers["location"] == "/"


async def test_a_login_leads_back_to_the_page_that_asked_for_it(world: World) -> None:
    async with world.client() as client:
        await client.get("/connexion", params={"suite": "/journal?page=2"})
        assert (await client.get(BACK)).headers["location"] == "/journal?page=2"


async def test_a_person_whose_nir_is_missing_is_led_to_tell_it(world: World) -> None:
    answer = samples.sample(CompleteLoginResponse)
    answer.person.certification.state = person_pb2.CERTIFICATION_STATE_NIR_MISSING
    world.played.answers["CompleteLogin"] = answer
    async with world.client() as client:
        await client.get("/connexion")
        assert (await client.get(BACK)).headers["location"] == "/premiere-connexion"


async def test_a_stronger_login_can_be_asked_for(world: World) -> None:
    async with world.client() as client:
        await client.get("/connexion?niveau=renforce")
    assert world.played.last("BeginLogin").request.assurance == ASSURANCE_SUBSTANTIAL


async def test_a_stronger_login_is_not_offered_where_there_is_none(world: World) -> None:
    client = await world.logged_in(edge=world.with_settings(franceconnect_plus_issuer=""))
    statements = (await client.get("/api/v1/rights/statements")).json()
    assert statements["step_up"] is None
    assert "sur le site de l'organisme" in statements["hidden_text"]
    await client.get("/connexion?niveau=renforce")
    assert world.played.last("BeginLogin").request.assurance == ASSURANCE_LOW


async def test_attestations_that_a_weak_login_hides_are_counted_and_explained(world: World) -> None:
    client = await world.logged_in()
    attestations = (await client.get("/api/v1/rights/attestations")).json()
    assert attestations["hidden_by_assurance"] == 1
    assert attestations["hidden_text"].startswith("1\u00a0attestation de santé n'est pas affichée")
    assert attestations["step_up"]["href"] == "/connexion?niveau=renforce"


async def test_a_stronger_login_keeps_the_session_until_it_is_done(world: World) -> None:
    client = await world.logged_in()
    await client.get("/connexion?niveau=renforce")
    assert (await client.get("/api/v1/session")).json()["assurance"] == "low"
    await client.get(f"/connexion/retour?state={STATE}&code=2")
    assert (await client.get("/api/v1/session")).json()["assurance"] == "substantial"


async def test_a_logout_ends_the_session_here_and_at_franceconnect(world: World) -> None:
    client = await world.logged_in()
    cookie = client.cookies["session"]
    gone = await client.post("/deconnexion", data={"csrf_token": client.headers.pop("x-csrf-token")})
    assert gone.status_code == 303
    assert gone.headers["location"].startswith("http://fc.test/api/v2/session/end")
    assert gone.headers["clear-site-data"] == '"cache", "storage"'
    ended = world.played.last("EndLogin")
    assert ended.request.connection_id == samples.CONNECTION_ID
    assert ended.caller.person_id == samples.PERSON_ID
    client.cookies.set("session", cookie, domain="portal.test")
    assert (await client.get("/api/v1/home")).status_code == 401
    assert (await client.get("/deconnexion/retour")).headers["location"] == "/"


async def test_a_logout_ends_the_session_even_if_identity_is_away(world: World) -> None:
    client = await world.logged_in()
    world.played.answers["EndLogin"] = Unavailable()
    assert (await client.delete("/api/v1/session")).json() == {"logout_url": "/"}
    assert (await client.get("/api/v1/session")).json()["authenticated"] is False


async def test_a_logout_that_another_site_asks_for_is_refused(world: World) -> None:
    client = await world.logged_in()
    del client.headers["x-csrf-token"]
    assert (await client.post("/deconnexion")).json()["reason"] == "FORGED_REQUEST"
    assert (await client.get("/api/v1/session")).json()["authenticated"] is True


async def test_over_tls_the_cookie_is_bound_to_this_host(world: World) -> None:
    edge = world.with_settings(public_url="https://portal.test")
    async with world.client(edge) as client:
        given = (await client.get("/connexion")).headers["set-cookie"]
    assert given.startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in given.split(";")}
    assert "Domain" not in given
    assert "Max-Age" not in given


async def test_without_tls_the_cookie_is_still_out_of_reach_of_scripts(world: World) -> None:
    async with world.client() as client:
        given = (await client.get("/connexion")).headers["set-cookie"]
    assert given.startswith("session=")
    assert "HttpOnly" in given
    assert "Secure" not in given


@pytest.mark.parametrize(("failure", "status"), [(Unavailable(retry_in=5), 503), (TimedOut(), 504)])
async def test_a_login_that_franceconnect_leaves_waiting_can_be_tried_again(
    world: World, failure: Exception, status: int
) -> None:
    world.played.answers["CompleteLogin"] = failure
    async with world.client() as client:
        await client.get("/connexion")
        refused = await client.get(BACK)
    assert refused.status_code == status
    assert refused.json()["action"] == {"text": "Réessayer avec FranceConnect", "href": "/connexion"}
