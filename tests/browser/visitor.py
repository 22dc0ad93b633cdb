"""A person in front of the portal, played: what they read, type and click."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from playwright.async_api import Locator, Page

PERSONAS = Path(__file__).parents[2] / "sandbox" / "personas"
STREET, POSTAL_CODE, CITY = "12 rue des Lilas", "63200", "Riom"


def nir_of(persona: str) -> str:
    """The number of a persona, as the file holds it."""
    return str(yaml.safe_load((PERSONAS / f"{persona}.yaml").read_text())["nir"])


def with_key(digits: str) -> str:
    """13 digits with the key that goes with them."""
    return f"{digits}{97 - int(digits) % 97:02d}"


@dataclass(frozen=True)
class Visitor:
    """A tab, and the address of the portal."""

    page: Page
    url: str

    async def open(self, path: str) -> None:
        """Goes to a page of the portal."""
        await self.page.goto(self.url + path)

    async def press(self, name: str) -> None:
        """Clicks the button of that name."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str) -> None:
        """Clicks the link of that name."""
        await self.page.get_by_role("link", name=name).first.click()

    async def log_in(self, persona: str) -> None:
        """Through FranceConnect, from the button to the return."""
        await self.open("/")
        await self.follow("FranceConnect")
        await self.page.locator(f"#persona-{persona}").check()
        await self.press("Se connecter")
        await self.press("Continuer vers Mes droits sociaux")

    async def tell_nir(self, nir: str) -> None:
        """Types the number where it is asked."""
        await self.page.get_by_label("Numéro de sécurité sociale").fill(nir)
        await self.press("Continuer")

    async def come_in(self, persona: str) -> None:
        """Logs in, and tells the number if it was not told before."""
        await self.log_in(persona)
        if "/premiere-connexion" in self.page.url:
            await self.tell_nir(nir_of(persona))

    async def type_address(self, start: date | None = None, street: str = STREET) -> None:
        """Fills the form with a new address, from today unless told otherwise."""
        start = start or date.today()
        words = {
            "Jour": str(start.day), "Mois": str(start.month), "Année": str(start.year), "Numéro et rue": street,
            "Code postal": POSTAL_CODE, "Ville": CITY,
        }  # fmt: skip
        for label, word in words.items():
            await self.page.get_by_label(label, exact=True).fill(word)

    async def preview_address(self, street: str = STREET) -> None:
        """From anywhere to the screen that says who would receive what."""
        await self.open("/adresse")
        await self.type_address(street=street)
        await self.press("Voir qui recevra quoi")

    def heading(self, text: str) -> Locator:
        """A title of the page."""
        return self.page.get_by_role("heading", name=text)
