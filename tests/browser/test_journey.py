"""The whole road through the portal, in front of the running suite: with a script, and without one."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import overflow, violations
from tests.browser.visitor import CITY, STREET, Visitor, nir_of, with_key

pytestmark = pytest.mark.asyncio(loop_scope="session")
_DOMAINS = ("Santé", "Famille", "Logement", "Solidarité", "Retraite", "Autour de l'emploi")
_APPLIED = "Tous les organismes l'ont prise en compte."


async def flawless(page: Page) -> None:
    """The accessibility rules hold, on a desk and on a small telephone, which never scrolls sideways."""
    desk = page.viewport_size
    assert await violations(page) == [], page.url
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(page) == 0, page.url
    assert await violations(page) == [], page.url
    if desk:
        await page.set_viewport_size(desk)


async def written_in_journal(visitor: Visitor, line: str) -> None:
    """The journal comes to hold a line; it is written a moment after the fact, so the page is asked for again."""
    row = visitor.page.get_by_role("row", name=re.compile(line)).first
    for _ in range(20):
        await visitor.open("/journal")
        if await row.count():
            break
        await visitor.page.wait_for_timeout(250)
    await expect(row).to_be_visible()


async def comes_in(visitor: Visitor) -> None:
    """The login, a wrong number, the right one."""
    page = visitor.page
    await visitor.open("/")
    await flawless(page)
    await visitor.log_in("mere-isolee")
    await expect(visitor.heading("Votre numéro de sécurité sociale")).to_be_visible()
    await flawless(page)
    await visitor.tell_nir("2 95 08 33 999 001 14")
    await expect(page.get_by_label("Numéro de sécurité sociale")).to_have_value("2 95 08 33 999 001 14")
    await expect(page.get_by_role("alert")).to_be_focused()
    await flawless(page)
    await visitor.tell_nir(nir_of("mere-isolee"))


async def sees_their_rights(visitor: Visitor) -> None:
    """The six bubbles, and one of them from near."""
    page = visitor.page
    await expect(visitor.heading("Bonjour Aïcha")).to_be_visible()
    for domain in _DOMAINS:
        await expect(page.get_by_role("article", name=domain, exact=True)).to_be_visible()
    await expect(page.get_by_role("article", name="Solidarité").get_by_text("Oui.")).to_be_visible()
    await flawless(page)
    await page.get_by_role("link", name="Tout voir : Solidarité").click()
    await expect(visitor.heading("Revenu de solidarité active")).to_be_visible()
    await flawless(page)


async def tells_an_address(visitor: Visitor) -> None:
    """An empty form, a full one, a refusal, and two clicks on the button."""
    page = visitor.page
    await visitor.open("/adresse")
    await flawless(page)
    await visitor.press("Voir qui recevra quoi")
    await expect(page.get_by_role("alert")).to_be_focused()
    await flawless(page)
    await visitor.type_address()
    await visitor.press("Voir qui recevra quoi")
    await expect(visitor.heading("Qui recevra quoi")).to_be_visible()
    await flawless(page)
    await page.get_by_label(re.compile("Je refuse cet envoi.*Impôts")).check()
    await page.get_by_role("button", name="Confirmer et envoyer").dblclick()


async def watches_the_receipts(visitor: Visitor) -> None:
    """They come by themselves, are said aloud, and the page is never loaded again."""
    page = visitor.page
    await page.wait_for_url(re.compile("/declarations/[0-9a-f-]{36}$"))
    await page.evaluate("window.stayed = true")
    await expect(page.get_by_text(_APPLIED, exact=True).first).to_be_visible()
    assert await page.evaluate("window.stayed") is True
    await expect(page.locator("#envoi-dgfip")).to_have_count(0)
    await expect(page.get_by_text(STREET)).to_be_visible()
    await flawless(page)
    await visitor.follow("Mes déclarations")
    await expect(page.get_by_role("link", name="Adresse", exact=True)).to_have_count(1)
    await flawless(page)


async def reads_the_journal(visitor: Visitor) -> None:
    """Who received the address, on the screen and in a file."""
    await written_in_journal(visitor, "Caf .*adresse")
    await flawless(visitor.page)
    async with visitor.page.expect_download() as saved:
        await visitor.follow("Pour un tableur")
    assert "adresse" in (await (await saved.value).path()).read_text()


async def test_the_whole_journey_is_accessible_and_the_receipts_arrive_by_themselves(visitor: Visitor) -> None:
    complaints: list[str] = []
    visitor.page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    await comes_in(visitor)
    await sees_their_rights(visitor)
    await tells_an_address(visitor)
    await watches_the_receipts(visitor)
    await reads_the_journal(visitor)
    await visitor.press("Se déconnecter")
    await expect(visitor.heading("Se connecter")).to_be_visible()
    await visitor.open("/journal")
    await expect(visitor.heading("Connexion nécessaire")).to_be_visible()
    await flawless(visitor.page)
    assert complaints == []


async def test_the_same_journey_needs_no_script(unscripted: Visitor) -> None:
    page = unscripted.page
    await unscripted.log_in("etudiante")
    await unscripted.tell_nir("123")
    await expect(page.get_by_role("alert")).to_be_visible()
    await unscripted.tell_nir(nir_of("etudiante"))
    await expect(unscripted.heading("Bonjour Inès")).to_be_visible()
    assert await page.locator("article").count() == len(_DOMAINS)

    await unscripted.preview_address()
    await page.wait_for_load_state()
    await page.reload()
    await unscripted.follow("Modifier mes réponses")
    await expect(page.get_by_label("Numéro et rue")).to_have_value(STREET)
    await page.get_by_label("Ville").fill(f"{CITY}-ès-Montagne")
    await unscripted.press("Voir qui recevra quoi")
    await expect(page.get_by_text(f"{CITY}-ès-Montagne").first).to_be_visible()
    await page.get_by_label(re.compile("Je refuse cet envoi")).first.check()
    await unscripted.press("Confirmer et envoyer")
    for _ in range(20):
        if await page.get_by_text(_APPLIED, exact=True).count():
            break
        await unscripted.follow("Actualiser")
        await page.wait_for_timeout(250)
    await expect(page.get_by_text(_APPLIED, exact=True)).to_be_visible()
    await expect(page.get_by_text("Caisse des dépôts")).to_have_count(1)

    await written_in_journal(unscripted, "Caf .*adresse")
    await unscripted.press("Se déconnecter")
    await expect(unscripted.heading("Se connecter")).to_be_visible()


async def test_a_number_that_contradicts_the_civil_status_leads_to_a_person(visitor: Visitor) -> None:
    await visitor.log_in("nee-un-29-fevrier")
    await visitor.tell_nir(with_key("1960221999001"))
    await expect(visitor.heading("Une personne vérifie votre identité")).to_be_visible()
    await expect(visitor.page.get_by_text("Numéro de votre dossier")).to_be_visible()
    await flawless(visitor.page)
    await visitor.open("/adresse")
    await visitor.page.wait_for_url("**/premiere-connexion")


async def test_a_provisional_number_is_as_good_as_another(visitor: Visitor) -> None:
    await visitor.log_in("saisonnier-numero-provisoire")
    await visitor.tell_nir(nir_of("saisonnier-numero-provisoire"))
    await expect(visitor.heading("Bonjour Youssef")).to_be_visible()


async def test_an_organisme_that_is_silent_is_named_and_nothing_is_said_in_its_place(visitor: Visitor) -> None:
    await visitor.come_in("organismes-en-panne")
    await visitor.open("/")
    family = visitor.page.get_by_role("article", name="Famille")
    await expect(family.get_by_text("Nous ne pouvons pas le dire pour le moment.")).to_be_visible()
    await expect(visitor.page.get_by_role("link", name="Redemander maintenant")).to_be_visible()
    await expect(visitor.page.locator("#alertes")).to_contain_text("répond")
    await flawless(visitor.page)


async def test_a_refusal_is_shown_with_its_reason_and_what_it_means(visitor: Visitor) -> None:
    await visitor.come_in("reponses-contrariees")
    await visitor.preview_address()
    await visitor.press("Confirmer et envoyer")
    refused = visitor.page.locator("#envoi-cnaf")
    await expect(refused.get_by_text("Refusé", exact=True).first).to_be_visible()
    await expect(visitor.page.locator("#annonces")).to_contain_text("organisme")
    await expect(refused.get_by_text("Cette adresse est déjà celle d'un autre foyer").first).to_be_visible()
    await flawless(visitor.page)


async def test_what_was_told_wrong_is_corrected_then_annulled_from_its_own_page(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in("etudiante")
    await visitor.preview_address(street="98 rue des Erreurs")
    await visitor.press("Confirmer et envoyer")
    await visitor.follow("Corriger")
    await expect(page.get_by_label("Numéro et rue")).to_have_value("98 rue des Erreurs")
    await flawless(page)
    await page.get_by_label("Numéro et rue").fill("99 rue des Erreurs")
    await visitor.press("Voir qui recevra quoi")
    await expect(page.get_by_text("cette correction")).to_be_visible()
    await visitor.press("Confirmer et envoyer")
    await expect(visitor.heading("Votre correction : adresse")).to_be_visible()
    await flawless(page)
    await visitor.press("Annuler cette déclaration")
    await expect(visitor.heading("Qui sera prévenu de l'annulation")).to_be_visible()
    await flawless(page)
    await visitor.press("Confirmer l'annulation")
    await expect(visitor.heading("Votre annulation : adresse")).to_be_visible()
    await expect(page.get_by_role("button", name="Annuler cette déclaration")).to_have_count(0)
    await page.go_back()
    await expect(visitor.heading("Votre annulation : adresse")).to_be_visible()


async def test_what_was_told_already_is_said_before_it_is_sent_again(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in("etudiante")
    for _ in range(2):
        await visitor.preview_address(street="100 rue des Redites")
        await visitor.press("Confirmer et envoyer")
    await expect(page.get_by_role("alert")).to_contain_text("Vous avez déjà déclaré cela")
    await flawless(page)
    await page.get_by_label("Je veux l'envoyer une seconde fois").check()
    await visitor.press("Confirmer et envoyer")
    await page.wait_for_url(re.compile("/declarations/[0-9a-f-]{36}$"))
