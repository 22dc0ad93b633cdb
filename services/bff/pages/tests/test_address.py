"""A new address, from the form to the confirmation, in front of the real edge and a played situation service."""

import asyncio

import httpx
from mesdroits.situation.v1 import situation_service_pb2 as situation_pb

from chassis.errors import InvalidInput, Refused, StaleState, Violation
from services.bff import samples
from services.bff.pages.tests.browsing import person, sent
from services.bff.pages.tests.reading import form_to, read
from services.bff.tests.conftest import World

ADDRESS = {
    "street": "12 rue des Lilas", "postal_code": "63200", "city": "Riom", "country_code": "99100",
    "start_day": "1", "start_month": "12", "start_year": "2026",
}  # fmt: skip


async def checked(client: httpx.AsyncClient, **words: str) -> httpx.Response:
    """The form, filled and sent."""
    shown = await client.get("/adresse")
    return await client.post("/adresse", data=sent(shown, "/adresse", **(ADDRESS | words)))


async def previewed(client: httpx.AsyncClient) -> httpx.Response:
    """The page where the form leads."""
    return await client.get((await checked(client)).headers["location"])


def confirmed(preview: httpx.Response, **words: str) -> tuple[str, dict[str, str]]:
    """The address of the confirmation, and what it sends."""
    path = preview.url.path
    return path, sent(preview, path, **words)


def typed_in(answer: httpx.Response) -> dict[str, str | None]:
    """What stands in the fields of the form."""
    fields = form_to(answer.text, "/adresse").all("input")
    return {one.attributes["name"]: one.attributes.get("value") for one in fields}


async def test_an_address_is_previewed_then_sent_once_however_often_it_is_clicked(world: World) -> None:
    async with person(world) as client:
        preview = await previewed(client)
        assert preview.status_code == 200
        assert "DeclareChange" not in [call.rpc for call in world.played.calls]
        path, words = confirmed(preview, refused="cdc")
        first, second = await asyncio.gather(*(client.post(path, data=words) for _ in range(2)))
        third = await client.post(path, data=words)
    assert {answer.status_code for answer in (first, second, third)} == {303}
    assert first.headers["location"] == second.headers["location"] == third.headers["location"]
    keys = {call.request.request_id for call in world.played.calls if call.rpc == "DeclareChange"}
    assert keys == {words["request_id"]}
    told = world.played.last("DeclareChange")
    assert told.request.change.content.address.city == "Riom"
    assert told.request.change.validity.start_date.month == 12
    assert list(told.request.refused_organismes) == ["cdc"]
    assert told.caller.purpose == "tell_once"


async def test_the_preview_is_a_page_of_its_own_that_can_be_loaded_again(world: World) -> None:
    async with person(world) as client:
        answer = await checked(client)
        assert answer.status_code == 303
        shown = [await client.get(answer.headers["location"]) for _ in range(2)]
    assert [one.status_code for one in shown] == [200, 200]
    assert "Qui recevra quoi" in shown[1].text


async def test_a_step_back_after_the_confirmation_shows_what_became_of_it(world: World) -> None:
    async with person(world) as client:
        path, words = confirmed(await previewed(client))
        told = await client.post(path, data=words)
        back = await client.get(path)
    assert (back.status_code, back.headers["location"]) == (303, told.headers["location"])


async def test_nothing_that_was_typed_is_ever_in_an_address_nor_in_the_page_of_the_preview(world: World) -> None:
    async with person(world) as client:
        preview = await previewed(client)
        path, words = confirmed(preview)
        answer = await client.post(path, data=words)
    for url in (str(preview.url), answer.headers["location"]):
        assert "Riom" not in url
        assert "?" not in url
    assert set(words) == {"csrf_token", "request_id", "etag"}


async def test_a_refused_address_comes_back_with_every_word_in_it(world: World) -> None:
    refused = InvalidInput([Violation("change.content.address.postal_code", "Indiquez un code postal de 5 chiffres.")])
    async with person(world) as client:
        path, words = confirmed(await previewed(client))
        world.played.answers |= {"PreviewChange": refused, "DeclareChange": refused}
        answers = [await checked(client), await client.get(path), await client.post(path, data=words)]
    for answer in answers:
        assert answer.status_code == 422
        values = typed_in(answer)
        del values["csrf_token"], values["request_id"]
        assert {name: word for name, word in values.items() if name in ADDRESS} == {
            name: word for name, word in ADDRESS.items() if name != "country_code"
        }


async def test_the_address_can_be_changed_from_the_preview_without_typing_it_again(world: World) -> None:
    async with person(world) as client:
        preview = await previewed(client)
        links = [one.attributes["href"] for one in read(preview.text).all("a")]
        form = await client.get(next(link for link in links if link.startswith("/adresse?brouillon=")))
        words = sent(form, "/adresse", **(ADDRESS | {"city": "Issoire"}))
        again = await client.post("/adresse", data=words)
        await client.get(again.headers["location"])
    values = typed_in(form)
    assert (form.status_code, values["city"], values["start_year"]) == (200, "Riom", "2026")
    assert again.headers["location"] == preview.url.path
    assert world.played.last("PreviewChange").request.change.content.address.city == "Issoire"


async def test_what_has_changed_since_the_preview_is_shown_again_before_anything_is_sent(world: World) -> None:
    world.played.answers["DeclareChange"] = StaleState("Ce qui serait envoyé a changé.")
    async with person(world) as client:
        path, words = confirmed(await previewed(client))
        answer = await client.post(path, data=words)
    assert answer.status_code == 409
    assert "Ce qui serait envoyé a changé." in answer.text
    again = form_to(answer.text, path).hidden()
    assert again["request_id"] != words["request_id"]
    assert world.played.last("PreviewChange").request.change.content.address.city == "Riom"


class AlreadyTold(Refused):
    reason = "ALREADY_TOLD"
    default_message = "Vous avez déjà déclaré cela le 22 novembre 2026."


async def test_what_was_told_already_is_said_and_sent_again_only_when_ticked(world: World) -> None:
    told = samples.sample(situation_pb.PreviewChangeResponse)
    told.already_told.declaration_id = samples.DECLARATION_ID
    world.played.answers |= {"PreviewChange": told, "DeclareChange": AlreadyTold()}
    async with person(world) as client:
        preview = await previewed(client)
        assert "Vous avez déjà déclaré cela" in preview.text
        path, words = confirmed(preview)
        answer = await client.post(path, data=words)
        assert answer.status_code == 422
        assert 'href="#repeat"' in answer.text
        del world.played.answers["DeclareChange"]
        again = await client.post(path, data=words | {"repeat": "1"})
    assert again.status_code == 303
    assert world.played.last("DeclareChange").request.repeat_confirmed


async def test_a_date_that_is_not_one_hides_no_other_correction_and_all_stand_in_the_order_of_the_form(
    world: World,
) -> None:
    world.played.answers["PreviewChange"] = InvalidInput(
        [
            Violation("change.content.address.city", "Indiquez une ville."),
            Violation("change.content.address.postal_code", "Indiquez un code postal de 5 chiffres."),
            Violation("change.content.address.street", "Indiquez une rue."),
            Violation("change.validity.start_date", "Cette information est obligatoire."),
        ]
    )
    async with person(world) as client:
        answer = await checked(client, start_month="13")
    assert answer.status_code == 422
    summary = next(one for one in read(answer.text).all("div") if one.attributes.get("role") == "alert")
    links = [(one.attributes["href"], one.text) for one in summary.all("a")]
    assert [anchor for anchor, _ in links] == ["#start_day", "#street", "#postal_code", "#city"]
    assert "n'existe pas" in links[0][1].replace("\u2019", "'")
    assert links[2][1].replace("\u00a0", " ") == "Code postal : indiquez un code postal de 5 chiffres."


async def test_a_country_that_is_not_in_the_list_is_refused_by_the_form_and_by_the_api(world: World) -> None:
    async with person(world) as client:
        answer = await checked(client, country_code="99999")
    assert answer.status_code == 422
    assert "Choisissez un pays dans la liste." in answer.text
    api = await world.logged_in()
    change = {"verb": "created", "kind": "address", "content": {"country_code": "99999"}}
    refused = await api.post("/api/v1/declarations/preview", json=change)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["content.country_code"]
