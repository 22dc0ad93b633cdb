"""The pages a person sees, in French, without JavaScript."""

from pathlib import Path

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates

from sandbox.franceconnect.errors import RefusedOnPage
from sandbox.franceconnect.front_channel import IDENTITY_PROVIDERS
from sandbox.franceconnect.pivot import labels_for
from sandbox.franceconnect.play import Play
from sandbox.franceconnect.state import Interaction, Login

HERE = Path(__file__).parent
SECURITY_HEADERS = {
    # No form-action: browsers would apply it to the redirection that ends the consent.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Pages:
    def __init__(self, play: Play) -> None:
        self._play = play
        self._templates = Jinja2Templates(HERE / "templates")

    def of(self, request: Request, interaction: Interaction) -> Response:
        """The page that the interaction has reached."""
        if interaction.login is None:
            return self._login(request, interaction)
        return self._consent(request, interaction, interaction.login)

    def refusal(self, request: Request, refused: RefusedOnPage) -> Response:
        """400, as a page for a browser and as JSON for whoever asks for JSON."""
        if "application/json" in request.headers.get("accept", ""):
            content = {"error": refused.error, "error_description": refused.description, "code": refused.code}
            return JSONResponse(content, 400, SECURITY_HEADERS)
        return self._page(request, "error.html", {"refused": refused}, 400)

    async def home(self, request: Request) -> Response:
        return self._page(request, "home.html", {"personas": self._play.personas.values()})

    def _login(self, request: Request, interaction: Interaction) -> Response:
        context = {
            "interaction": interaction,
            "identity_providers": IDENTITY_PROVIDERS,
            "personas": self._play.personas.values(),
        }
        return self._page(request, "login.html", context)

    def _consent(self, request: Request, interaction: Interaction, login: Login) -> Response:
        persona = self._play.personas[login.persona]
        context = {
            "interaction": interaction,
            "persona": persona,
            "idp": IDENTITY_PROVIDERS[login.idp],
            "labels": labels_for(persona.identity, interaction.request.scopes),
        }
        return self._page(request, "consent.html", context)

    def _page(self, request: Request, name: str, context: dict[str, object], status: int = 200) -> Response:
        context = {"client_name": self._play.settings.client_name, **context}
        return self._templates.TemplateResponse(request, name, context, status, SECURITY_HEADERS)
