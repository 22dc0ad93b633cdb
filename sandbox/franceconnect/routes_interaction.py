"""Routes of the browser: authorize, the login and consent forms, logout."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request
from fastapi.responses import RedirectResponse, Response

from sandbox.franceconnect.front_channel import FrontChannel
from sandbox.franceconnect.pages import Pages
from sandbox.franceconnect.state import SESSION_TTL

SESSION_COOKIE = "fc_session_id"
Session = Annotated[str | None, Cookie(alias=SESSION_COOKIE)]
Field = Annotated[str, Form()]


def see_other(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


async def parameters(request: Request) -> dict[str, str]:
    """Of the query or of the form, as the method says. A file is not a parameter."""
    if request.method == "GET":
        return dict(request.query_params)
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def protocol_routes(front: FrontChannel, pages: Pages) -> APIRouter:
    """The endpoints of the protocol that a browser follows."""
    router = APIRouter(prefix="/api/v2")

    @router.api_route("/authorize", methods=["GET", "POST"])
    async def authorize(request: Request, session: Session = None) -> Response:
        return pages.of(request, front.authorize(await parameters(request), session))

    @router.api_route("/session/end", methods=["GET", "POST"])
    async def end_session(request: Request, session: Session = None) -> Response:
        answer = see_other(front.end_session(await parameters(request), session))
        answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
        return answer

    return router


def interaction_routes(front: FrontChannel, pages: Pages) -> APIRouter:
    """The forms of the pages. Their field names are a promise: README.md."""
    router = APIRouter(prefix="/interaction/{interaction_id}")

    @router.get("")
    async def show(request: Request, interaction_id: str) -> Response:
        return pages.of(request, front.interaction(interaction_id))

    @router.post("/login")
    async def login(request: Request, interaction_id: str, idp: Field = "", persona: Field = "") -> Response:
        interaction, session = front.login(interaction_id, idp, persona)
        page = pages.of(request, interaction)
        if session is not None:
            page.set_cookie(SESSION_COOKIE, session, max_age=SESSION_TTL, httponly=True, samesite="lax")
        return page

    @router.post("/consent")
    async def consent(interaction_id: str, decision: Field = "accept") -> Response:
        return see_other(front.consent(interaction_id, accepted=decision == "accept"))

    @router.post("/switch")
    async def switch(request: Request, interaction_id: str, session: Session = None) -> Response:
        return pages.of(request, front.forget_login(interaction_id, session))

    @router.post("/abort")
    async def abort(interaction_id: str) -> Response:
        front.abort(interaction_id)

    return router
