"""A browser without a script, in front of the portal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from services.bff.pages.portal import Portal
from services.bff.pages.tests.reading import form_to
from services.bff.tests.conftest import World

PAGE = {"accept": "text/html"}


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


async def answered(client: httpx.AsyncClient, path: str, **words: str) -> httpx.Response:
    """What comes of a form that is opened, filled and sent to its own address."""
    form = await client.get(path)
    assert form.status_code == 200, form.text
    return await client.post(path, data=sent(form, path, **words))
