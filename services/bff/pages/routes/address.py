"""A new address, told once: the form, and the way to what each organisme would receive."""

from starlette.responses import Response

from services.bff.access import Access, declared
from services.bff.pages.forms import AddressDraft, draft_key, new_address, typed
from services.bff.pages.routes.parts import router
from services.bff.pages.routes.telling import ADDRESS, AddressForm, DraftId, TheTelling

routes = router()
_TELL = declared(Access.CERTIFIED, "tell_once")


@routes.get(ADDRESS, openapi_extra=_TELL)
async def show(telling: TheTelling, brouillon: DraftId = "") -> Response:
    """The form, empty or as it was left."""
    draft = AddressDraft(telling.draft(brouillon).words) if brouillon else new_address()
    return await telling.form(AddressForm(draft_id=brouillon), draft)


@routes.post(ADDRESS, openapi_extra=_TELL)
async def check(telling: TheTelling) -> Response:
    """To the preview; or the form again, to mend it."""
    words = await typed(telling.request)
    draft = AddressDraft(words)
    return await telling.check(AddressForm(draft_id=draft_key(words)), draft, draft.change())
