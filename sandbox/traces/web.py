"""The viewer as one FastAPI application: pages, JSON, refusals in plain French, strict headers."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from sandbox.traces import api, pages
from sandbox.traces.questions import NoTraceError
from sandbox.traces.reader import Reader

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
BAD_QUESTION = "La recherche n’a pas été comprise : vérifiez les champs de l’adresse."
NO_PAGE = "Cette adresse ne mène à aucune page."


def build_app(database: Path) -> FastAPI:
    """The viewer over one SQLite file."""
    app = FastAPI(title="Traces de Mes droits sociaux", docs_url=None, redoc_url=None)
    app.state.reader = Reader(database)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.include_router(api.router)
    app.include_router(pages.router)
    app.middleware("http")(_with_headers)
    for refusal in (NoTraceError, RequestValidationError, HTTPException):
        app.add_exception_handler(refusal, _refused)
    return app


async def _with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers.update(HEADERS)
    return response


async def _refused(request: Request, error: Exception) -> Response:
    status, title, detail = _words(error)
    if request.url.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return JSONResponse(problem, status, media_type="application/problem+json")
    return pages.templates.TemplateResponse(request, "message.html", {"title": title, "detail": detail}, status)


def _words(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, NoTraceError):
        return error.status, "Trace inconnue" if error.status == 404 else "Identifiant non reconnu", error.detail
    if isinstance(error, HTTPException):
        return error.status_code, "Page introuvable", NO_PAGE
    return 400, "Demande non comprise", BAD_QUESTION
