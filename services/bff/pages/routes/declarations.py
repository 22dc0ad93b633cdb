"""What the person told, and what became of it."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, ThePerson, declared
from services.bff.changes import Id
from services.bff.pages.forms import request_key, typed
from services.bff.pages.routes.parts import PageToken, ThePages, router, see
from services.bff.screens.situation import changing, declaration, declarations, lines, replay

routes = router()
_TELL = declared(Access.CERTIFIED, "tell_once")
_PAGE = 20


@routes.get("/declarations", openapi_extra=_TELL)
async def show_all(request: Request, pages: ThePages, voice: ThePerson, page_token: PageToken = "") -> Response:
    """Every declaration, newest first."""
    view = await declarations(voice, _PAGE, page_token)
    return pages.respond(request, "declarations.html", view, section="declarations")


@routes.get("/declarations/{declaration_id}", openapi_extra=_TELL)
async def show_one(request: Request, pages: ThePages, voice: ThePerson, declaration_id: Id) -> Response:
    """One declaration, with the receipts as they stand now."""
    view = await declaration(voice, declaration_id)
    may, said = await asyncio.gather(changing(voice, view), lines(voice, view))
    return pages.respond(request, "declaration.html", view, section="declarations", may=may, said=said)


@routes.post("/declarations/{declaration_id}/renvois/{delivery_id}", openapi_extra=_TELL)
async def send_again(request: Request, voice: ThePerson, declaration_id: Id, delivery_id: Id) -> Response:
    """Sends again what could not be delivered."""
    await replay(voice, delivery_id, request_key(await typed(request)))
    return see(f"/declarations/{declaration_id}")
