"""What changes in somebody's life, told once: the list of what can be told, and the form of each kind."""

from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, ThePerson, declared
from services.bff.pages.routes.asking import answered, asking
from services.bff.pages.routes.parts import ThePages, router
from services.bff.pages.routes.telling import DraftId, QuestionNumber, TheTelling
from services.bff.pages.telling.page import Form
from services.bff.pages.telling.paths import ADDRESS, HERE, PATHS, kind_at
from services.bff.screens.situation import kinds

routes = router()
_TELL = declared(Access.CERTIFIED, "tell_once")
_MOST = 200


@routes.get(HERE, openapi_extra=_TELL)
async def choose(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """What can be told."""
    view = await kinds(voice, _MOST, "")
    asked = tuple(one for one in view.kinds if one.questions and one.kind in PATHS)
    return pages.respond(request, "kinds.html", view, section="tell", kinds=asked, paths=PATHS)


@routes.get(ADDRESS, openapi_extra=_TELL)
async def show_address(telling: TheTelling, brouillon: DraftId = "", question: QuestionNumber = 1) -> Response:
    """A new address, at the address where it always was."""
    return await _show(telling, "address", brouillon, question)


@routes.post(ADDRESS, openapi_extra=_TELL)
async def check_address(telling: TheTelling) -> Response:
    """To the preview; or the form again, to mend it."""
    return await answered(telling, _form("address"))


@routes.get(HERE + "/{slug}", openapi_extra=_TELL)
async def show(telling: TheTelling, slug: str, brouillon: DraftId = "", question: QuestionNumber = 1) -> Response:
    """A question of a form, empty or as it was left."""
    return await _show(telling, kind_at(slug), brouillon, question)


@routes.post(HERE + "/{slug}", openapi_extra=_TELL)
async def check(telling: TheTelling, slug: str) -> Response:
    """To the next question, then to the preview; or the question again, to mend it."""
    return await answered(telling, _form(kind_at(slug)))


async def _show(telling: TheTelling, kind: str, draft_id: str, number: int) -> Response:
    return (await asking(telling, _form(kind, draft_id))).show(number)


def _form(kind: str, draft_id: str = "") -> Form:
    return Form(kind, PATHS[kind], HERE, draft_id)
