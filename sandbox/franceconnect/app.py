"""The wiring of the played FranceConnect, as an ASGI application."""

import asyncio
import time

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from sandbox.franceconnect import personas
from sandbox.franceconnect.back_channel import BackChannel
from sandbox.franceconnect.errors import RefusedAsJson, RefusedOnPage, RefusedToClient, redirection
from sandbox.franceconnect.faults import FaultBook
from sandbox.franceconnect.front_channel import FrontChannel
from sandbox.franceconnect.keys import SigningKeys
from sandbox.franceconnect.pages import HERE, Pages
from sandbox.franceconnect.play import Play, Sleep
from sandbox.franceconnect.routes_back_channel import NO_STORE, back_channel_routes
from sandbox.franceconnect.routes_faults import fault_routes
from sandbox.franceconnect.routes_interaction import interaction_routes, protocol_routes, see_other
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.state import Clock, State


def create_app(
    settings: Settings,
    *,
    clock: Clock = time.time,
    sleep: Sleep = asyncio.sleep,
    keys: SigningKeys | None = None,
) -> FastAPI:
    """Clock, sleep and keys are given by tests. Raises PersonasError when the personas cannot be loaded."""
    people = personas.load(settings.personas_dir)
    faults = FaultBook(fault for persona in people.values() for fault in persona.armed_faults())
    play = Play(settings, people, faults, keys or SigningKeys.draw(), clock, sleep, State(clock))
    front, pages = FrontChannel(play), Pages(play)
    app = FastAPI(title="FranceConnect joué", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/", pages.home, response_model=None)
    app.include_router(protocol_routes(front, pages))
    app.include_router(interaction_routes(front, pages))
    app.include_router(back_channel_routes(BackChannel(play)))
    if settings.admin:
        app.include_router(fault_routes(faults, people))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    _answer_refusals(app, pages, settings.issuer)
    return app


def _answer_refusals(app: FastAPI, pages: Pages, issuer: str) -> None:
    @app.exception_handler(RefusedOnPage)
    async def on_page(request: Request, refused: RefusedOnPage) -> Response:
        return pages.refusal(request, refused)

    @app.exception_handler(RefusedToClient)
    async def to_client(_: Request, refused: RefusedToClient) -> Response:
        return see_other(redirection(refused.redirect_uri, {**refused.answer, "iss": issuer}))

    @app.exception_handler(RefusedAsJson)
    async def as_json(_: Request, refused: RefusedAsJson) -> Response:
        headers = dict(NO_STORE)
        if refused.status == 401:
            headers["WWW-Authenticate"] = f'Bearer error="{refused.error}"'
        if refused.status == 503:
            headers["Retry-After"] = "1"
        return JSONResponse({"error": refused.error, "error_description": refused.description}, refused.status, headers)
