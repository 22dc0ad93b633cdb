"""The addresses of the portal, in front of the real edge and the played services."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from mesdroits.identity.v1 import person_pb2
from mesdroits.identity.v1.identity_service_pb2 import CompleteLoginResponse, DeclareNirResponse, GetPersonResponse

from chassis.errors import AlreadyExists, InvalidInput, StaleState, Unavailable, Violation
from services.bff import samples
from services.bff.pages.portal import Portal
from services.bff.pages.tests.reading import form_to, read
from services.bff.tests.conftest import World

PAGE = {"accept": "text/html"}
ADDRESS = {
    "street": "12 rue des Lilas", "postal_code": "63200", "city": "Riom", "country_code": "99100",
    "start_day": "1", "start_month": "12", "start_year": "2026",
}  # fmt: skip


@asynccontextmanager
async def person(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of somebody logged in. It runs no script: it asks for pages, and its forms alone carry the token."""
    client = await world.logged_in(pages=Portal())
    client.headers.pop("x-csrf-token", None)
    client.headers.update(PAGE)
    yield client
    await client.aclose()


def sent(answer: httpx.Response, action: str, **words: str) -> dict[str, str]:
    """What a form would send: its hidden fields, and what was typed."""
    return form_to(answer.text, action).hidden() | words


def certification(state: str) -> person_pb2.Certification:
    return person_pb2.Certification(state=person_pb2.CertificationState.Value(f"CERTIFICATION_STATE_{state}"))


def newcomer(world: World, state: str = "NIR_MISSING") -> None:
    answer = samples.sample(GetPersonResponse)
    answer.person.certification.CopyFrom(certification(state))
    world.played.answers["GetPerson"] = answer


def uncertified(world: World) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """The browser of somebody whose NIR is not certified."""
    newcomer(world)
    answer = samples.sample(CompleteLoginResponse)
    answer.person.certification.CopyFrom(certification("NIR_MISSING"))
    world.played.answers["CompleteLogin"] = answer
    return person(world)


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


@pytest.mark.parametrize("path", ["/adresse", "/declarations", "/domaines/sante"])
async def test_who_has_not_told_their_nir_is_taken_where_it_is_asked(world: World, path: str) -> None:
    async with uncertified(world) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/premiere-connexion")


async def test_a_nir_that_is_certified_opens_home(world: World) -> None:
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=certification("CERTIFIED"))
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="2 86 04 63 999 001 65")
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (
        world.played.last("DeclareNir").request.request_id
        == form_to(shown.text, "/premiere-connexion").hidden()["request_id"]
    )


async def test_a_wrong_nir_comes_back_as_typed_with_what_is_wrong_beside_it(world: World) -> None:
    world.played.answers["DeclareNir"] = InvalidInput([Violation("nir", "La clé ne correspond pas.")])
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post("/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="123"))
    assert answer.status_code == 422
    field = next(one for one in read(answer.text).all("input") if one.attributes.get("name") == "nir")
    assert field.attributes["value"] == "123"
    assert answer.text.count("La clé ne correspond pas.") == 2


async def test_an_empty_nir_is_refused_without_asking_anybody(world: World) -> None:
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post("/premiere-connexion", data=sent(shown, "/premiere-connexion", nir=" "))
    assert answer.status_code == 422
    assert "DeclareNir" not in [call.rpc for call in world.played.calls]


async def test_a_mismatch_opens_a_human_path_and_not_a_dead_end(world: World) -> None:
    world.played.answers["DeclareNir"] = DeclareNirResponse(certification=certification("IN_REVIEW"))
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion", data=sent(shown, "/premiere-connexion", nir="288043499900171")
        )
        assert answer.headers["location"] == "/premiere-connexion"
        newcomer(world, "IN_REVIEW")
        followed = await client.get("/premiere-connexion")
    assert "Une personne vérifie votre identité" in followed.text


async def test_a_person_can_ask_for_a_person(world: World) -> None:
    async with uncertified(world) as client:
        shown = await client.get("/premiere-connexion")
        answer = await client.post(
            "/premiere-connexion/aide", data=sent(shown, "/premiere-connexion/aide", message="Je n'ai pas de carte.")
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/premiere-connexion")
    assert world.played.last("RequestIdentityReview").request.message == "Je n'ai pas de carte."


async def previewed(client: httpx.AsyncClient) -> httpx.Response:
    shown = await client.get("/adresse")
    return await client.post("/adresse", data=sent(shown, "/adresse", **ADDRESS))


async def test_an_address_is_previewed_then_sent_once_however_often_it_is_clicked(world: World) -> None:
    async with person(world) as client:
        preview = await previewed(client)
        assert preview.status_code == 200
        assert "DeclareChange" not in [call.rpc for call in world.played.calls]
        words = sent(preview, "/adresse/envoi") | {"refused": "cdc"}
        first = await client.post("/adresse/envoi", data=words)
        second = await client.post("/adresse/envoi", data=words)
    assert (first.status_code, first.headers["location"]) == (303, second.headers["location"])
    keys = [call.request.request_id for call in world.played.calls if call.rpc == "DeclareChange"]
    assert keys == [words["request_id"]] * 2
    told = world.played.last("DeclareChange")
    assert told.request.change.content.address.city == "Riom"
    assert told.request.change.validity.start_date.month == 12
    assert list(told.request.refused_organismes) == ["cdc"]
    assert told.caller.purpose == "tell_once"


async def test_nothing_that_was_typed_is_ever_in_an_address(world: World) -> None:
    async with person(world) as client:
        preview = await previewed(client)
        confirmed = await client.post("/adresse/envoi", data=sent(preview, "/adresse/envoi"))
    for url in (str(preview.url), confirmed.headers["location"]):
        assert "Riom" not in url
        assert "?" not in url


@pytest.mark.parametrize("action", ["/adresse", "/adresse/envoi"])
async def test_a_refused_address_comes_back_with_every_word_in_it(world: World, action: str) -> None:
    refused = InvalidInput([Violation("change.content.address.postal_code", "Indiquez un code postal de 5 chiffres.")])
    async with person(world) as client:
        shown = await client.get("/adresse")
        world.played.answers |= {"PreviewChange": refused, "DeclareChange": refused}
        answer = await client.post(action, data=sent(shown, "/adresse", **ADDRESS) | {"etag": "e"})
    assert answer.status_code == 422
    values = {
        one.attributes["name"]: one.attributes.get("value") for one in form_to(answer.text, "/adresse").all("input")
    }
    assert {name: values[name] for name in ADDRESS if name != "country_code"} == {
        name: word for name, word in ADDRESS.items() if name != "country_code"
    }


async def test_the_address_can_be_changed_from_the_preview_without_typing_it_again(world: World) -> None:
    async with person(world) as client:
        preview = await previewed(client)
        answer = await client.post("/adresse", data=sent(preview, "/adresse/envoi") | {"edit": "1"})
    values = {
        one.attributes["name"]: one.attributes.get("value") for one in form_to(answer.text, "/adresse").all("input")
    }
    assert (answer.status_code, values["city"], values["start_year"]) == (200, "Riom", "2026")


async def test_what_has_changed_since_the_preview_is_shown_again_before_anything_is_sent(world: World) -> None:
    world.played.answers["DeclareChange"] = StaleState("Ce qui serait envoyé a changé.")
    async with person(world) as client:
        preview = await previewed(client)
        words = sent(preview, "/adresse/envoi")
        answer = await client.post("/adresse/envoi", data=words)
    assert answer.status_code == 409
    assert "Ce qui serait envoyé a changé." in answer.text
    again = form_to(answer.text, "/adresse/envoi").hidden()
    assert again["request_id"] != words["request_id"]
    assert again["city"] == "Riom"


@pytest.mark.parametrize("path", ["/adresse", "/adresse/envoi", "/premiere-connexion", "/deconnexion"])
async def test_a_form_without_the_session_s_token_changes_nothing(world: World, path: str) -> None:
    async with person(world) as client:
        answer = await client.post(path, data=ADDRESS | {"csrf_token": "made-up"})
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
