"""« Mon calendrier » and « Mes messages » : what is to be done, what was told, « c'est fait », and whether a message is ours."""

from starlette.requests import Request
from starlette.responses import Response

from chassis.db import new_id
from chassis.errors import InvalidInput
from services.bff.access import Access, ThePerson, declared
from services.bff.changes import Id
from services.bff.pages.alerting import grouped
from services.bff.pages.forms import Fault, beside, request_key, typed
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import PageToken, ThePages, router, see
from services.bff.screens import calendar as calendars
from services.bff.screens import messages as screens
from services.bff.views.base import View
from services.bff.views.messages import CodeView

routes = router()
HERE = "/messages"
_READ = declared(Access.CERTIFIED, "alert_rights")
_PAGE = 50
_NO_CODE = Fault("code", "code", "Écrivez le code qui figure sur le message.", "Le code du message")


class CheckView(View):
    """The screen that verifies a code: nothing but the form."""


@routes.get("/calendrier", openapi_extra=_READ)
async def show_calendar(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """The dates that matter, by what is to be done."""
    view = await calendars.calendar(voice)
    return pages.respond(request, "calendar.html", view, section="calendar", groups=grouped(view))


@routes.get(HERE, openapi_extra=_READ)
async def show_all(request: Request, pages: ThePages, voice: ThePerson, page_token: PageToken = "") -> Response:
    """Messages, newest first."""
    view = await screens.messages(voice, _PAGE, page_token)
    return pages.respond(request, "messages.html", view, section="messages")


@routes.get(f"{HERE}/verifier", openapi_extra=_READ)
async def ask_for_code(request: Request, pages: ThePages) -> Response:
    """The form of a code."""
    return _check(request, pages)


@routes.post(f"{HERE}/verifier", openapi_extra=_READ)
async def check_code(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """Whether the code is ours."""
    code = (await typed(request)).get("code", "").strip()
    if not code:
        return _check(request, pages, found=(_NO_CODE,))
    try:
        checked = await screens.check_code(voice, code)
    except InvalidInput as invalid:
        return _check(request, pages, code, found=(Fault("code", "code", invalid.message, _NO_CODE.label),))
    return _check(request, pages, code, checked)


@routes.get(f"{HERE}/{{message_id}}", openapi_extra=_READ)
async def show(request: Request, pages: ThePages, voice: ThePerson, message_id: Id) -> Response:
    """A message, read from then on: unless the browser only fetches it in advance."""
    view = await screens.message(voice, message_id)
    if not view.read and not view.hidden and not _in_advance(request):
        view = view.model_copy(update={"read": (await screens.mark_read(voice, message_id, new_id())).read})
    return pages.respond(request, "message.html", view, section="messages")


@routes.post(f"{HERE}/{{message_id}}/fait", openapi_extra=_READ)
async def complete(request: Request, voice: ThePerson, message_id: Id) -> Response:
    """« C'est fait »."""
    await screens.complete(voice, message_id, request_key(await typed(request)))
    return see(f"{HERE}/{message_id}")


@routes.post(f"{HERE}/{{message_id}}/refaire", openapi_extra=_READ)
async def reopen(request: Request, voice: ThePerson, message_id: Id) -> Response:
    """It is not done after all."""
    await screens.reopen(voice, message_id, request_key(await typed(request)))
    return see(f"{HERE}/{message_id}")


def _in_advance(request: Request) -> bool:
    return "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))


def _check(
    request: Request, pages: Pages, code: str = "", checked: CodeView | None = None, found: tuple[Fault, ...] = ()
) -> Response:
    more = {"code": code, "checked": checked, "faults": found, "errors": beside(found)}
    status = 422 if found else 200
    return pages.respond(request, "message_check.html", CheckView(), section="messages", status=status, **more)
