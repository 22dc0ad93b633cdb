"""The other addresses of the portal, in front of the real edge and the played services."""

from typing import Any

import pytest

from chassis.errors import AlreadyExists, TimedOut, Unavailable
from services.bff import samples
from services.bff.pages.portal import Portal
from services.bff.pages.tests.browsing import PAGE, person
from services.bff.pages.tests.reading import read
from services.bff.tests.conftest import World
from services.bff.tests.test_login import STATE


async def test_who_is_not_logged_in_is_shown_the_way_in(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        answer = await client.get("/", headers=PAGE)
    assert answer.status_code == 200
    assert [one.attributes["href"] for one in read(answer.text).all("a")].count("/connexion") == 1
    assert "rien d&#39;autre" in answer.text or "rien d'autre" in answer.text


async def test_home_shows_the_six_bubbles_and_keeps_nothing_in_the_browser(world: World) -> None:
    async with person(world) as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("<article") == 6


async def test_a_page_asked_for_without_a_session_leads_through_the_login_and_back(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        answer = await client.get("/journal", headers=PAGE)
    assert answer.status_code == 401
    assert "/connexion?suite=/journal" in [one.attributes["href"] for one in read(answer.text).all("a")]


@pytest.mark.parametrize(
    "path", ["/adresse", f"/declarations/apercu/{samples.DECLARATION_ID}", "/premiere-connexion", "/deconnexion"]
)
async def test_a_form_without_the_session_s_token_changes_nothing(world: World, path: str) -> None:
    async with person(world) as client:
        answer = await client.post(path, data={"csrf_token": "made-up", "city": "Riom"})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_declaration_shows_its_receipts_as_they_stand(world: World) -> None:
    async with person(world) as client:
        listed = await client.get("/declarations")
        path = next(
            one.attributes["href"]
            for one in read(listed.text).all("a")
            if one.attributes["href"].startswith("/declarations/")
        )
        answer = await client.get(path)
    assert answer.status_code == 200
    assert 'id="suivi"' in answer.text


async def test_who_saw_what_can_be_read_and_taken_away(world: World) -> None:
    async with person(world) as client:
        answer = await client.get("/journal")
        links = [one.attributes["href"] for one in read(answer.text).all("a") if "download" in one.attributes]
        files = [await client.get(link) for link in links]
    assert answer.status_code == 200
    assert [file.status_code for file in files] == [200, 200]


@pytest.mark.parametrize(
    ("refusal", "status"), [(Unavailable(retry_in=7), 503), (AlreadyExists(), 409), (RuntimeError("secret"), 500)]
)
async def test_a_failure_is_a_page_that_says_what_to_do_and_tells_no_secret(
    world: World, refusal: Exception, status: int
) -> None:
    world.played.answers["ListJournalEntries"] = refusal
    async with person(world) as client:
        answer = await client.get("/journal")
    assert answer.status_code == status
    assert "Que faire maintenant" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/nulle-part", "/domaines/inconnu", "/declarations/pas-un-numero"])
async def test_what_is_not_there_is_a_page_too(world: World, path: str) -> None:
    async with person(world) as client:
        answer = await client.get(path)
    assert answer.status_code in (404, 422)
    assert "Revenir à l&#39;accueil" in answer.text or "Revenir à l'accueil" in answer.text


async def test_every_file_a_page_asks_for_is_there_and_is_kept(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        root = read((await client.get("/", headers=PAGE)).text)
        urls = [one.attributes.get("href") or one.attributes["src"] for one in root.all("link", "script", "img")]
        answers: dict[str, Any] = {url: await client.get(url) for url in urls}
    assert len(urls) >= 5
    for url, answer in answers.items():
        assert answer.status_code == 200, url
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("rpc", ["BeginLogin", "CompleteLogin"])
@pytest.mark.parametrize(("failure", "status"), [(Unavailable(retry_in=5), 503), (TimedOut(), 504)])
async def test_a_login_that_is_left_waiting_offers_to_try_again_and_goes_on_to_the_same_page(
    world: World, rpc: str, failure: Exception, status: int
) -> None:
    async with world.client(pages=Portal()) as client:
        if rpc == "CompleteLogin":
            await client.get("/connexion?suite=/journal", headers=PAGE)
        world.played.answers[rpc] = failure
        path = "/connexion?suite=/journal" if rpc == "BeginLogin" else f"/connexion/retour?state={STATE}&code=camille"
        answer = await client.get(path, headers=PAGE)
    assert answer.status_code == status
    (again,) = [one for one in read(answer.text).all("a") if one.attributes["href"].startswith("/connexion")]
    assert again.attributes["href"] == "/connexion?suite=/journal"
    assert "Réessayer avec FranceConnect" in again.text


async def test_a_login_that_was_not_begun_here_begins_again_at_home(world: World) -> None:
    async with world.client(pages=Portal()) as client:
        answer = await client.get("/connexion/retour?state=other&code=camille", headers=PAGE)
    assert answer.status_code == 409
    links = [one.attributes["href"] for one in read(answer.text).all("a")]
    assert "/connexion?suite=/" in links


async def test_the_journal_tells_traces_apart(world: World) -> None:
    async with person(world) as client:
        shown = (await client.get("/journal")).text
    # A trace id begins with the time: two of the same hour begin alike.
    assert f"</span> {samples.TRACE_ID[-8:]}</span>" in shown
