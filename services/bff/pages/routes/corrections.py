"""What was told and was wrong: an address is corrected, any fact is annulled; by the same road as a new one, preview and confirmation."""

from starlette.responses import Response

from chassis.db import new_id
from services.bff.access import Access, declared
from services.bff.changes import Change, Id
from services.bff.drafts import Draft, expiry
from services.bff.pages.forms import AddressDraft, draft_key, told_address, typed
from services.bff.pages.routes.parts import router
from services.bff.pages.routes.telling import AddressForm, DraftId, Telling, TheTelling
from services.bff.screens.situation import declaration
from services.bff.screens.tell import NoSuchKind
from services.bff.views.situation import FactView

routes = router()
_ONE = "/declarations/{declaration_id}"
_TELL = declared(Access.CERTIFIED, "tell_once")


@routes.get(_ONE + "/corriger", openapi_extra=_TELL)
async def show(telling: TheTelling, declaration_id: Id, brouillon: DraftId = "") -> Response:
    """The form, with what was told, or as it was left."""
    told = await _address(telling, declaration_id)
    draft = AddressDraft(telling.draft(brouillon).words) if brouillon else told_address(told)
    return await telling.form(_form(declaration_id, brouillon), draft)


@routes.post(_ONE + "/corriger", openapi_extra=_TELL)
async def correct(telling: TheTelling, declaration_id: Id) -> Response:
    """To the preview of the correction; or the form again, to mend it."""
    words = await typed(telling.request)
    told = await _address(telling, declaration_id)
    draft = AddressDraft(words)
    return await telling.check(_form(declaration_id, draft_key(words)), draft, draft.correction(told))


@routes.post(_ONE + "/annuler", openapi_extra=_TELL)
async def annul(telling: TheTelling, declaration_id: Id) -> Response:
    """To the preview of the annulment."""
    told = (await declaration(telling.voice, declaration_id)).fact
    change = Change.model_validate(
        {
            "verb": "annulled",
            "kind": told.kind,
            "fact_id": told.fact_id,
            "previous_version_id": told.version_id,
        }
    )
    until = expiry(telling.edge.clock())
    back = f"/declarations/{declaration_id}"
    return await telling.to_preview(Draft(draft_id=new_id(), expire_time=until, change=change, back=back))


def _form(declaration_id: str, draft_id: str) -> AddressForm:
    back = f"/declarations/{declaration_id}"
    return AddressForm(f"{back}/corriger", back, draft_id)


async def _address(telling: Telling, declaration_id: str) -> FactView:
    """The address that a declaration told. Raises NoSuchKind for another kind, which no form corrects yet, and for what is annulled."""
    fact = (await declaration(telling.voice, declaration_id)).fact
    if fact.kind != "address" or fact.content is None:
        raise NoSuchKind
    return fact
