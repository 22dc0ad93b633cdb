"""The draft of a claim: kept at each step, read over, then sent. What is refused comes back as it was typed, and what is right is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from chassis.db import new_id
from chassis.errors import AlreadyExists, InvalidInput, StaleState
from services.bff.access import Access, ThePerson, declared
from services.bff.changes import Id
from services.bff.clients import Voice
from services.bff.pages.claiming import Sent, answered, boxes_of, read_form, refused, without, words_of
from services.bff.pages.forms import Fault, request_key, typed
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages, router, see
from services.bff.screens import claims as screens
from services.bff.screens.claims import Edit
from services.bff.views.claims import ClaimView

routes = router()
_HERE = "/demandes"
_START = declared(Access.CERTIFIED, "start_claim")
_CHANGED = "Ce brouillon a changé ailleurs depuis que vous l'avez affiché. Relisez vos réponses, puis continuez."


@routes.post(f"{_HERE}/{{claim_id}}", openapi_extra=_START)
async def keep(request: Request, pages: ThePages, voice: ThePerson, claim_id: Id) -> Response:
    """Keeps what is right; the form again for what is not, then the reading over."""
    words, draft = await typed(request), await screens.claim(voice, claim_id)
    if draft.state != "draft":
        return see(f"{_HERE}/{claim_id}")
    later = words.get("then") == "later"
    sent = read_form(draft, words, whole=not later)
    try:
        kept, sent = await _keep(voice, draft, Edit(claim_id, words.get("etag", ""), request_key(words)), sent)
    except (StaleState, AlreadyExists):
        return draft_page(request, pages, draft, words, changed=_CHANGED)
    if sent.faults:
        return draft_page(request, pages, kept, words, sent.faults)
    return see(_HERE if later else f"{_HERE}/{claim_id}/envoi")


@routes.get(f"{_HERE}/{{claim_id}}/envoi", openapi_extra=_START)
async def read_over(request: Request, pages: ThePages, voice: ThePerson, claim_id: Id) -> Response:
    """What will be sent, and to whom."""
    draft = await screens.claim(voice, claim_id)
    return _reading(request, pages, draft) if draft.state == "draft" else see(f"{_HERE}/{claim_id}")


@routes.post(f"{_HERE}/{{claim_id}}/envoi", openapi_extra=_START)
async def send(request: Request, pages: ThePages, voice: ThePerson, claim_id: Id) -> Response:
    """Sends it; sent twice, it leaves once."""
    words = await typed(request)
    try:
        await screens.submit(voice, Edit(claim_id, words.get("etag", ""), request_key(words)))
    except InvalidInput as invalid:
        draft = await screens.claim(voice, claim_id)
        return draft_page(request, pages, draft, found=refused(draft, invalid))
    except StaleState:
        return _reading(request, pages, await screens.claim(voice, claim_id), _CHANGED)
    return see(f"{_HERE}/{claim_id}")


@routes.post(f"{_HERE}/{{claim_id}}/effacement", openapi_extra=_START)
async def discard(request: Request, voice: ThePerson, claim_id: Id) -> Response:
    """Erases a draft."""
    await screens.discard(voice, claim_id, request_key(await typed(request)))
    return see(_HERE)


def draft_page(
    request: Request,
    pages: Pages,
    draft: ClaimView,
    words: Mapping[str, str] | None = None,
    found: Sequence[Fault] = (),
    *,
    changed: str = "",
) -> Response:
    """The form of a draft, as it was typed; `changed` says why it is shown again."""
    boxes = boxes_of(draft, words_of(draft) if words is None else words, found)
    more = {"boxes": boxes, "faults": found, "changed": changed}
    status = 422 if found else 409 if changed else 200
    return pages.respond(request, "claim_form.html", draft, section="claims", status=status, **more)


async def _keep(voice: Voice, draft: ClaimView, edit: Edit, sent: Sent) -> tuple[ClaimView, Sent]:
    """The draft with every answer that is not refused, and all that is. Raises StaleState or AlreadyExists."""
    try:
        return await screens.save(voice, edit, sent.answers), sent
    except InvalidInput as invalid:
        found = (*sent.faults, *refused(draft, invalid))
        right = without(sent.answers, found)
        return await screens.save(voice, replace(edit, request_id=new_id()), right), Sent(right, found)


def _reading(request: Request, pages: Pages, draft: ClaimView, changed: str = "") -> Response:
    more = {"answers": answered(draft), "changed": changed}
    return pages.respond(request, "claim_check.html", draft, section="claims", status=409 if changed else 200, **more)
