"""« Mes demandes »: what was asked of every organisme, what became of it, taking back, appealing, and what can be asked for."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from chassis.db import new_id
from chassis.errors import NotFound, Refused
from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.changes import Id
from services.bff.clients import Voice
from services.bff.pages.claiming import deposit_path, grouped
from services.bff.pages.forms import request_key, typed
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.claim_forms import draft_page
from services.bff.pages.routes.parts import PageToken, ThePages, router, see
from services.bff.screens import claims as screens
from services.bff.views.claims import ClaimView

routes = router()
HERE = "/demandes"
FOLLOW = declared(Access.CERTIFIED, "follow_claims")
START = declared(Access.CERTIFIED, "start_claim")
_PAGE = 50
# What another organisme's site can still answer.
_ELSEWHERE = frozenset({"NO_FILE", "NOT_OPEN_YET"})


@routes.get(HERE, openapi_extra=FOLLOW)
async def show_all(request: Request, pages: ThePages, voice: ThePerson, page_token: PageToken = "") -> Response:
    """Every claim, by what it waits for."""
    view = await screens.claims(voice, _PAGE, page_token)
    return pages.respond(request, "claims.html", view, section="claims", groups=grouped(view))


@routes.get(f"{HERE}/nouvelle", openapi_extra=START)
async def choose(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """What can be asked for, here or elsewhere."""
    return await _choice(request, pages, voice)


@routes.post(f"{HERE}/nouvelle", openapi_extra=START)
async def start(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """Opens a draft; where this benefit cannot be asked for here, says where it can."""
    words = await typed(request)
    benefit = words.get("benefit", "")
    try:
        draft = await _open(voice, partial(screens.start, voice, benefit), request_key(words))
    except Refused as refused:
        if refused.reason not in _ELSEWHERE:
            raise
        return await _choice(request, pages, voice, benefit, refused)
    return see(f"{HERE}/{draft.claim_id}")


@routes.get(f"{HERE}/{{claim_id}}", openapi_extra=FOLLOW)
async def show(request: Request, pages: ThePages, edge: TheEdge, voice: ThePerson, claim_id: Id) -> Response:
    """A claim: its form while it is a draft, what became of it afterwards."""
    view = await screens.claim_screen(voice, claim_id)
    if view.claim.state == "draft":
        return draft_page(request, pages, view.claim)
    links = {piece.expected_piece_id: deposit_path(piece, view.claim) for piece in view.claim.expected_pieces}
    today = edge.clock().date().isoformat()
    return pages.respond(request, "claim.html", view, section="claims", deposits=links, today=today)


@routes.get(f"{HERE}/{{claim_id}}/retrait", openapi_extra=START)
async def ask_to_withdraw(request: Request, pages: ThePages, voice: ThePerson, claim_id: Id) -> Response:
    """What taking it back means, before it is done."""
    view = await screens.claim(voice, claim_id)
    if not view.can_withdraw:
        return see(f"{HERE}/{claim_id}")
    return pages.respond(request, "claim_withdraw.html", view, section="claims")


@routes.post(f"{HERE}/{{claim_id}}/retrait", openapi_extra=START)
async def withdraw(request: Request, voice: ThePerson, claim_id: Id) -> Response:
    """Takes it back."""
    await screens.withdraw(voice, claim_id, request_key(await typed(request)))
    return see(f"{HERE}/{claim_id}")


@routes.post(f"{HERE}/{{claim_id}}/recours", openapi_extra=START)
async def appeal(request: Request, voice: ThePerson, claim_id: Id) -> Response:
    """Opens the draft of an appeal, filled in with what is known."""
    words = await typed(request)
    path = words.get("path", "")
    draft = await _open(voice, partial(screens.appeal, voice, claim_id, path), request_key(words))
    return see(f"{HERE}/{draft.claim_id}")


async def _open(voice: Voice, opening: Callable[[str], Awaitable[ClaimView]], key: str) -> ClaimView:
    """A draft that is there. A page that the browser went back to sends its key again: what it had opened may have been erased since."""
    draft = await opening(key)
    try:
        await screens.claim(voice, draft.claim_id)
    except NotFound:
        return await opening(new_id())
    return draft


async def _choice(
    request: Request, pages: Pages, voice: Voice, benefit: str = "", refused: Refused | None = None
) -> Response:
    view = await screens.claimable(voice)
    named = next((one for one in view.benefits if one.benefit == benefit), None)
    more = {"refused": refused.message if refused else "", "named": named}
    return pages.respond(request, "claim_new.html", view, section="claims", status=409 if refused else 200, **more)
