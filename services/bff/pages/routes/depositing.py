"""« Déposer un document »: which one, what for and of what date, then the answer, before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from chassis.errors import InvalidInput, Refused
from services.bff.deposits import Purpose, purpose_sent
from services.bff.household.values import Mistyped
from services.bff.pages.forms import Fault, request_key, typed
from services.bff.pages.routes.parts import router, see
from services.bff.pages.routes.visiting import DEPOSIT, TheVisit, Visit
from services.bff.pages.telling.typed import day_typed
from services.bff.screens.documents import Asked, check, start, types
from services.bff.views.admissibility import AdmissibilityView
from services.bff.views.vocabulary import ORGANISMES

routes = router()
HERE = "/documents/deposer"
_MOST = 200
DATE = ("date_day", "date_month", "date_year")
TypeId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,64}$")]


@dataclass(frozen=True)
class Question:
    """What the form of a type shows: what it is for, the three boxes of its date, and what is to be mended."""

    purpose: Purpose
    date: tuple[str, str, str] = ("", "", "")
    fault: str = ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The list of corrections."""
        return (Fault("date", DATE[0], self.fault, "Date du document"),) if self.fault else ()

    @property
    def kept(self) -> Mapping[str, str]:
        """What is told without being asked: what the link that led here says it is for."""
        return {name: value for name, value in self.purpose.model_dump(exclude={"organisme"}).items() if value}


@routes.get(HERE, openapi_extra=DEPOSIT)
async def choose(visit: TheVisit) -> Response:
    """Every document, and where to say it in one's own words."""
    return visit.respond("deposit_which.html", await types(visit.voice, "", _MOST), words="", here=HERE)


@routes.post(HERE, openapi_extra=DEPOSIT)
async def search(visit: TheVisit) -> Response:
    """The documents that these words may mean. Sent as a form: what somebody calls their papers stands in no address."""
    words = (await typed(visit.request)).get("words", "").strip()[:200]
    return visit.respond("deposit_which.html", await types(visit.voice, words, _MOST), words=words, here=HERE)


@routes.get(HERE + "/{document_type}", openapi_extra=DEPOSIT)
async def ask(visit: TheVisit, document_type: TypeId, purpose: Annotated[Purpose, Query()]) -> Response:
    """What it is for and its date. A piece that was asked for brings what it is for in its link."""
    view = await check(visit.voice, Asked(document_type, purpose.message()), visit.now)
    return _page(visit, "deposit_what_for.html", view, Question(purpose))


@routes.post(HERE + "/{document_type}", openapi_extra=DEPOSIT)
async def answer(visit: TheVisit, document_type: TypeId) -> Response:
    """Whether it may be deposited: nothing was sent, and nothing is written."""
    question, asked = _told(document_type, await typed(visit.request))
    try:
        view = await check(visit.voice, asked, visit.now)
    except InvalidInput as wrong:
        question = replace(question, fault=_about_date(wrong))
        view = await check(visit.voice, replace(asked, day=None), visit.now)
    template = "deposit_what_for.html" if question.fault else "deposit_answer.html"
    return _page(visit, template, view, question)


@routes.post(HERE + "/{document_type}/commencer", openapi_extra=DEPOSIT)
async def begin(visit: TheVisit, document_type: TypeId) -> Response:
    """Opens the deposit; or the answer again, when it has become a refusal."""
    words = await typed(visit.request)
    question, asked = _told(document_type, words)
    try:
        made = await start(visit.voice, asked, request_key(words))
    except Refused:
        view = await check(visit.voice, asked, visit.now)
        if view.admissible:
            raise
        return _page(visit, "deposit_answer.html", view, question)
    return see(f"/documents/{made.document_id}")


def _about_date(wrong: InvalidInput) -> str:
    """What is wrong with the date. Raises InvalidInput again when something else is."""
    found = [violation.description for violation in wrong.violations if violation.field == "document_date"]
    if not found:
        raise wrong
    return found[0]


def _told(document_type: str, words: Mapping[str, str]) -> tuple[Question, Asked]:
    day, month, year = (words.get(name, "").strip()[:4] for name in DATE)
    purpose = purpose_sent(words)
    question, told = Question(purpose, (day, month, year)), None
    if day or month or year:
        try:
            told = day_typed((day, month, year))
        except Mistyped as wrong:
            question = replace(question, fault=str(wrong))
    return question, Asked(document_type, purpose.message(), told)


def _page(visit: Visit, template: str, view: AdmissibilityView, question: Question) -> Response:
    path, status = f"{HERE}/{view.document_type.type}", 422 if question.fault else 200
    more = {"question": question, "path": path, "here": HERE, "organismes": ORGANISMES}
    return visit.respond(template, view, status=status, **more)
