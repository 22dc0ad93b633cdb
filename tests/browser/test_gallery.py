"""Every screen in every case, without a suite: the accessibility rules in both schemes, and a narrow screen."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Route
from starlette.requests import Request

from services.bff.pages.assets import PREFIX
from services.bff.pages.tests.gallery import SCREENS, pages
from services.bff.security import policy
from services.bff.settings import Settings
from tests.browser.axe import overflow, violations

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = "http://gallery.test"
PAGES = pages()
everywhere = pytest.mark.parametrize("name", SCREENS)
# What is hostile or long changes the words of a screen, not its colours; the journey looks at real screens on a telephone.
at_night = [name for name in SCREENS if not any(kind in name for kind in ("hostile", "name", "unbroken"))]


async def answer(route: Route) -> None:
    """Plays the server: a screen under the real policy, or a file of the portal."""
    path = route.request.url.removeprefix(ADDRESS)
    if path.startswith(PREFIX):
        _, _, digest, name = path.split("/", 3)
        file = PAGES.assets.respond(Request({"type": "http", "headers": []}), digest, name)
        await route.fulfill(status=file.status_code, headers=dict(file.headers), body=bytes(file.body))
    elif screen := SCREENS.get(path.removeprefix("/")):
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": policy(Settings.model_construct()),
        }
        await route.fulfill(status=200, headers=headers, body=screen.html(PAGES))
    else:
        await route.fulfill(status=204)


LIGHT, DARK, NARROW = "light", "dark", "narrow"
Rooms = dict[str, BrowserContext]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def rooms(chromium: Browser) -> AsyncIterator[Rooms]:
    """The gallery on a desk, at night, and on a small telephone."""
    made: Rooms = {}
    for name, scheme, width in ((LIGHT, LIGHT, 1280), (DARK, DARK, 1280), (NARROW, LIGHT, 320)):
        made[name] = await chromium.new_context(
            color_scheme="dark" if scheme == DARK else "light",
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
        )
        await made[name].route("**/*", answer)
    yield made
    for room in made.values():
        await room.close()


@pytest.mark.parametrize(("room", "name"), [(LIGHT, name) for name in SCREENS] + [(DARK, name) for name in at_night])
async def test_axe_finds_nothing(name: str, room: str, rooms: Rooms) -> None:
    page = await rooms[room].new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    await page.goto(f"{ADDRESS}/{name}")
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert await violations(page) == []
    assert refused == []
    await page.close()


@everywhere
async def test_a_screen_of_320_pixels_never_scrolls_sideways(name: str, rooms: Rooms) -> None:
    page = await rooms[NARROW].new_page()
    await page.goto(f"{ADDRESS}/{name}")
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert await overflow(page) == 0
    await page.close()


@pytest.mark.parametrize("name", [name for name in SCREENS if name.endswith("unbroken")])
async def test_a_word_longer_than_a_line_breaks_on_a_desk_too(name: str, rooms: Rooms) -> None:
    page = await rooms[LIGHT].new_page()
    await page.goto(f"{ADDRESS}/{name}")
    assert await overflow(page) == 0
    await page.close()


async def test_an_icon_is_drawn_from_the_one_file_that_holds_them(rooms: Rooms) -> None:
    page = await rooms[LIGHT].new_page()
    await page.goto(f"{ADDRESS}/home")
    drawn = await page.evaluate("document.querySelector('.bubble__icon use').getBBox().width")
    assert drawn > 5
    await page.close()


async def test_what_is_printed_leaves_the_buttons_out(rooms: Rooms) -> None:
    page = await rooms[LIGHT].new_page()
    await page.goto(f"{ADDRESS}/preview")
    await page.emulate_media(media="print")
    assert not await page.locator(".actions").is_visible()
    assert not await page.locator(".site-nav").is_visible()
    assert await page.get_by_text("12 rue des Lilas").first.is_visible()
    await page.close()


async def test_the_rules_would_find_something(rooms: Rooms) -> None:
    page = await rooms[LIGHT].new_page()
    await page.goto(f"{ADDRESS}/address_error")
    await page.evaluate("document.querySelector('label[for=city]').remove()")
    await page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    found = {line.split(" ")[0] for line in await violations(page)}
    assert {"label", "color-contrast"} <= found
    await page.close()
