"""What a refusal means: the page that the `type` of a problem (RFC 9457) names, for whoever reads it in a log or in an application."""

from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, declared
from services.bff.pages.routes.parts import ThePages, router
from services.bff.pages.wording import advices, happened
from services.bff.problems import NoSuchPage
from services.bff.views.problem import explained

routes = router()


@routes.get("/problemes/{reason}", openapi_extra=declared(Access.PUBLIC))
async def show(request: Request, pages: ThePages, reason: str) -> Response:
    """What happened, and what to do; the same for everybody."""
    told = happened().get(reason)
    if told is None:
        raise NoSuchPage
    view = explained(reason, told.status, told.text)
    return pages.respond(
        request, "problem.html", view, advices=advices(told.status, None, login=reason.startswith("login-"))
    )
