"""The first login: the NIR, asked once, and a person to turn to when it does not go through."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import InvalidInput
from services.bff.access import Access, MaybeSession, TheEdge, ThePerson, declared
from services.bff.clients import Voice
from services.bff.nir import tell_nir
from services.bff.pages.forms import NOTHING, Fault, beside, faults, request_key, typed
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages, router, see
from services.bff.problems import LoginRequired
from services.bff.screens.identity import ask_review, first_login
from services.bff.views.identity import FirstLoginView

routes = router()
_HERE = "/premiere-connexion"
_LABELS = {"nir": "Numéro de sécurité sociale", "message": "Ce qui ne va pas"}
_PERSON = declared(Access.PERSON)


@routes.get(_HERE, openapi_extra=_PERSON)
async def show(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """The form, or where the certification stands."""
    view = await first_login(voice)
    return see("/") if view.certification.state == "certified" else _screen(request, pages, view)


@routes.post(_HERE, openapi_extra=declared(Access.PERSON, patient=True))
async def tell(request: Request, pages: ThePages, edge: TheEdge, session: MaybeSession, voice: ThePerson) -> Response:
    """Tells the NIR. What cannot be read comes back in the form, as it was typed."""
    if session is None:
        raise LoginRequired
    words = await typed(request)
    nir = words.get("nir", "").strip()
    if not nir:
        return await _again(
            request,
            pages,
            voice,
            words,
            [Fault("nir", "nir", "Écrivez votre numéro de sécurité sociale.", _LABELS["nir"])],
        )
    try:
        told = await tell_nir(edge, session, voice, nir, request_key(words))
    except InvalidInput as refused:
        return await _again(request, pages, voice, words, faults(refused, _LABELS))
    return see("/" if told.state == "certified" else _HERE)


@routes.post(f"{_HERE}/aide", openapi_extra=_PERSON)
async def ask(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """Asks a person of the team to look at it."""
    words = await typed(request)
    try:
        await ask_review(voice, words.get("message", ""), request_key(words))
    except InvalidInput as refused:
        return await _again(request, pages, voice, words, faults(refused, _LABELS))
    return see(_HERE)


async def _again(
    request: Request, pages: Pages, voice: Voice, words: Mapping[str, str], found: Sequence[Fault]
) -> Response:
    return _screen(request, pages, await first_login(voice), words, found)


def _screen(
    request: Request,
    pages: Pages,
    view: FirstLoginView,
    words: Mapping[str, str] = NOTHING,
    found: Sequence[Fault] = (),
) -> Response:
    return pages.respond(
        request,
        "first_login.html",
        view,
        status=422 if found else 200,
        nir=words.get("nir", ""),
        message=words.get("message", ""),
        faults=found,
        errors=beside(found),
    )
