"""« Vérifier un document »: anybody who holds one of our documents may ask whether it is ours and unchanged."""

import hashlib
from typing import Annotated

from fastapi import Query
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, TheEdge, declared
from services.bff.pages.forms import Fault, typed
from services.bff.pages.routes.parts import ThePages, router
from services.bff.screens.documents import verify
from services.bff.sent import sent_form
from services.bff.views.documents import VerificationView

routes = router()
HERE = "/verifier"
_ANYBODY = declared(Access.ANONYMOUS_LOGIN)
_NOTHING = VerificationView(known=False, unchanged=None, label=None, produce_time=None, title="", text="")
_NO_CODE = Fault("code", "code", "Écrivez le code imprimé sur le document.", "Code")


@routes.get(HERE, openapi_extra=_ANYBODY)
async def ask(request: Request, pages: ThePages, code: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Where to type the code; a printed link brings it."""
    return pages.respond(request, "verify.html", _NOTHING, code=code, faults=())


@routes.post(HERE, openapi_extra=_ANYBODY)
async def answer(request: Request, pages: ThePages, edge: TheEdge) -> Response:
    """What the code proves. The file is compared by its digest, here, and kept nowhere."""
    code = (await typed(request)).get("code", "").strip()[:64]
    if not code:
        return pages.respond(request, "verify.html", _NOTHING, status=422, code="", faults=(_NO_CODE,))
    file = (await sent_form(request)).get("file")
    digest = hashlib.sha256(await file.read()).hexdigest() if isinstance(file, UploadFile) and file.size else ""
    return pages.respond(request, "verify.html", await verify(edge.suite, code, digest), code=code, faults=())
