"""The grid: every route × {anonymous, person, other person, bearer, forged request}. A route that is not in the grid fails it."""

from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from google.protobuf.json_format import ParseDict
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2 import GetPersonResponse
from mesdroits.situation.v1.situation_service_pb2 import GetDeclarationResponse

from services.bff import samples
from services.bff.access import Access, GuardedRoute
from services.bff.app import create_api
from services.bff.samples_of_documents import LENGTH
from services.bff.session import Kind
from services.bff.tests.conftest import World
from services.bff.tests.grid import BARE, BODIES, IDS, KEY, OWNED, TUS
from services.bff.tests.played import OTHER_PERSON, SomebodyElses
from services.bff.tests.test_mobile import bearer

# Routes that change something end the session that the grid needs, or never end.
ENDING = {"/deconnexion", "/api/v1/session", "/connexion", "/connexion/retour"}
LOGGED = (Access.PERSON, Access.CERTIFIED)


def _routes(world: World) -> list[tuple[str, APIRoute]]:
    routes = [route for route in create_api(world.edge).routes if isinstance(route, APIRoute)]
    return [(method, route) for route in routes for method in sorted(route.methods or ())]


def _access(route: APIRoute) -> Access:
    assert isinstance(route, GuardedRoute)
    return route.access


async def _ask(client: httpx.AsyncClient, method: str, route: APIRoute, **headers: str) -> httpx.Response:
    path = route.path_format.format(**IDS)
    final = {"last-event-id": "2.1"} if path.endswith("/events") else {}
    path += "?benefit=rsa" if path.endswith("/durations") else ""
    path += "?benefit=ppa&month=2026-10-01" if path.endswith("/declarable-resources") else ""
    path += "?benefit=apl" if path.endswith("/pieces") else ""
    if "/uploads" in path:
        return await client.request(method, path, content=b"x" * LENGTH, headers=TUS | KEY | headers)
    return await client.request(method, path, json=BODIES.get(route.path_format), headers=KEY | final | headers)


@pytest.fixture
def finished(world: World) -> None:
    """Every delivery is over: the stream of events says so and ends."""
    world.played.answers["GetDeclaration"] = _finished


def _finished(request: Any) -> Any:
    if request.person_id != samples.PERSON_ID:
        raise SomebodyElses
    return ParseDict({"declaration": samples.declaration(("APPLIED",), ("APPLIED",))}, GetDeclarationResponse())


async def test_the_grid_covers_every_route_that_changes_something(world: World) -> None:
    unsafe = {route.path_format for method, route in _routes(world) if method not in ("GET", "DELETE")}
    assert unsafe == set(BODIES) | BARE


async def test_without_a_session_only_public_routes_and_the_login_answer(world: World) -> None:
    async with world.client() as client:
        for method, route in _routes(world):
            answer = await _ask(client, method, route)
            if _access(route) in LOGGED:
                assert (answer.status_code, answer.json()["reason"]) == (401, "LOGIN_REQUIRED"), route.path
            else:
                assert answer.status_code not in (401, 403), route.path
    assert not [call for call in world.played.calls if call.caller.person_id]


@pytest.mark.usefixtures("finished")
async def test_a_person_gets_what_is_theirs(world: World) -> None:
    client = await world.logged_in()
    for method, route in _routes(world):
        if _access(route) in LOGGED and route.path_format not in ENDING:
            answer = await _ask(client, method, route)
            assert answer.status_code in (200, 201, 204), (route.path, answer.text)
    spoken = [call for call in world.played.calls if call.caller.person_id]
    assert {call.caller.person_id for call in spoken} == {samples.PERSON_ID}
    assert {call.caller.purpose for call in spoken} == {
        "identify",
        "consult_rights",
        "tell_once",
        "read_journal",
        "simulate",
        "alert_rights",
        "set_alerts",
        "follow_claims",
        "start_claim",
        "deposit_documents",
    }


@pytest.mark.usefixtures("finished")
async def test_another_person_is_told_that_it_does_not_exist(world: World) -> None:
    client = await world.logged_in(code="other")
    for method, route in _routes(world):
        if route.path_format in OWNED:
            answer = await _ask(client, method, route)
            assert answer.status_code == 404, (route.path, answer.text)
    spoken = [call for call in world.played.calls if call.caller.person_id]
    assert {call.caller.person_id for call in spoken} == {OTHER_PERSON}


@pytest.mark.usefixtures("finished")
async def test_an_application_gets_the_same_with_its_token(world: World) -> None:
    client = await bearer(world)
    for method, route in _routes(world):
        if _access(route) in LOGGED and route.path_format not in ENDING:
            answer = await _ask(client, method, route)
            assert answer.status_code in (200, 201, 204), (route.path, answer.text)


async def test_a_wrong_token_is_refused_even_beside_a_good_cookie(world: World) -> None:
    client = await world.logged_in()
    for authorization in ("Bearer wrong", "Bearer ", "Basic d2hvOm1l", ""):
        for method, route in _routes(world):
            if _access(route) in LOGGED:
                answer = await _ask(client, method, route, authorization=authorization)
                assert answer.status_code == 401, route.path
                assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrf-token": ""},
        {"x-csrf-token": "wrong"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_what_another_site_makes_a_browser_ask_is_refused(world: World, headers: dict[str, str]) -> None:
    client = await world.logged_in()
    world.played.calls.clear()
    for method, route in _routes(world):
        if method != "GET" and _access(route) is not Access.PUBLIC:
            answer = await _ask(client, method, route, **headers)
            assert (answer.status_code, answer.json()["reason"]) == (403, "FORGED_REQUEST"), route.path
    assert not world.played.calls


async def test_a_page_of_ours_may_say_where_it_comes_from(world: World) -> None:
    client = await world.logged_in()
    ours = {"origin": "http://portal.test", "sec-fetch-site": "same-origin"}
    assert (await client.post("/api/v1/nir", json={"nir": "1"}, headers=ours)).status_code == 200


async def _uncertified(world: World) -> httpx.AsyncClient:
    """Somebody whose session does not know yet that their NIR is certified."""
    client = await world.logged_in()
    session = await world.edge.sessions.find(client.cookies["session"], [Kind.BROWSER])
    assert session
    assert session.who
    who = session.who.model_copy(update={"certified": False})
    await world.edge.sessions.learn(session, who=who)
    return client


async def test_without_a_certified_nir_only_the_way_to_it_is_open(world: World) -> None:
    answer = samples.sample(GetPersonResponse)
    answer.person.certification.state = person_pb2.CERTIFICATION_STATE_PENDING
    world.played.answers["GetPerson"] = answer
    client = await _uncertified(world)
    for method, route in _routes(world):
        if _access(route) is Access.CERTIFIED:
            refused = await _ask(client, method, route)
            assert (refused.status_code, refused.json()["reason"]) == (403, "NIR_REQUIRED"), route.path
            assert refused.json()["action"]["href"] == "/premiere-connexion"
    for path in ("/api/v1/home", "/api/v1/journal", "/api/v1/fact-kinds", "/api/v1/catalogue/benefits"):
        assert (await client.get(path)).status_code == 200


async def test_telling_a_nir_that_is_certified_opens_the_rest(world: World) -> None:
    client = await _uncertified(world)
    assert (await client.post("/api/v1/nir", json={"nir": "7 85 07 63 999 042 66"})).json()["state"] == "certified"
    assert (await client.get("/api/v1/rights")).status_code == 200
    assert ("GetPerson", "identify") not in [(call.rpc, call.caller.purpose) for call in world.played.calls]


async def test_a_nir_certified_meanwhile_is_asked_about_once(world: World) -> None:
    client = await _uncertified(world)
    for _ in range(3):
        assert (await client.get("/api/v1/rights")).status_code == 200
    asked = [call for call in world.played.calls if call.caller.purpose == "identify"]
    assert [call.rpc for call in asked].count("GetPerson") == 1


def test_a_route_that_does_not_say_who_may_use_it_cannot_be_built() -> None:
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(TypeError):
        router.get("/everybody")(lambda: {})


async def test_every_route_of_the_application_is_guarded(world: World) -> None:
    assert all(isinstance(route, GuardedRoute) for route in create_api(world.edge).routes)
