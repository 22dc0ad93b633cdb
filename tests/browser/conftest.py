"""One Chromium for all the browser tests, and the running suite where a test walks through it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from sandbox.suite.layout import Layout
from tests.browser.visitor import Visitor

_CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def executable() -> Path:
    """Where Chromium is."""
    if not _CHROMIUM.exists():
        pytest.fail(f"{_CHROMIUM} is not there: `make browser` installs it (Debian's package chromium).")
    return _CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(executable: Path) -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A browser that has never been anywhere, on a desk."""
    opened = await chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    opened.set_default_timeout(10_000)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    """Its one tab."""
    return await context.new_page()


@pytest.fixture
def visitor(page: Page, running: Layout) -> Visitor:
    """Somebody in front of the portal."""
    return Visitor(page, running.public_url)


@pytest_asyncio.fixture(loop_scope="session")
async def unscripted(chromium: Browser, running: Layout) -> AsyncIterator[Visitor]:
    """Somebody whose browser runs no script."""
    opened = await chromium.new_context(java_script_enabled=False, locale="fr-FR")
    opened.set_default_timeout(10_000)
    yield Visitor(await opened.new_page(), running.public_url)
    await opened.close()
