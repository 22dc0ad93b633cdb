"""One way from any failure to `application/problem+json` (RFC 9457), or to the page that says the same thing."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from chassis import telemetry
from chassis.db import TRANSIENT
from chassis.errors import Forbidden, InvalidInput, Kind, Problem, Unauthenticated, Unavailable, Violation
from services.bff.settings import LOGIN, LOGIN_RETURN
from services.bff.views.base import Link
from services.bff.views.problem import ProblemView, problem_view

_log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
RenderPage = Callable[[Request, ProblemView], Response]


class _HttpProblem(Problem):
    http_status: ClassVar[int]


class Malformed(_HttpProblem):
    """The body cannot be read."""

    reason = "MALFORMED"
    default_message = "Votre demande n'a pas pu être lue. Rechargez la page et recommencez."
    http_status = 400


class NoSuchPage(_HttpProblem):
    """There is no route of that path."""

    reason = "NO_SUCH_PAGE"
    default_message = "Cette page n'existe pas ou n'existe plus."
    http_status = 404


class NoSuchMethod(_HttpProblem):
    """The path is one of ours, the method is not."""

    reason = "METHOD_NOT_ALLOWED"
    default_message = "Cette action n'est pas possible à cette adresse."
    http_status = 405


class TooLarge(_HttpProblem):
    """The body is over the limit."""

    reason = "TOO_LARGE"
    default_message = "Votre envoi dépasse la taille acceptée."
    http_status = 413


class UnknownHost(_HttpProblem):
    """Somebody sent us a request meant for another site."""

    reason = "UNKNOWN_HOST"
    default_message = "Cette adresse n'est pas celle de Mes droits sociaux."
    http_status = 421


class LoginRequired(Unauthenticated):
    """Nobody is logged in, or no longer."""

    reason = "LOGIN_REQUIRED"
    default_message = "Connectez-vous pour voir cette page. Si vous l'étiez, votre session est terminée."


class ForgedRequest(Forbidden):
    """The request does not come from one of our pages."""

    reason = "FORGED_REQUEST"
    default_message = "Cette page a expiré. Rechargez-la, puis recommencez : rien n'a été enregistré."


_BY_STATUS: dict[int, type[Problem]] = {404: NoSuchPage, 405: NoSuchMethod, 413: TooLarge}
_MESSAGES = {
    "missing": "Cette information est obligatoire.",
    "string_too_short": "Cette information est trop courte.",
    "string_too_long": "Cette information est trop longue.",
    "extra_forbidden": "Cette information n'est pas attendue ici.",
    "json_invalid": "Le texte envoyé n'est pas du JSON.",
    "literal_error": "Cette valeur n'est pas dans la liste.",
    "enum": "Cette valeur n'est pas dans la liste.",
}
_UNREADABLE = "Cette information n'a pas la forme attendue."


def install(app: FastAPI, render_page: RenderPage | None) -> None:
    """Gives the application its one way to answer failures."""
    app.state.render_page = render_page
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    for away in TRANSIENT:
        app.add_exception_handler(away, _on_away)
    app.add_exception_handler(Exception, _on_unexpected)


def respond(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The refusal, as a page for a browser that came for one, as JSON for anybody else."""
    status = 412 if problem.kind is Kind.STALE and "if-match" in request.headers else None
    step_up = request.app.state.edge.settings.step_up_available
    login = request.url.path in (LOGIN, LOGIN_RETURN)
    view = problem_view(problem, telemetry.current_trace_id(), status=status, step_up=step_up, login=login)
    if problem.reason == UnknownHost.reason:
        # Every path here leads to the same refusal.
        home = Link(text="Aller sur Mes droits sociaux", href=request.app.state.edge.settings.public_url + "/")
        view = view.model_copy(update={"action": home})
    render: RenderPage | None = request.app.state.render_page
    if render and wants_page(request.headers.get("accept", "")):
        response = render(request, view)
    else:
        response = Response(view.model_dump_json(exclude_none=True), view.status, media_type=MEDIA_TYPE)
    response.headers["cache-control"] = "no-store"
    if view.retry_in_seconds is not None:
        response.headers["retry-after"] = str(view.retry_in_seconds)
    if view.status == 401:
        response.headers["www-authenticate"] = "Bearer"
    response.headers.update(headers or {})
    return response


def wants_page(accept: str) -> bool:
    """Whether an `Accept` header names HTML before JSON, as a browser's navigation does."""
    page, data = accept.find("text/html"), accept.find("json")
    return page >= 0 and (data < 0 or page < data)


async def _on_problem(request: Request, problem: Any) -> Response:
    if problem.kind is Kind.INTERNAL and type(problem) is Problem:
        _log.error("internal failure of a service", extra={"reason": problem.reason})
    return respond(request, problem)


async def _on_invalid(request: Request, failure: Any) -> Response:
    errors: Sequence[dict[str, Any]] = failure.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return respond(request, Malformed())
    return respond(request, InvalidInput([_violation(error) for error in errors]))


async def _on_http(request: Request, failure: Any) -> Response:
    problem = _BY_STATUS.get(failure.status_code, Malformed)()
    headers = {"allow": _allowed(request)} if problem.reason == NoSuchMethod.reason else dict(failure.headers or {})
    return respond(request, problem, headers)


def _allowed(request: Request) -> str:
    """Every method of the address: the framework names those of the first route that it finds there."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    here = (route for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    methods = {method for route in here for method in route.methods or ()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


async def _on_away(request: Request, failure: Exception) -> Response:
    _log.warning("something we need is away", extra={"reason": type(failure).__name__})
    return respond(request, Unavailable())


async def _on_unexpected(request: Request, failure: Exception) -> Response:
    _log.error("unexpected failure", exc_info=failure)
    return respond(request, Problem())


def _violation(error: dict[str, Any]) -> Violation:
    return Violation(field_path(error["loc"]), _MESSAGES.get(error["type"], _UNREADABLE))


def field_path(location: Iterable[str | int]) -> str:
    """`("body", "lines", 0, "nature")` → `lines[0].nature`; a header keeps the name under which it is known."""
    source, *rest = location
    if source == "header":
        return "-".join(word.capitalize() for part in rest for word in str(part).replace("_", "-").split("-"))
    path = ""
    for part in rest:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "body"
