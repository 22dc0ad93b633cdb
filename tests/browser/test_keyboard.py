"""The address form with a keyboard and nothing else."""

from datetime import date

import pytest
from playwright.async_api import Page, expect

from tests.browser.visitor import CITY, POSTAL_CODE, STREET, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
_FOCUSED = "document.activeElement.id || document.activeElement.name || document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"
# What an element looks like: a focus that changes none of it cannot be seen.
_LOOK = """() => { const look = getComputedStyle(document.activeElement);
                   return [look.outlineStyle, look.outlineWidth, look.boxShadow, look.backgroundColor, look.borderColor].join() }"""


async def tab_to(page: Page, wanted: str) -> list[str]:
    """Presses Tab until the wanted element has the focus; what was met on the way."""
    met: list[str] = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        met.append(str(await page.evaluate(_FOCUSED)))
        if met[-1] == wanted:
            return met
    raise AssertionError(f"{wanted} cannot be reached: {met}")


async def seen(page: Page) -> bool:
    """Whether the focus changes the look of what has it."""
    focused = await page.evaluate(_LOOK)
    blurred = await page.evaluate(
        "look => { const one = document.activeElement; one.blur(); "
        f"const read = {_LOOK.replace('document.activeElement', 'one')}; const without = read(); one.focus(); return without }}",
        None,
    )
    return bool(focused != blurred)


async def skip_to_the_content(page: Page) -> None:
    await page.keyboard.press("Tab")
    assert await page.evaluate(_FOCUSED) == "Aller au contenu"
    assert await seen(page)
    await page.keyboard.press("Enter")


async def type_in_each(page: Page, typed: dict[str, str]) -> None:
    for field, words in typed.items():
        await page.keyboard.press("Tab")
        assert await page.evaluate(_FOCUSED) == field
        assert await seen(page), field
        await page.keyboard.type(words)


async def test_an_address_can_be_told_with_the_keyboard_alone(visitor: Visitor) -> None:
    page, today = visitor.page, date.today()
    await visitor.come_in("allocataire-aah")
    await visitor.open("/adresse")
    await skip_to_the_content(page)
    typed = {
        "start_day": str(today.day), "start_month": str(today.month), "start_year": str(today.year), "street": STREET,
        "complement": "Bâtiment B", "place": "", "postal_code": "632", "city": CITY,
    }  # fmt: skip
    await type_in_each(page, typed)
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#postal_code")).to_be_focused()
    await page.keyboard.press("Control+a")
    await page.keyboard.type(POSTAL_CODE)
    await page.keyboard.press("Enter")

    await expect(visitor.heading("Qui recevra quoi")).to_be_visible()
    await tab_to(page, "refus-dgfip")
    assert await seen(page)
    await page.keyboard.press("Space")
    await expect(page.locator("#refus-dgfip")).to_be_checked()
    await tab_to(page, "Confirmer et envoyer")
    assert await seen(page)
    await page.keyboard.press("Enter")
    await expect(visitor.heading("Votre déclaration")).to_be_visible()
    await expect(page.get_by_text("Bâtiment B")).to_be_visible()


async def test_every_part_of_the_home_screen_can_be_reached_in_the_order_it_is_read(visitor: Visitor) -> None:
    await visitor.come_in("allocataire-aah")
    await visitor.open("/")
    met = await tab_to(visitor.page, "Tout voir : Autour de l'emploi")
    menu = ["Mes droits", "Dire ce qui change", "Mes déclarations", "Qui a vu mes données"]
    bubbles = [one for one in met if one.startswith("Tout voir")]
    assert met[0] == "Aller au contenu"
    assert [one for one in met if one in menu] == menu
    assert len(bubbles) == 6
