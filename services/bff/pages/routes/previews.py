"""What each organisme would receive, and the confirmation: the same for a new fact, a correction and an annulment."""

from starlette.responses import Response

from chassis.errors import InvalidInput, Refused, StaleState
from services.bff.access import Access, declared
from services.bff.changes import Change, Id
from services.bff.drafts import Draft
from services.bff.pages.forms import Fault, chosen, request_key, typed
from services.bff.pages.routes.asking import asking
from services.bff.pages.routes.parts import router, see
from services.bff.pages.routes.telling import PREVIEWS, Telling, TheTelling
from services.bff.pages.telling.page import Form
from services.bff.screens.situation import Confirmation, declare

routes = router()
_ALREADY_TOLD = "ALREADY_TOLD"
_TELL = declared(Access.CERTIFIED, "tell_once")


@routes.get(PREVIEWS + "/{draft_id}", openapi_extra=_TELL)
async def show(telling: TheTelling, draft_id: Id) -> Response:
    """Who would receive what; once it is confirmed, what became of it."""
    draft = telling.draft(draft_id)
    if draft.change is None:
        return _elsewhere(draft)
    try:
        return await telling.preview(draft, draft.change)
    except InvalidInput as invalid:
        # What could be told when it was typed may not be any more: a day has passed.
        return await _mend(telling, draft, draft.change, invalid)


@routes.post(PREVIEWS + "/{draft_id}", openapi_extra=_TELL)
async def confirm(telling: TheTelling, draft_id: Id) -> Response:
    """Sends what was previewed. If that has changed meanwhile, it is shown again instead."""
    draft = telling.draft(draft_id)
    return _elsewhere(draft) if draft.change is None else await _send(telling, draft, draft.change)


async def _send(telling: Telling, draft: Draft, change: Change) -> Response:
    words, refused = await typed(telling.request), await chosen(telling.request, "refused")
    confirmed = Confirmation(change, words.get("etag", ""), refused, repeat=bool(words.get("repeat")))
    try:
        declaration = await declare(telling.voice, confirmed, request_key(words))
    except InvalidInput as invalid:
        return await _mend(telling, draft, change, invalid)
    except StaleState as stale:
        return await telling.preview(draft, change, changed=stale.message, refused=refused)
    except Refused as again:
        if again.reason != _ALREADY_TOLD:
            raise
        found = [Fault("repeat", "repeat", again.message)]
        return await telling.preview(draft, change, refused=refused, found=found)
    told = draft.became(declaration.declaration_id)
    await telling.keep(told)
    return _told(told)


def _told(draft: Draft) -> Response:
    return see(f"/declarations/{draft.declaration_id}")


def _elsewhere(draft: Draft) -> Response:
    """Once it is confirmed, what became of it; until its form is filled, its form."""
    return _told(draft) if draft.declaration_id else see(f"{draft.form}?brouillon={draft.draft_id}")


async def _mend(telling: Telling, draft: Draft, change: Change, invalid: InvalidInput) -> Response:
    """The form again, where there is one."""
    if not draft.form:
        raise invalid
    form = Form(change.kind, draft.form, draft.back, draft.draft_id, corrects=change.verb == "corrected")
    return (await asking(telling, form)).mend(draft.words, invalid)
