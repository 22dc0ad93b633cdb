"""Home with the six bubbles, and one domain."""

from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, MaybeSession, ThePerson, declared
from services.bff.clients import Voice
from services.bff.pages.routes.parts import ThePages, router
from services.bff.problems import NoSuchPage
from services.bff.screens.home import home
from services.bff.screens.rights import rights
from services.bff.views.identity import login_view

routes = router()


@routes.get("/", openapi_extra=declared(Access.ANONYMOUS_LOGIN, "consult_rights"))
async def show_home(request: Request, pages: ThePages, session: MaybeSession) -> Response:
    """Home; for somebody who is not logged in, the login screen."""
    if session is None or session.who is None:
        return pages.respond(request, "login.html", login_view())
    voice: Voice = request.state.voice
    view = await home(voice, request.app.state.edge.clock())
    return pages.respond(request, "home.html", view, section="home", here="/")


@routes.get("/domaines/{domain}", openapi_extra=declared(Access.CERTIFIED, "consult_rights"))
async def show_domain(request: Request, pages: ThePages, voice: ThePerson, domain: str) -> Response:
    """One domain: the rights held, and what else there is."""
    view = await rights(voice, request.app.state.edge.clock())
    bubble = next((one for one in view.bubbles if one.domain == domain), None)
    if bubble is None:
        raise NoSuchPage
    return pages.respond(request, "domain.html", view, section="home", bubble=bubble, here=f"/domaines/{domain}")
