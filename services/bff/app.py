"""The application: routes, failures, description, and the layers around them."""

from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from services.bff.api import (
    claims,
    documents,
    health,
    home,
    journal,
    login,
    messages,
    mobile,
    news,
    preferences,
    rights,
    session,
    simulation,
    situation,
    stream,
    uploads,
)
from services.bff.edge import Edge
from services.bff.heads import Heads
from services.bff.openapi import describe
from services.bff.problems import install
from services.bff.security import Shell
from services.bff.tracing import Tracing
from services.bff.views.problem import ProblemView

_ROUTERS = (
    login.routes, session.routes, mobile.routes, home.routes, rights.routes, situation.routes, stream.routes,
    simulation.routes, claims.routes, journal.routes, health.routes, documents.routes, uploads.routes,
    messages.routes, preferences.routes, news.routes,
)  # fmt: skip


class Pages(Protocol):
    """The portal in HTML: its routes (made with GuardedRoute), its files, and how it says that something was refused."""

    routes: APIRouter

    def render_problem(self, request: Request, problem: ProblemView) -> Response:
        """The page of a refusal."""


class _Application(FastAPI):
    """FastAPI, with our description of the API instead of the one it makes alone."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = describe(self)
        return self.openapi_schema


def create_api(edge: Edge, pages: Pages | None = None) -> FastAPI:
    """The routes and their failures, without the layers around them."""
    # Given as they are, with their whole path: the route that a span is named after is then the whole route.
    routes: list[BaseRoute] = [route for router in _ROUTERS for route in router.routes]
    if pages:
        routes += pages.routes.routes
    api = _Application(
        title="Mes droits sociaux",
        version="1",
        routes=routes,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.edge = edge
    install(api, pages.render_problem if pages else None)
    return api


def create_app(edge: Edge, pages: Pages | None = None) -> Tracing:
    """The whole application, as a server runs it."""
    shell = Shell(create_api(edge, pages), edge.settings, edge.limits)
    return Tracing(Heads(shell), trust_traceparent=edge.settings.trust_traceparent)
