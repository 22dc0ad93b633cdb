"""The portal, put together: its addresses, its static files, and the page that a refusal becomes."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.bff.access import Access, declared
from services.bff.pages.assets import PREFIX
from services.bff.pages.rendering import the_pages
from services.bff.pages.routes import (
    attesting,
    claim_forms,
    claims,
    corrections,
    declarations,
    depositing,
    documents,
    first_login,
    journal,
    kinds,
    messages,
    preferences,
    previews,
    problems,
    rights,
    simulation,
    verifying,
    what_if,
)
from services.bff.pages.routes.parts import ThePages, router
from services.bff.pages.wording import advices
from services.bff.settings import LOGIN, LOGIN_RETURN
from services.bff.views.base import Link
from services.bff.views.problem import ProblemView

_FIRST_LOGIN = "/premiere-connexion"
# What goes on while the person waits, and is there when they come back.
_COMING = frozenset({"SIMULATOR_LEARNING", "SIMULATOR_WARMING_UP"})
_files = router()


@_files.get(PREFIX + "/{digest}/{path:path}", openapi_extra=declared(Access.PUBLIC))
async def static_file(request: Request, pages: ThePages, digest: str, path: str) -> Response:
    """A style sheet, a script or an image."""
    return pages.assets.respond(request, digest, path)


class Portal:
    """What the edge is given to answer browsers: `services.bff.app.Pages`."""

    def __init__(self) -> None:
        self.routes = APIRouter()
        screens = (
            rights,
            first_login,
            kinds,
            previews,
            corrections,
            declarations,
            claims,
            claim_forms,
            messages,
            preferences,
            journal,
            problems,
            what_if,
            simulation,
            depositing,
            attesting,
            documents,
            verifying,
        )
        for made in (*(screen.routes for screen in screens), _files):
            self.routes.routes.extend(made.routes)

    def render_problem(self, request: Request, problem: ProblemView) -> Response:
        """The page of a refusal. Who has yet to tell their NIR is taken where it is asked."""
        if problem.reason == "NIR_REQUIRED" and request.method == "GET":
            return RedirectResponse(_FIRST_LOGIN, 303)
        shown = problem.model_copy(update={"action": problem.action and _back_here(request, problem.action)})
        typed, login = request.method == "POST", problem.reason.startswith("LOGIN_")
        coming = problem.reason in _COMING and request.method == "GET"
        told = advices(problem.status, problem.retry_in_seconds, typed=typed, login=login, coming=coming)
        page = the_pages().respond(request, "problem.html", shown, status=problem.status, advices=told)
        if coming and problem.retry_in_seconds is not None:
            page.headers["refresh"] = str(problem.retry_in_seconds)
        return page


def _back_here(request: Request, action: Link) -> Link:
    """After a login, the page that was asked for; the screen of a form that was sent stands at the first part of its address."""
    if action.href != LOGIN:
        return action
    if request.url.path in (LOGIN, LOGIN_RETURN):
        # Somebody on their way in goes on to where they were going.
        path = getattr(request.state, "return_to", "/")
        return action.model_copy(update={"href": f"{LOGIN}?suite={quote(path, safe='/')}"})
    path = request.url.path if request.method == "GET" else "/" + request.url.path.split("/")[1]
    return action.model_copy(update={"href": f"{LOGIN}?suite={quote(path, safe='/')}"})
