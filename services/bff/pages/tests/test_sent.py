"""The body of a form, however it was written: read as UTF-8, or refused with a page."""

import httpx
import pytest

from services.bff.pages.tests.browsing import person, sent
from services.bff.pages.tests.test_address import ADDRESS
from services.bff.tests.conftest import World


def multipart(words: dict[str, str]) -> bytes:
    parts = (f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{word}\r\n' for name, word in words.items())
    return "".join((*parts, "--B--\r\n")).encode()


async def posted(client: httpx.AsyncClient, charset: str, **words: str) -> httpx.Response:
    form = sent(await client.get("/adresse"), "/adresse", **(ADDRESS | words))
    headers = {"content-type": f"multipart/form-data; boundary=B; charset={charset}"}
    return await client.post("/adresse", content=multipart(form), headers=headers)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "undefined", "punycode", "idna", "latin-1", "nothing"])
async def test_a_form_in_another_charset_is_refused(world: World, charset: str) -> None:
    async with person(world) as client:
        answer = await posted(client, charset, city="+2AA- \\ud800 Besançon")
    assert answer.status_code == 400
    assert "Votre demande n&#39;a pas pu être lue" in answer.text.replace("'", "&#39;")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf8"'])
async def test_a_form_in_utf_8_is_read(world: World, charset: str) -> None:
    async with person(world) as client:
        assert (await posted(client, charset, city="Besançon")).status_code == 303
    assert world.played.last("PreviewChange").request.change.content.address.city == "Besançon"


async def test_what_is_said_of_a_half_of_a_character_in_json_is_not_a_failure(world: World) -> None:
    client = await world.logged_in()
    body = b'{"verb": "created", "kind": "address", "content": {"city": "\\ud800"}, "validity": {"start_date": "2026-12-01"}}'
    answer = await client.post(
        "/api/v1/declarations/preview", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (400, 422)
