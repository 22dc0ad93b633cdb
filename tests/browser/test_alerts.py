"""Alerts in a browser: a date to keep and its reminder, done and taken back; an address proved by its code, a code that is not ours; live messages."""

import re
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import expect

from sandbox.suite.layout import Layout
from tests.browser.test_journey import flawless
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
WHO = "conjointe-exploitante"
_LOOKS = 20
_CODE = re.compile(r"\b\d{6}\b")


async def _until_shown(visitor: Visitor, path: str, text: str) -> None:
    """A page, once what it waits for has been read."""
    for _ in range(_LOOKS):
        await visitor.open(path)
        if await visitor.page.get_by_text(text).count():
            return
        await visitor.page.wait_for_timeout(1000)


async def _code_of(layout: Layout, address: str) -> str:
    async with httpx.AsyncClient(base_url=layout.providers_url) as carriers:
        for _ in range(_LOOKS * 5):
            for sent in (await carriers.get("/api/sent", params={"recipient": address})).json():
                if found := _CODE.search(sent["text"]):
                    return found[0]
    raise AssertionError("no code was sent")


async def test_a_declaration_to_make_is_read_said_done_and_taken_back(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in(WHO)
    await _until_shown(visitor, "/calendrier", "Lire le rappel")
    await expect(visitor.heading("À faire maintenant")).to_be_visible()
    await expect(page.get_by_text("Mois à déclarer").first).to_be_visible()
    await flawless(page)
    await visitor.follow("Lire le rappel")
    await expect(visitor.heading("Pourquoi ce message")).to_be_visible()
    await flawless(page)
    await visitor.press("C'est fait")
    await expect(page.locator("#etat")).to_contain_text("C'est fait")
    await visitor.press("Ce n'est pas encore fait")
    await expect(page.get_by_role("button", name="C'est fait", exact=True)).to_be_visible()


async def test_an_address_is_proved_by_its_code_without_a_script(unscripted: Visitor, running: Layout) -> None:
    page, address = unscripted.page, f"martine.{uuid4()}@example.org"
    await unscripted.come_in(WHO)
    await unscripted.open("/preferences")
    await page.get_by_label("Adresse e-mail").fill("martine@")
    await page.get_by_role("button", name="Recevoir un code : Adresse e-mail").click()
    await expect(page.get_by_role("alert")).to_contain_text("Adresse e-mail")
    await expect(page.locator("#address_email")).to_have_value("martine@")
    await page.locator("#address_email").fill(address)
    await page.get_by_role("button", name="Recevoir un code : Adresse e-mail").click()
    await page.get_by_label("Le code reçu").fill(await _code_of(running, address))
    await page.get_by_role("button", name="Confirmer : Adresse e-mail").click()
    await expect(unscripted.heading("Adresse confirmée")).to_be_visible()


async def test_preferences_are_kept_and_a_made_up_code_is_not_ours(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in(WHO)
    await visitor.open("/preferences")
    await flawless(page)
    await page.locator("#notice-email").check()
    await visitor.press("Enregistrer")
    await expect(visitor.heading("C'est enregistré")).to_be_visible()
    await expect(page.locator("#notice-email")).to_be_checked()
    await visitor.open("/messages/verifier")
    await page.get_by_label("Le code du message").fill("aaaa aaaa")
    await visitor.press("Vérifier")
    await expect(visitor.heading("Ce n'est pas nous")).to_be_visible()
    await flawless(page)


async def test_a_message_of_an_organisme_appears_while_the_page_is_open(visitor: Visitor, running: Layout) -> None:
    page, title = visitor.page, f"Un point du {uuid4()}"
    await visitor.come_in(WHO)
    await visitor.open("/preferences")
    await page.locator("#consent-msa").check()
    await visitor.press("Enregistrer")
    await expect(visitor.heading("C'est enregistré")).to_be_visible()
    await visitor.open("/messages")
    async with httpx.AsyncClient(base_url=f"http://{running.address('organismes_admin')}") as organismes:
        written = {"reference": title, "title": title, "body": "Bonjour.\n\nVotre dossier est à jour."}
        (await organismes.put(f"/organismes/msa/messages/{WHO}", json=written)).raise_for_status()
    await expect(page.get_by_role("link", name=title)).to_be_visible(timeout=15_000)
    await expect(page.locator("#annonces")).to_contain_text(title)
    await flawless(page)
