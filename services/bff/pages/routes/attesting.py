"""« Mes attestations »: what the organismes attest, and a document of it to give to somebody, with the code that proves it."""

from starlette.responses import Response

from services.bff.pages.forms import typed
from services.bff.pages.routes.parts import PageToken, router, see
from services.bff.pages.routes.visiting import ATTEST, TheVisit
from services.bff.screens.attesting import attest
from services.bff.screens.rights import attestations

routes = router()
HERE = "/documents/attestations"
_PAGE = 20
_LONGEST = 100


@routes.get(HERE, openapi_extra=ATTEST)
async def show(visit: TheVisit, page_token: PageToken = "") -> Response:
    """Every attestation that can be had now."""
    return visit.respond("attestations.html", await attestations(visit.voice, _PAGE, page_token), here=HERE)


@routes.post(HERE, openapi_extra=ATTEST)
async def make(visit: TheVisit) -> Response:
    """Makes the document of one, or finds the one that was made of it today."""
    words = await typed(visit.request)
    organisme, named = (words.get(name, "")[:_LONGEST] for name in ("organisme", "attestation_id"))
    made = await attest(visit.voice, organisme, named, visit.edge.settings.public_url, visit.now)
    return see(f"/documents/{made.document_id}")
