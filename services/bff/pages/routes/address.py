"""A new address, told once: the form, what each organisme would receive, and the confirmation.

Nothing that was typed is in an address or in the session: the preview is the answer to the form, and carries the words on to the confirmation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import InvalidInput, Refused, StaleState
from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.clients import Voice
from services.bff.edge import Edge
from services.bff.pages.forms import (
    AddressDraft,
    Fault,
    beside,
    chosen,
    new_address,
    request_key,
    typed,
)
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages, router, see
from services.bff.screens.situation import Confirmation, declare, preview
from services.bff.screens.tell import tell

routes = router()
_HERE = "/adresse"
_ALREADY_TOLD = "ALREADY_TOLD"
_TELL = declared(Access.CERTIFIED, "tell_once")


@dataclass(frozen=True)
class _Screens:
    """The two screens of one request."""

    request: Request
    pages: Pages
    edge: Edge
    voice: Voice

    async def form(self, draft: AddressDraft, found: Sequence[Fault] = ()) -> Response:
        """The form, with what was typed and what is to be mended."""
        view = await tell(self.voice, "address", self.edge.clock())
        more = {"faults": found, "errors": beside(found)}
        status = 422 if found else 200
        return self.pages.respond(
            self.request, "address.html", view, section="tell", status=status, draft=draft.shown, **more
        )

    async def preview(
        self, draft: AddressDraft, *, changed: str = "", refused: Collection[str] = (), found: Sequence[Fault] = ()
    ) -> Response:
        """Who would receive what; `changed` says why it is shown again, `refused` what was ticked before, `found` what is to be ticked."""
        view = await preview(self.voice, draft.change())
        more = {"draft": draft.shown, "changed": changed, "refused": refused, "faults": found}
        status = 409 if changed else 422 if found else 200
        return self.pages.respond(self.request, "preview.html", view, section="tell", status=status, **more)


def _screens(request: Request, pages: ThePages, edge: TheEdge, voice: ThePerson) -> _Screens:
    return _Screens(request, pages, edge, voice)


_TheScreens = Annotated[_Screens, Depends(_screens)]


@routes.get(_HERE, openapi_extra=_TELL)
async def show(screens: _TheScreens) -> Response:
    """The empty form."""
    return await screens.form(new_address())


@routes.post(_HERE, openapi_extra=_TELL)
async def check(screens: _TheScreens) -> Response:
    """What each organisme would receive; or the form again, to mend it."""
    words = await typed(screens.request)
    draft = AddressDraft(words)
    if words.get("edit"):
        return await screens.form(draft)
    try:
        shown = await screens.preview(draft)
    except InvalidInput as refused:
        return await screens.form(draft, draft.faults(refused))
    found = draft.faults()
    return await screens.form(draft, found) if found else shown


@routes.post(f"{_HERE}/envoi", openapi_extra=_TELL)
async def confirm(screens: _TheScreens) -> Response:
    """Sends what was previewed. If that has changed meanwhile, it is shown again instead."""
    words, refused = await typed(screens.request), await chosen(screens.request, "refused")
    draft = AddressDraft(words)
    try:
        confirmed = Confirmation(draft.change(), words.get("etag", ""), refused, repeat=bool(words.get("repeat")))
        told = await declare(screens.voice, confirmed, request_key(words))
    except InvalidInput as invalid:
        return await screens.form(draft, draft.faults(invalid))
    except StaleState as stale:
        return await screens.preview(draft, changed=stale.message, refused=refused)
    except Refused as again:
        if again.reason != _ALREADY_TOLD:
            raise
        return await screens.preview(draft, refused=refused, found=[Fault("repeat", "repeat", again.message)])
    return see(f"/declarations/{told.declaration_id}")
