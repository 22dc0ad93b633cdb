"""« Comment être prévenu » : channels, addresses and their codes, browsers, and who may write here."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import AlreadyExists, Exhausted, InvalidInput, NotFound, Problem, Refused, StaleState
from services.bff.access import Access, ThePerson, declared
from services.bff.clients import Voice
from services.bff.pages.alerting import ADDRESS_FIELDS, WAYS, by_channel, wanted
from services.bff.pages.forms import NOTHING, Fault, beside, request_key, several, typed
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages, router
from services.bff.screens import preferences as screens
from services.bff.screens.preferences import ADDRESSED

routes = router()
HERE = "/preferences"
_SET = declared(Access.CERTIFIED, "set_alerts")
_LABELS = {channel: label for channel, label, *_ in ADDRESS_FIELDS}
_SAVED = ("C'est enregistré", "Ce que vous avez choisi vaut dès maintenant, pour ce qui attend d'être envoyé aussi.")
_CODE_SENT = (
    "Nous vous envoyons un code",
    "Il arrive d'ordinaire en une minute : écrivez-le ci-dessous pour confirmer. S'il tarde, revenez sur cette page : elle dit s'il n'a pas pu arriver.",
)
_CONFIRMED = ("Adresse confirmée", "Nous pouvons maintenant vous prévenir par là.")
_REMOVED = ("Adresse retirée", "Plus rien n'y sera envoyé.")
_CHANGED = (
    "Vos choix ont changé ailleurs",
    "Ils sont affichés ci-dessous : refaites vos changements, puis enregistrez.",
)


@routes.get(HERE, openapi_extra=_SET)
async def show(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """The preferences."""
    return await _page(request, pages, voice)


@routes.post(HERE, openapi_extra=_SET)
async def save(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """The preferences from now on."""
    words = await several(request)
    try:
        await screens.save(voice, wanted(words), request_key(await typed(request)))
    except (StaleState, AlreadyExists):
        return await _page(request, pages, voice, _CHANGED, status=409)
    return await _page(request, pages, voice, _SAVED)


@routes.post(f"{HERE}/adresse", openapi_extra=_SET)
async def set_address(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """An address; a code is sent to it."""
    words = await typed(request)
    channel = _channel(words)
    address = words.get(f"address_{channel}", "").strip()
    try:
        await screens.set_address(voice, channel, address, request_key(words))
    except (InvalidInput, Exhausted, Refused) as refused:
        found = _fault(f"address_{channel}", refused, _LABELS[channel])
        return await _page(request, pages, voice, found=found, kept={channel: address})
    return await _page(request, pages, voice, _CODE_SENT)


@routes.post(f"{HERE}/code", openapi_extra=_SET)
async def confirm(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """The code that came back."""
    words = await typed(request)
    channel = _channel(words)
    try:
        await screens.confirm_address(voice, channel, words.get(f"code_{channel}", "").strip(), request_key(words))
    except (InvalidInput, NotFound, Exhausted, Refused) as refused:
        return await _page(request, pages, voice, found=_fault(f"code_{channel}", refused, "Le code reçu"))
    return await _page(request, pages, voice, _CONFIRMED)


@routes.post(f"{HERE}/adresse/retrait", openapi_extra=_SET)
async def remove(request: Request, pages: ThePages, voice: ThePerson) -> Response:
    """Nothing more is sent to it."""
    words = await typed(request)
    await screens.remove_address(voice, _channel(words), request_key(words))
    return await _page(request, pages, voice, _REMOVED)


@routes.get("/notifications.js", openapi_extra=declared(Access.PUBLIC))
async def worker(request: Request, pages: ThePages) -> Response:
    """The service worker: it must stand at the root, whose pages it serves."""
    return pages.assets.respond(request, "", "notifications.js")


def _channel(words: Mapping[str, str]) -> str:
    return words["channel"] if words.get("channel") in ADDRESSED else ADDRESSED[0]


def _fault(field: str, refused: Problem, label: str) -> tuple[Fault, ...]:
    said = refused.violations[0].description if refused.violations else refused.message
    return (Fault(field, field, said, label),)


async def _page(
    request: Request,
    pages: Pages,
    voice: Voice,
    told: tuple[str, str] = ("", ""),
    *,
    found: tuple[Fault, ...] = (),
    kept: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> Response:
    view = await screens.preferences(voice)
    more = {
        "told": told[0],
        "told_more": told[1],
        "faults": found,
        "errors": beside(found),
        "addresses": by_channel(view, confirmed=True),
        "awaited": by_channel(view, confirmed=False),
        "typed_addresses": kept,
        "channels": ADDRESS_FIELDS,
        "ways": WAYS,
    }
    return pages.respond(request, "preferences.html", view, section="messages", status=422 if found else status, **more)
