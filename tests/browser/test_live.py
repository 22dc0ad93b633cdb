"""What the portal's scripts do when things come or fail, on screens of the gallery: the line of events and the push service are played in the page."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from google.protobuf.json_format import ParseDict
from mesdroits.notify.v1 import notify_service_pb2 as pb
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from services.bff import samples_of_alerts as samples
from services.bff.pages.tests.gallery import ALERTED, Screen
from services.bff.views.messages import messages_view
from tests.browser.test_gallery import ADDRESS, PAGES, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")
_LINE = """
window.EventSource = class extends EventTarget {
  constructor() { super(); window.line = this; }
  close() {}
};
"""
# A worker that takes a moment to start, as a real one does, and a push service that wants it started.
_PUSH = """
const made = { endpoint: "https://push.test/1", toJSON: () => ({ endpoint: "https://push.test/1", keys: { p256dh: "B", auth: "A" } }) };
let active = false, known = null;
const registration = {
  pushManager: {
    getSubscription: async () => known,
    subscribe: async () => { if (!active) throw new DOMException("no active worker", "AbortError"); return (known = made); },
  },
};
const ready = new Promise((resolve) => { window.start = () => { active = true; resolve(registration); }; });
Object.defineProperty(navigator, "serviceWorker", { value: {
  ready, getRegistration: async () => registration, register: async () => { setTimeout(window.start, 300); return registration; },
} });
window.PushManager ??= class {};
"""


@dataclass
class Shelf:
    """The messages that the server shows, and how many of the coming requests it drops."""

    messages: list[dict[str, object]]
    dropped: int = 0

    async def serve(self, route: Route) -> None:
        """Plays the server for the list; the rest is the gallery's."""
        if not route.request.url.endswith("/messages"):
            await answer(route)
        elif self.dropped and route.request.resource_type == "fetch":
            self.dropped -= 1
            await route.abort()
        else:
            listed = ParseDict({"messages": self.messages}, pb.ListMessagesResponse())
            html = Screen("messages.html", messages_view(listed), ALERTED).html(PAGES)
            await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)


@pytest_asyncio.fixture(loop_scope="session")
async def room(chromium: Browser) -> AsyncIterator[BrowserContext]:
    opened = await chromium.new_context()
    opened.set_default_timeout(10_000)
    yield opened
    await opened.close()


async def _watching(room: BrowserContext, shelf: Shelf) -> Page:
    await room.route("**/*", shelf.serve)
    await room.add_init_script(_LINE)
    page = await room.new_page()
    await page.goto(f"{ADDRESS}/messages")
    await page.wait_for_function("window.line")
    return page


async def _tells(page: Page, title: str, unread: str) -> None:
    said = {"message": {"sender_name": "Caf", "title": title}, "unread_text": unread}
    await page.evaluate("data => line.dispatchEvent(new MessageEvent('message', { data }))", json.dumps(said))


def _new(title: str) -> dict[str, object]:
    return {**samples.LETTER, "messageId": f"0199b3c0-0000-7000-8000-{len(title):012d}", "title": title}


async def test_a_message_that_comes_leaves_the_keyboard_where_it_is(room: BrowserContext) -> None:
    shelf = Shelf([samples.TASK, samples.DONE])
    page = await _watching(room, shelf)
    await page.get_by_role("link", name="Une déclaration est à faire").first.focus()
    shelf.messages = [_new("Bonjour"), {**samples.TASK, "state": "MESSAGE_STATE_DONE"}, samples.DONE]
    await _tells(page, "Bonjour", "2 messages non lus")
    await expect(page.get_by_role("link", name="Bonjour")).to_be_visible()
    assert await page.evaluate("document.activeElement.closest('li').id") == f"message-{samples.TASK_ID}"
    ids = await page.evaluate("[...document.querySelectorAll('#liste li')].map(one => one.id)")
    assert ids == [f"message-{one['messageId']}" for one in shelf.messages]


async def test_a_list_that_could_not_be_fetched_is_asked_for_again(room: BrowserContext) -> None:
    shelf = Shelf([samples.TASK], dropped=1)
    page = await _watching(room, shelf)
    shelf.messages = [_new("Bonjour"), samples.TASK]
    await _tells(page, "Bonjour", "2 messages non lus")
    await expect(page.locator("#non-lus")).to_have_text("2 messages non lus")
    await expect(page.get_by_role("link", name="Bonjour")).to_be_visible(timeout=8_000)
    shelf.messages = [_new("Rebonjour"), *shelf.messages]
    await _tells(page, "Rebonjour", "3 messages non lus")
    await expect(page.get_by_role("link", name="Rebonjour")).to_be_visible()


async def test_the_first_message_takes_the_place_of_the_words_that_said_there_was_none(room: BrowserContext) -> None:
    shelf = Shelf([])
    page = await _watching(room, shelf)
    shelf.messages = [_new("Bonjour")]
    await _tells(page, "Bonjour", "1 message non lu")
    await expect(page.get_by_role("link", name="Bonjour")).to_be_visible()
    await expect(page.get_by_text("Vous n'avez aucun message.")).to_have_count(0)


async def test_the_first_click_subscribes_even_while_the_worker_starts(room: BrowserContext) -> None:
    await room.route("**/*", answer)
    await room.add_init_script(_PUSH)
    page = await room.new_page()
    await page.goto(f"{ADDRESS}/preferences")
    await page.get_by_role("button", name="Recevoir les notifications ici").click()
    await expect(page.locator("#notifications [data-state]")).to_have_text("Ce navigateur vous prévient.")
