"""Claims made elsewhere and here, in a browser: what is waited for, a piece to send, an appeal prepared, a claim read over, sent and taken back."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.test_journey import flawless
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
WHO = "demandes-en-cours"
_LOOKS = 10


async def see_claims(visitor: Visitor, text: str) -> None:
    """« Mes demandes », once every organisme has answered."""
    for _ in range(_LOOKS):
        await visitor.open("/demandes")
        if await visitor.page.get_by_role("link", name=text).count():
            return
        await visitor.page.wait_for_timeout(1000)


async def test_claims_made_elsewhere_say_whom_they_wait_for_and_lead_to_the_deposit_of_a_piece(
    visitor: Visitor,
) -> None:
    page = visitor.page
    await visitor.come_in(WHO)
    await see_claims(visitor, "Complémentaire santé solidaire")
    await expect(visitor.heading("À vous d'agir")).to_be_visible()
    await flawless(page)
    await visitor.follow("Complémentaire santé solidaire")
    await expect(visitor.heading("On attend : Vous")).to_be_visible()
    await expect(page.get_by_text("Nous avons égaré votre avis d'impôt.")).to_be_visible()
    await expect(visitor.heading("Le délai de la loi")).to_be_visible()
    await flawless(page)
    await visitor.follow("Envoyer cette pièce")
    await expect(page).to_have_url(re.compile(r"/documents/deposer/avis-impot\?.*expected_piece_id="))


async def test_an_appeal_is_prepared_with_what_is_known_without_a_script(unscripted: Visitor) -> None:
    page = unscripted.page
    await unscripted.come_in(WHO)
    await see_claims(unscripted, "Allocation d'aide au retour")
    await unscripted.follow("Allocation d'aide au retour")
    await expect(page.get_by_text("Vous avez travaillé 104 jours").first).to_be_visible()
    await page.get_by_role("button", name="Préparer ce recours").first.click()
    await expect(page.get_by_label("Quelle décision contestez-vous")).to_have_value(re.compile("104 jours"))
    await page.get_by_label("Pourquoi n'êtes-vous pas d'accord").fill("Il manque mon contrat de mai.")
    await unscripted.press("Garder et finir plus tard")
    await unscripted.follow("Recours")
    await expect(page.get_by_label("Pourquoi n'êtes-vous pas d'accord")).to_have_value("Il manque mon contrat de mai.")
    await unscripted.press("Effacer ce brouillon")
    await expect(page.get_by_role("link", name="Recours")).to_have_count(0)


async def test_a_claim_is_mended_read_over_sent_and_taken_back(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in(WHO)
    await visitor.open("/demandes/nouvelle")
    await flawless(page)
    await page.get_by_role("button", name="Commencer : Prime d'activité").click()
    await page.get_by_label("Vous vivez seul").check()
    await visitor.press("Relire avant d'envoyer")
    await expect(page.get_by_role("alert")).to_contain_text("Avez-vous des enfants à charge")
    await expect(page.get_by_label("Vous vivez seul")).to_be_checked()
    await flawless(page)
    await page.get_by_label("Non", exact=True).check()
    await page.get_by_label("Je certifie").check()
    await visitor.press("Relire avant d'envoyer")
    await expect(visitor.heading("Relire et envoyer")).to_be_visible()
    await flawless(page)
    await visitor.press("Envoyer ma demande")
    await expect(visitor.heading("Ce qui s'est passé")).to_be_visible()
    await expect(page.get_by_text("Vous avez envoyé cette demande.")).to_be_visible()
    await visitor.follow("Retirer cette demande")
    await flawless(page)
    await visitor.press("Retirer ma demande")
    await expect(page.locator(".state").first).to_contain_text("Retirée")
