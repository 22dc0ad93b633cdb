"""A paper that the law does not let an organisme take, refused before it is sent; then a good one, sent over a line that drops."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest
import yaml
from playwright.async_api import FilePayload, expect

from bench.corpus.case import paper
from bench.corpus.people import Someone, someone
from services.documents.domain.verdicts import Holder
from tests.browser.test_journey import flawless
from tests.browser.visitor import PERSONAS, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
WHO = "artisan-ex-rsi"
# What the checks of a paper take on a machine that does other things too.
_PATIENCE_MS = 90_000


def persona() -> Someone:
    """The persona, with an account of their own."""
    identity = yaml.safe_load((PERSONAS / f"{WHO}.yaml").read_text())["identity"]
    born = date.fromisoformat(str(identity["birthdate"]))
    holder = Holder(tuple(identity["given_names"]), identity["family_name"], "", born)
    return replace(someone(random.Random(7)), holder=holder)  # noqa: S311


def a_rib() -> FilePayload:
    """Their bank's slip."""
    return {"name": "rib.pdf", "mimeType": "application/pdf", "buffer": paper("rib", persona(), date.today())}


async def find(visitor: Visitor, words: str, document: str) -> None:
    """From « Mes documents » to the questions about one of them."""
    await visitor.open("/documents")
    await visitor.follow("Déposer un document")
    await visitor.page.get_by_label("Son nom, comme vous l'appelez").fill(words)
    await visitor.press("Chercher")
    await visitor.page.get_by_role("link", name=document).first.click()


async def open_a_deposit(visitor: Visitor) -> None:
    """A RIB for the Caf: to the page of its files."""
    await find(visitor, "coordonnées bancaires", "Relevé d'identité bancaire")
    await visitor.page.get_by_label("Pour qui est ce document").select_option("cnaf")
    await visitor.press("Voir si je peux le déposer")
    await expect(visitor.heading("Vous pouvez déposer ce document ici")).to_be_visible()
    await visitor.press("Continuer : choisir les fichiers")
    await expect(visitor.heading("Les pages de votre document")).to_be_visible()


async def test_a_sick_leave_is_refused_before_it_is_sent_with_its_address_and_the_time_left(visitor: Visitor) -> None:
    page, today = visitor.page, date.today()
    await visitor.come_in(WHO)
    await find(visitor, "arrêt maladie", "Avis d'arrêt de travail")
    await flawless(page)
    for label, word in (("Jour", today.day), ("Mois", today.month), ("Année", today.year)):
        await page.get_by_label(label, exact=True).fill(str(word))
    await visitor.press("Voir si je peux le déposer")
    await expect(visitor.heading("Ne déposez pas ce document ici")).to_be_visible()
    await expect(page.get_by_text(re.compile(r"Il vous reste (2\sjours|3\sjours)"))).to_be_visible()
    await expect(page.locator("address")).to_contain_text("CPAM de la Loire")
    await expect(page.locator('input[type="file"]')).to_have_count(0)
    await flawless(page)


async def test_a_good_rib_goes_on_by_itself_after_a_dead_line_and_reaches_its_organisme(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.come_in(WHO)
    await open_a_deposit(visitor)
    await flawless(page)
    await page.get_by_label("Choisissez le fichier").set_input_files(a_rib())
    await page.context.set_offline(True)
    await visitor.press("C'est tout : faire vérifier")
    await expect(page.get_by_role("status")).to_contain_text("La connexion s'est coupée")
    await page.context.set_offline(False)
    await expect(visitor.heading("Où en est-il")).to_be_visible()
    await expect(page.locator(".recipient__head .state").first).to_contain_text("Remis", timeout=_PATIENCE_MS)
    await expect(visitor.heading("Son chemin")).to_be_visible()
    await flawless(page)
    await visitor.open("/documents")
    await expect(page.get_by_role("link", name="Relevé d'identité bancaire").first).to_be_visible()
    await flawless(page)


async def test_a_rib_is_deposited_without_a_script(unscripted: Visitor) -> None:
    await unscripted.come_in(WHO)
    await open_a_deposit(unscripted)
    await unscripted.page.get_by_label("Choisissez le fichier").set_input_files(a_rib())
    await unscripted.press("C'est tout : faire vérifier")
    await expect(unscripted.heading("Où en est-il")).to_be_visible()
