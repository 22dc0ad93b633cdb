"""Somebody who fills a form, page after page, without a script."""

import httpx

from services.bff.pages.telling.paths import PATHS
from services.bff.pages.tests.examples_of_kinds import Words
from services.bff.pages.tests.reading import form_to, read


async def follow(client: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    """The page where an answer leads."""
    assert answer.status_code == 303, summary(answer)
    return await client.get(answer.headers["location"])


async def send(client: httpx.AsyncClient, page: httpx.Response, path: str, words: Words) -> httpx.Response:
    """What a browser would send once these words are typed: those of boxes that the page has not are a fault of the test."""
    form = form_to(page.text, path)
    assert set(words) <= form.names(), words
    return await client.post(path, data=form.filled() | words)


async def fill(client: httpx.AsyncClient, kind: str, pages: tuple[Words, ...]) -> httpx.Response:
    """The form of a kind, page after page; what the last one answers."""
    path = PATHS[kind]
    page = await client.get(path)
    for words in pages[:-1]:
        page = await follow(client, await send(client, page, path, words))
    return await send(client, page, path, pages[-1])


def summary(answer: httpx.Response) -> list[str]:
    """What the error summary says, and that each link leads to a field that says so too."""
    root = read(answer.text)
    ids = {one.attributes["id"]: one for one in root.all() if "id" in one.attributes}
    alerts = [one for one in root.all("div") if one.attributes.get("role") == "alert"]
    links = [link for alert in alerts for link in alert.all("a")]
    assert all(link.attributes["href"].removeprefix("#") in ids for link in links)
    return [link.text.replace("\u00a0", " ").replace("\u202f", " ") for link in links]
