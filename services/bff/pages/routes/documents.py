"""« Mes derniers documents »: the list, one of them with its way, its files while they are sent, and what may be done with it."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from mesdroits.documents.v1 import document_pb2
from starlette.datastructures import UploadFile
from starlette.responses import Response

from chassis.errors import InvalidInput, Problem, Refused
from services.bff.changes import Id
from services.bff.deposits import purpose_sent
from services.bff.pages.forms import Fault, faults, request_key, typed
from services.bff.pages.routes.parts import PageToken, router, see
from services.bff.pages.routes.visiting import DEPOSIT, SENDING, TheVisit, Visit
from services.bff.saved import as_file
from services.bff.screens import documents as screens
from services.bff.screens.parts import unless_away
from services.bff.screens.uploads import remove, send_file
from services.bff.sent import sent_form
from services.bff.views.documents import DocumentView
from services.bff.views.vocabulary import ORGANISMES

routes = router()
HERE = "/documents"
_PAGE = 20
_NOTHING = "Choisissez au moins un fichier."


@routes.get(HERE, openapi_extra=DEPOSIT)
async def show_all(visit: TheVisit, page_token: PageToken = "") -> Response:
    """What the person sent and what was produced for them, newest first."""
    return visit.respond("documents.html", await screens.documents(visit.voice, "", _PAGE, page_token))


@routes.get(HERE + "/{document_id}", openapi_extra=DEPOSIT)
async def show_one(visit: TheVisit, document_id: Id) -> Response:
    """A document; while its files come, where to send them."""
    view = await screens.document(visit.voice, document_id)
    return await _files(visit, view) if view.state == "uploading" else _document(visit, view)


@routes.post(HERE + "/{document_id}/fichiers", openapi_extra=SENDING)
async def send(visit: TheVisit, document_id: Id) -> Response:
    """Keeps the files of a form, and has the document checked if that is all."""
    words = await typed(visit.request)
    view, key = await screens.document(visit.voice, document_id), request_key(words)
    sent = (await sent_form(visit.request)).getlist("files")
    files = [one for one in sent if isinstance(one, UploadFile) and one.size]
    if not files and not view.uploads:
        return await _files(visit, view, [Fault("files", "files", _NOTHING, "Fichiers")])
    try:
        for rank, file in enumerate(files):
            await send_file(visit.voice, view, file, str(uuid5(UUID(key), f"file {rank}")))
        if words.get("next") == "check":
            await screens.complete(visit.voice, document_id, key)
    except (InvalidInput, Refused) as refused:
        view = await screens.document(visit.voice, document_id)
        return await _files(visit, view, faults(refused, {}))
    return see(f"{HERE}/{document_id}")


@routes.post(HERE + "/{document_id}/retirer", openapi_extra=DEPOSIT)
async def take_away(visit: TheVisit, document_id: Id) -> Response:
    """Takes a file away from a deposit under way; what came of it is erased."""
    words = await typed(visit.request)
    view = await screens.document(visit.voice, document_id)
    # One of this deposit's own: what is there no more needs nothing.
    if words.get("upload_id", "") in {upload.upload_id for upload in view.uploads}:
        await remove(visit.voice, words["upload_id"], request_key(words))
    return see(f"{HERE}/{document_id}")


@routes.post(HERE + "/{document_id}/abandonner", openapi_extra=DEPOSIT)
async def give_up(visit: TheVisit, document_id: Id) -> Response:
    """Gives up a deposit; what was sent is erased."""
    await screens.abandon(visit.voice, document_id, request_key(await typed(visit.request)))
    return see(f"{HERE}/{document_id}")


@routes.post(HERE + "/{document_id}/resservir", openapi_extra=DEPOSIT)
async def reuse(visit: TheVisit, document_id: Id) -> Response:
    """Sends what is held already to another organisme."""
    words = await typed(visit.request)
    try:
        again = await screens.reuse(visit.voice, document_id, purpose_sent(words).message(), request_key(words))
    except (InvalidInput, Refused) as refused:
        view = await screens.document(visit.voice, document_id)
        return _document(visit, view, [Fault("organisme", "organisme", refused.message, "Organisme")])
    return see(f"{HERE}/{again.document_id}")


@routes.get(HERE + "/{document_id}/contenu", openapi_extra=SENDING)
async def read(visit: TheVisit, document_id: Id) -> Response:
    """The document as it is kept, to save."""
    return as_file(await screens.content(visit.voice, document_id), document_id)


def _document(visit: Visit, view: DocumentView, found: Sequence[Fault] = ()) -> Response:
    others = {one: name for one, name in ORGANISMES.items() if one != view.purpose.organisme}
    return visit.respond("document.html", view, status=422 if found else 200, faults=found, organismes=others)


async def _files(visit: Visit, view: DocumentView, found: Sequence[Fault] = ()) -> Response:
    purpose = document_pb2.Purpose(organisme=view.purpose.organisme or "", benefit=view.purpose.benefit or "")
    asked = screens.Asked(view.document_type.type, purpose)
    answer = await unless_away(screens.check(visit.voice, asked, visit.now))
    limits = None if isinstance(answer, Problem) else answer.limits
    return visit.respond("document_files.html", view, status=422 if found else 200, faults=found, limits=limits)
