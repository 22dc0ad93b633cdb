"""Who has seen the person's data."""

from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, ThePerson, declared
from services.bff.pages.routes.parts import PageToken, ThePages, router
from services.bff.screens.journal import journal_screen

routes = router()


@routes.get("/journal", openapi_extra=declared(Access.PERSON, "read_journal"))
async def show(request: Request, pages: ThePages, voice: ThePerson, page_token: PageToken = "") -> Response:
    """The journal and the last logins."""
    view = await journal_screen(voice, page_token)
    return pages.respond(request, "journal.html", view, section="journal")
