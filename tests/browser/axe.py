"""axe-core, put into a page from outside: the page's own policy allows no script but ours, and it stays so."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

_SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]


@cache
def _source() -> str:
    assert _SOURCE.exists(), f"{_SOURCE} is not there: `make check` installs it (npm ci)."
    return _SOURCE.read_text()


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands; one line per rule and element."""
    await page.evaluate(_source())
    found: dict[str, Any] = await page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", _TAGS
    )
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]} — {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
