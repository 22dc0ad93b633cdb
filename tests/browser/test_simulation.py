"""A simulation in front of the running suite: with a script, looked at by axe on a desk and on a telephone; and without one."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.test_journey import flawless
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def fills_in_their_home(visitor: Visitor, rent: str) -> None:
    """The page about the home, from the overview."""
    page = visitor.page
    await visitor.follow("Corriger ou compléter : Votre logement")
    await page.get_by_label("Occupation du logement").select_option(label="Locataire d'un logement vide")
    await page.get_by_label("Loyer ou mensualité, sans les charges").fill(rent)
    await page.get_by_label("Code Insee de la commune").fill("63300")


async def adds_a_change_and_takes_it_away(visitor: Visitor) -> None:
    """From the outcome of a birth; then the month to declare."""
    page = visitor.page
    await visitor.follow("Ajouter un changement à cet essai")
    await flawless(page)
    await visitor.follow("Mon loyer change")
    await page.get_by_label("À partir de quel jour").fill("15/02/2027")
    await page.get_by_label(re.compile("Quel sera le loyer")).fill("500")
    await visitor.press("Voir ce que cela changerait")
    await expect(visitor.heading("2 changements ensemble")).to_be_visible()
    await flawless(page)
    await page.get_by_role("button", name=re.compile("Retirer : Mon loyer change")).click()
    await expect(visitor.heading("Un enfant arrive")).to_be_visible()
    await visitor.open("/ressources-a-declarer/rsa")
    await expect(visitor.heading("Choisissez le mois que vous déclarez")).to_be_visible()
    await flawless(page)


async def test_a_simulation_goes_from_what_is_known_to_a_change_over_a_year(visitor: Visitor) -> None:
    page = visitor.page
    page.set_default_timeout(20_000)
    await visitor.come_in("demandeur-emploi")
    await visitor.follow("Simuler mes droits")
    await expect(visitor.heading("Simuler mes droits")).to_be_visible()
    await expect(page.get_by_text(re.compile("Selon France Travail")).first).to_be_visible()
    await flawless(page)
    await fills_in_their_home(visitor, "beaucoup")
    await visitor.press("Enregistrer")
    await expect(page.get_by_role("alert")).to_be_focused()
    await page.get_by_label("Loyer ou mensualité, sans les charges").fill("540")
    await visitor.press("Enregistrer et voir mes droits")
    await expect(visitor.heading("Mes droits simulés en")).to_be_visible()
    await expect(page.get_by_text("Vous le recevez déjà").first).to_be_visible()
    await flawless(page)
    await visitor.follow("Pourquoi ?")
    await expect(visitor.heading("Pourquoi ce résultat ?")).to_be_visible()
    await flawless(page)
    await visitor.open("/simulation/et-si/birth")
    await page.get_by_label(re.compile("Quel jour naît l'enfant")).fill("15/01/2027")
    await flawless(page)
    await visitor.press("Voir ce que cela changerait")
    await expect(page.get_by_role("table").first).to_be_visible()
    await flawless(page)
    await adds_a_change_and_takes_it_away(visitor)


async def test_a_simulation_needs_no_script(unscripted: Visitor) -> None:
    page = unscripted.page
    page.set_default_timeout(20_000)
    await unscripted.come_in("nee-en-corse")
    await unscripted.follow("Simuler mes droits")
    await unscripted.follow("Corriger ou compléter : Les personnes de votre foyer")
    await page.get_by_label("Qui", exact=True).select_option(label="Un enfant")
    await page.get_by_label("Date de naissance de cette personne").fill("03/05/2024")
    await unscripted.press("Enregistrer")
    await expect(page.get_by_text("Enfant né le 3 mai 2024").first).to_be_visible()
    await unscripted.press("Enregistrer et voir mes droits")
    await expect(unscripted.heading("Mes droits simulés en")).to_be_visible()
    async with page.expect_download() as saved:
        await unscripted.press("Télécharger la synthèse (PDF)")
    assert (await (await saved.value).path()).read_bytes().startswith(b"%PDF-")
    await unscripted.open("/simulation/retraite")
    await expect(unscripted.heading("Estimer ma retraite")).to_be_visible()
    await unscripted.open("/legislation")
    await expect(unscripted.heading("Versions et code source")).to_be_visible()
