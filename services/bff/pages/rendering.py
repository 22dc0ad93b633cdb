"""Views into HTML: one environment, everything escaped, the same frame around every screen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.bff.countries import countries
from services.bff.pages.assets import Assets
from services.bff.pages.typography import FrenchSpaces
from services.bff.pages.wording import soon
from services.bff.session import Session
from services.bff.views.base import View
from services.bff.views.vocabulary import DOMAINS

TEMPLATES = Path(__file__).parent / "templates"


class MenuLink(View):
    """A line of the main menu; `section` is what a screen says of itself."""

    section: str
    text: str
    href: str


MENU = (
    MenuLink(section="home", text="Mes droits", href="/"),
    MenuLink(section="simulation", text="Simuler mes droits", href="/simulation"),
    MenuLink(section="tell", text="Dire ce qui change", href="/declarer"),
    MenuLink(section="declarations", text="Mes déclarations", href="/declarations"),
    MenuLink(section="documents", text="Mes documents", href="/documents"),
    MenuLink(section="claims", text="Mes demandes", href="/demandes"),
    MenuLink(section="calendar", text="Mon calendrier", href="/calendrier"),
    MenuLink(section="messages", text="Mes messages", href="/messages"),
    MenuLink(section="journal", text="Qui a vu mes données", href="/journal"),
)


@dataclass(frozen=True)
class Frame:
    """What stands around a screen: who is logged in, and the token that the screen's forms carry."""

    display_name: str = ""
    certified: bool = False
    csrf_token: str = ""
    section: str = ""
    source_url: str = ""


class Pages:
    """Renders screens."""

    def __init__(self, assets: Assets, new_id: Callable[[], str] = lambda: str(uuid4())) -> None:
        self.assets = assets
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, extensions=[FrenchSpaces],
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._environment.globals.update(
            asset=assets.url, new_id=new_id, menu=MENU, domains=DOMAINS, countries=countries()
        )
        self._environment.filters["soon"] = soon

    def html(self, template: str, frame: Frame, view: View, **more: Any) -> str:
        """The screen as text."""
        return self._environment.get_template(template).render(frame=frame, view=view, **more)

    def respond(
        self, request: Request, template: str, view: View, *, section: str = "", status: int = 200, **more: Any
    ) -> Response:
        """The screen as an answer, never kept by the browser nor by anything between."""
        html = self.html(template, frame_of(request, section), view, **more)
        return HTMLResponse(html, status, headers={"cache-control": "no-store"})


@cache
def the_pages() -> Pages:
    """The one renderer of the process, built when the first page is asked for."""
    return Pages(Assets.load())


def frame_of(request: Request, section: str = "") -> Frame:
    """The frame for whoever asks; an empty one where nobody is logged in."""
    source = request.app.state.edge.settings.source_url
    session: Session | None = getattr(request.state, "session", None)
    if session is None or session.who is None:
        return Frame(source_url=source)
    return Frame(session.who.display_name, session.who.certified, session.known.csrf_token, section, source)
