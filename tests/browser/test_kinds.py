"""Two kinds of fact besides an address, told by somebody in front of the running suite: with a script, and without one."""

import re
from datetime import date

import pytest
from playwright.async_api import expect

from tests.browser.test_journey import flawless, written_in_journal
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def choose(visitor: Visitor, kind: str) -> None:
    """From the menu to the form of a kind."""
    await visitor.open("/")
    await visitor.page.get_by_role("link", name="Dire ce qui change").first.click()
    await expect(visitor.heading("Qu'est-ce qui change")).to_be_visible()
    await visitor.page.get_by_role("link", name=kind, exact=True).click()


async def type_day(visitor: Visitor, day: date) -> None:
    """Fills the one date of the page."""
    for label, word in (("Jour", day.day), ("Mois", day.month), ("Année", day.year)):
        await visitor.page.get_by_label(label, exact=True).fill(str(word))


async def declared(visitor: Visitor) -> None:
    """From the preview to the page of the declaration."""
    await visitor.press("Confirmer et envoyer")
    await visitor.page.wait_for_url(re.compile("/declarations/[0-9a-f-]{36}$"))


async def says_nothing(visitor: Visitor) -> None:
    """A choice that is not made is asked for again, by its name."""
    page = visitor.page
    await expect(visitor.heading("Quelle est votre situation de logement")).to_be_visible()
    await flawless(page)
    await visitor.press("Continuer")
    alert = page.get_by_role("alert")
    await expect(alert).to_be_focused()
    await expect(alert).to_contain_text(re.compile("Occupation du logement\\s: cette information est obligatoire"))
    await flawless(page)
    await alert.get_by_role("link").click()
    await expect(page.get_by_label("Locataire", exact=True)).to_be_focused()


async def tells_the_rent(visitor: Visitor) -> None:
    """A rent in words comes back as it was typed; once mended, it is still there when one comes back to it."""
    page, rent = visitor.page, visitor.page.get_by_label("Loyer mensuel sans les charges")
    await rent.fill("six cents")
    await page.get_by_label("Logement meublé").check()
    await visitor.press("Continuer")
    await expect(rent).to_have_value("six cents")
    await expect(page.get_by_label("Logement meublé")).to_be_checked()
    await flawless(page)
    await rent.fill("612,50")
    await visitor.press("Continuer")
    await visitor.follow("Question précédente")
    await expect(rent).to_have_value("612,50")
    await visitor.press("Continuer")


async def corrects_the_rent(visitor: Visitor) -> None:
    """From the page of the declaration, with what was told in the form."""
    page = visitor.page
    await visitor.follow("Corriger")
    await expect(page.get_by_label("Locataire", exact=True)).to_be_checked()
    await visitor.press("Continuer")
    await page.get_by_label("Loyer mensuel sans les charges").fill("621,50")
    await visitor.press("Continuer")
    await visitor.press("Voir qui recevra quoi")
    await expect(page.get_by_text("cette correction")).to_be_visible()
    await declared(visitor)


async def test_a_new_home_is_told_one_question_a_page_corrected_and_annulled(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in("couple-trois-enfants")
    await choose(visitor, "Logement")
    await says_nothing(visitor)
    await page.get_by_label("Locataire", exact=True).check()
    await visitor.press("Continuer")
    await tells_the_rent(visitor)
    await type_day(visitor, date.today())
    await flawless(page)
    await visitor.press("Voir qui recevra quoi")
    await expect(page.get_by_text(re.compile("612,50\\s€")).first).to_be_visible()
    await flawless(page)
    await declared(visitor)
    await expect(page.get_by_text("Ce que vous avez dit")).to_be_visible()
    await flawless(page)
    await corrects_the_rent(visitor)
    await visitor.press("Annuler cette déclaration")
    await visitor.press("Confirmer l'annulation")
    await expect(visitor.heading("Votre annulation : logement")).to_be_visible()
    await written_in_journal(visitor, "Caf .*Annulation : logement")


async def test_the_resources_of_a_month_are_told_without_a_script(unscripted: Visitor) -> None:
    page = unscripted.page
    await unscripted.come_in("couple-trois-enfants")
    await choose(unscripted, "Ressources du mois")
    last = date.today().replace(day=1)
    for label, word in (("Mois", last.month), ("Année", last.year)):
        await page.get_by_label(label, exact=True).fill(str(word))
    await unscripted.press("Continuer")
    await unscripted.press("Voir qui recevra quoi")
    await expect(page.get_by_role("alert")).to_contain_text("indiquez au moins un montant")
    await page.get_by_label("Salaire").fill("1 250,50")
    await unscripted.press("Voir qui recevra quoi")
    await expect(page.get_by_text(re.compile("1\\s250,50\\s€")).first).to_be_visible()
    await declared(unscripted)
    await expect(unscripted.heading("Votre déclaration : ressources du mois")).to_be_visible()
    await expect(page.get_by_text(re.compile("1\\s250,50\\s€")).first).to_be_visible()
