"""How long a draft is kept, and for whom."""

import httpx

from services.bff.pages.tests.browsing import person
from services.bff.pages.tests.test_address import checked
from services.bff.tests.conftest import World

STATE = "q3tG0gqQ2y8gq1n5Vf2f9Q"


async def _log_in_again(client: httpx.AsyncClient, code: str) -> None:
    await client.get("/connexion", params={"niveau": "renforce"})
    await client.get("/connexion/retour", params={"state": STATE, "code": code})


async def _gone(client: httpx.AsyncClient, path: str) -> bool:
    answer = await client.get(path)
    assert answer.status_code in (200, 404)
    return answer.status_code == 404


async def test_a_draft_is_kept_an_hour(world: World) -> None:
    async with person(world) as client:
        path = (await checked(client)).headers["location"]
        for _ in range(2):
            world.clock.pass_by(minutes=29)
            assert not await _gone(client, path)
        world.clock.pass_by(minutes=3)
        answer = await client.get(path)
    assert answer.status_code == 404
    assert "une heure au plus" in answer.text


async def test_a_stronger_login_of_the_same_person_keeps_the_draft(world: World) -> None:
    async with person(world) as client:
        path = (await checked(client)).headers["location"]
        await _log_in_again(client, "2")
        assert not await _gone(client, path)


async def test_whoever_else_logs_in_finds_no_draft(world: World) -> None:
    async with person(world) as client:
        path = (await checked(client)).headers["location"]
        await _log_in_again(client, "other")
        assert await _gone(client, path)


async def test_after_a_logout_there_is_no_draft(world: World) -> None:
    async with person(world) as client:
        path = (await checked(client)).headers["location"]
        token = (await client.get("/api/v1/session", headers={"accept": "application/json"})).json()["csrf_token"]
        await client.post("/deconnexion", data={"csrf_token": token})
        await _log_in_again(client, "camille")
        assert await _gone(client, path)


async def test_another_browser_of_the_same_person_finds_no_draft(world: World) -> None:
    async with person(world) as client, person(world) as other:
        path = (await checked(client)).headers["location"]
        assert await _gone(other, path)


async def test_the_five_latest_drafts_are_kept(world: World) -> None:
    async with person(world) as client:
        paths = [(await checked(client)).headers["location"] for _ in range(6)]
        assert [await _gone(client, path) for path in paths] == [True, False, False, False, False, False]
