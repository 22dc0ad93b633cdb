"""What was told and was wrong is corrected or annulled, by the same road as something new: preview and confirmation."""

from starlette.responses import Response

from chassis.db import new_id
from services.bff.access import Access, declared
from services.bff.changes import Change, Id
from services.bff.drafts import Draft, expiry
from services.bff.facts import KINDS
from services.bff.pages.routes.asking import answered, asking
from services.bff.pages.routes.parts import router
from services.bff.pages.routes.telling import DraftId, QuestionNumber, Telling, TheTelling
from services.bff.pages.telling.page import Form
from services.bff.screens.situation import declaration
from services.bff.screens.tell import NoSuchKind
from services.bff.views.situation import FactView

routes = router()
_ONE = "/declarations/{declaration_id}"
_TELL = declared(Access.CERTIFIED, "tell_once")


@routes.get(_ONE + "/corriger", openapi_extra=_TELL)
async def show(
    telling: TheTelling, declaration_id: Id, brouillon: DraftId = "", question: QuestionNumber = 1
) -> Response:
    """A question of the form, with what was told, or as it was left."""
    told = await _told(telling, declaration_id)
    return (await asking(telling, _form(told, declaration_id, brouillon), told)).show(question)


@routes.post(_ONE + "/corriger", openapi_extra=_TELL)
async def correct(telling: TheTelling, declaration_id: Id) -> Response:
    """To the next question, then to the preview of the correction; or the question again, to mend it."""
    told = await _told(telling, declaration_id)
    return await answered(telling, _form(told, declaration_id), told)


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


def _form(told: FactView, declaration_id: str, draft_id: str = "") -> Form:
    back = f"/declarations/{declaration_id}"
    return Form(told.kind, f"{back}/corriger", back, draft_id, corrects=True)


async def _told(telling: Telling, declaration_id: str) -> FactView:
    """What a declaration told. Raises NoSuchKind for what is annulled, and for a kind that this release does not know."""
    fact = (await declaration(telling.voice, declaration_id)).fact
    if fact.kind not in KINDS or fact.content is None:
        raise NoSuchKind
    return fact
