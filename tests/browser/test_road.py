"""The road of somebody who asks for something: a paper refused before it is sent, good ones, a claim, its missing piece, the decision; then a refusal,
and an appeal followed like a claim. Everything by clicks; the played organismes' days pass when the test says so."""

import re
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml
from playwright.async_api import expect

from sandbox.suite.layout import Layout
from sandbox.suite.passing import played_settings
from services.documents.review import Desk
from tests.browser.test_documents import find
from tests.browser.test_journey import flawless
from tests.browser.visitor import PERSONAS, Visitor
from tests.e2e.depositing import Papers, accepted

pytestmark = pytest.mark.asyncio(loop_scope="session")
WHO = "couple-trois-enfants"
# What the checks of a paper take on a machine that does other things too.
_PATIENCE_MS = 90_000
_LOOKS = 40


@pytest_asyncio.fixture(loop_scope="session")
async def calendar(running: Layout) -> Any:
    """The days of the played organismes, which stand still meanwhile."""
    async with httpx.AsyncClient(base_url=f"http://{running.address('organismes_admin')}") as days:
        await days.put("/days", json={"day_ms": 0})
        yield days
        await days.post("/reset")


@pytest.fixture
def papers() -> Papers:
    """What the persona has at home."""
    return Papers.of(yaml.safe_load((PERSONAS / f"{WHO}.yaml").read_text()))


async def send_file(visitor: Visitor, content: bytes) -> None:
    """From the page of the files to the page of the document."""
    file = {"name": "papier.pdf", "mimeType": "application/pdf", "buffer": content}
    await visitor.page.get_by_label("Choisissez le fichier").set_input_files(file)  # type: ignore[arg-type]
    await visitor.press("C'est tout : faire vérifier")
    await expect(visitor.heading("Où en est-il")).to_be_visible()


async def state_is(visitor: Visitor, text: str) -> None:
    """Where the document stands, once its checks are done."""
    state = visitor.page.locator(".recipient__head .state").first
    await expect(state).to_contain_text(text, timeout=_PATIENCE_MS)


async def days_pass(visitor: Visitor, calendar: httpx.AsyncClient, days: int, title: str) -> None:
    """So many days, until the page of the claim has this title."""
    (await calendar.post("/days/advance", json={"days": days})).raise_for_status()
    for _ in range(_LOOKS):
        await visitor.page.reload()
        if await visitor.heading(title).count():
            return
        await visitor.page.wait_for_timeout(250)
    await expect(visitor.heading(title)).to_be_visible()


async def deposit(visitor: Visitor, words: str, document: str, organisme: str) -> None:
    """From one's own words to the page of the files."""
    await find(visitor, words, document)
    await visitor.page.get_by_label("Pour qui est ce document").select_option(organisme)
    await visitor.press("Voir si je peux le déposer")
    await visitor.press("Continuer : choisir les fichiers")


async def begin(visitor: Visitor, benefit: str) -> None:
    """The form of a benefit, whatever an earlier walk has left."""
    await visitor.open("/demandes/nouvelle")
    await visitor.page.get_by_role("button", name=f"Commencer : {benefit}").click()


async def confirm(visitor: Visitor) -> None:
    """Read over, and sent with two clicks."""
    await visitor.press("Relire avant d'envoyer")
    await expect(visitor.heading("Relire et envoyer")).to_be_visible()
    await flawless(visitor.page)
    await visitor.page.get_by_role("button", name="Envoyer ma demande").dblclick()
    await expect(visitor.heading("Ce qui s'est passé")).to_be_visible()
    await expect(visitor.page.get_by_text("Vous avez envoyé cette demande.")).to_have_count(1)


async def gives_papers(visitor: Visitor, papers: Papers, running: Layout) -> None:
    """An arrêt refused with the time that is left; a RIB that arrives; a tax notice that somebody looks at."""
    await find(visitor, "arrêt maladie", "Avis d'arrêt de travail")
    today = date.today()
    for label, word in (("Jour", today.day), ("Mois", today.month), ("Année", today.year)):
        await visitor.page.get_by_label(label, exact=True).fill(str(word))
    await visitor.press("Voir si je peux le déposer")
    await expect(visitor.heading("Ne déposez pas ce document ici")).to_be_visible()
    await expect(visitor.page.get_by_text(re.compile(r"Il vous reste [23]\sjours"))).to_be_visible()
    await deposit(visitor, "coordonnées bancaires", "Relevé d'identité bancaire", "cnaf")
    await send_file(visitor, papers.rib())
    await state_is(visitor, "Remis")
    await deposit(visitor, "avis d'impôt", "Avis d'imposition", "cnam")
    await send_file(visitor, papers.tax_notice())
    await state_is(visitor, "personne")
    desk = Desk(played_settings(running, "ops"), running.address("documents"))
    await accepted(desk, visitor.page.url.rpartition("/")[2])
    await desk.close()
    for _ in range(_LOOKS):
        await visitor.page.reload()
        if await visitor.page.locator(".recipient__head .state").filter(has_text="Remis").count():
            break
        await visitor.page.wait_for_timeout(250)
    await state_is(visitor, "Remis")


async def asks_for_housing_aid(visitor: Visitor, papers: Papers, calendar: httpx.AsyncClient) -> None:
    """A claim with an amount, its missing piece, and the decision."""
    page = visitor.page
    await begin(visitor, "Aide personnalisée au logement")
    for label, word in (("Jour", "1"), ("Mois", "11"), ("Année", "2026")):
        await page.get_by_label(label, exact=True).fill(word)
    await page.get_by_label("Quel est votre loyer").fill("six cents")
    await page.get_by_label("Vous vivez en couple").check()
    await page.get_by_label("Je certifie").check()
    await visitor.press("Relire avant d'envoyer")
    await expect(page.get_by_role("alert")).to_contain_text("écrivez un montant en euros")
    await expect(page.get_by_label("Quel est votre loyer")).to_have_value("six cents")
    await page.get_by_label("Quel est votre loyer").fill("640,50")
    await visitor.press("Relire avant d'envoyer")
    await expect(page.get_by_text(re.compile(r"640,50\s€"))).to_be_visible()
    await visitor.follow("Modifier mes réponses")
    await confirm(visitor)
    claim = page.url
    await days_pass(visitor, calendar, 2, "On attend : Vous")
    await flawless(page)
    await visitor.follow("Envoyer cette pièce")
    await visitor.press("Voir si je peux le déposer")
    await visitor.press("Continuer : choisir les fichiers")
    await send_file(visitor, papers.identity_card())
    await state_is(visitor, "Remis")
    await page.goto(claim)
    await days_pass(visitor, calendar, 18, "Demande acceptée")
    await expect(page.get_by_text(re.compile(r"231,40\s€"))).to_be_visible()
    await flawless(page)


async def appeals(visitor: Visitor, calendar: httpx.AsyncClient) -> None:
    """A refusal with its reason, contested from here, and followed to the answer."""
    page = visitor.page
    await begin(visitor, "Prime d'activité")
    await page.get_by_label("Vous vivez en couple").check()
    await page.get_by_label("Oui", exact=True).check()
    await page.get_by_label("Je certifie").check()
    await confirm(visitor)
    await days_pass(visitor, calendar, 12, "Demande refusée")
    await expect(page.get_by_text("dépassent le plafond").first).to_be_visible()
    await page.get_by_role("button", name="Préparer ce recours").first.click()
    await expect(page.get_by_label("Quelle décision contestez-vous")).to_have_value(re.compile("plafond"))
    await page.get_by_label("Pourquoi n'êtes-vous pas d'accord").fill("Un mois est compté deux fois.")
    await confirm(visitor)
    await expect(page.get_by_text("Décision contestée")).to_be_visible()
    await expect(visitor.heading("Le délai de la loi")).to_be_visible()
    await days_pass(visitor, calendar, 40, "Demande acceptée")
    await flawless(page)
    await visitor.open("/demandes")
    await expect(page.get_by_role("link", name=re.compile("Recours")).first).to_be_visible()


async def test_the_whole_road_from_a_refused_paper_to_an_appeal_that_is_answered(
    visitor: Visitor, papers: Papers, calendar: httpx.AsyncClient, running: Layout
) -> None:
    await visitor.come_in(WHO)
    await gives_papers(visitor, papers, running)
    await asks_for_housing_aid(visitor, papers, calendar)
    await appeals(visitor, calendar)
