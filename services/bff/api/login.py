"""The addresses that a browser is sent through to log in and out. They answer by redirections; a refusal is a page."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from mesdroits.common.v1.access_pb2 import ASSURANCE_LOW, ASSURANCE_SUBSTANTIAL
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from chassis.errors import Exhausted, Problem
from services.bff.access import Access, GuardedRoute, MaybeSession, TheEdge, declared
from services.bff.clients import Voice
from services.bff.cookies import forget_session, give_session
from services.bff.login import (
    FIRST_LOGIN,
    HOME,
    back_to,
    begin_login,
    complete_login,
    end_login,
    expected_login,
    hand_to_application,
    open_browser_session,
)
from services.bff.security import address_of
from services.bff.session import Login
from services.bff.settings import LOGIN, LOGIN_RETURN, LOGOUT_RETURN

routes = APIRouter(route_class=GuardedRoute, include_in_schema=False)
# A path of ours: one slash first, then neither a second one nor a backslash, which browsers read as one.
_OUR_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
_OPEN = declared(Access.ANONYMOUS_LOGIN)
# Nothing of the person stays in a browser that may be everybody's.
_CLEARED = {"clear-site-data": '"cache", "storage"'}


@routes.api_route(LOGIN, methods=["GET", "POST"], openapi_extra=_OPEN)
async def begin(
    request: Request,
    edge: TheEdge,
    session: MaybeSession,
    suite: Annotated[str, Query(max_length=500)] = HOME,
    niveau: Annotated[str, Query(max_length=20)] = "",
) -> RedirectResponse:
    """Sends the browser to FranceConnect. `suite` is where to go afterwards; `niveau=renforce` asks for a stronger one, where there is."""
    if wait := edge.limits.login.take(address_of(request.scope)):
        raise Exhausted(retry_in=wait)
    stronger = niveau == "renforce" and edge.settings.step_up_available
    assurance = ASSURANCE_SUBSTANTIAL if stronger else ASSURANCE_LOW
    login = Login(login_id="", return_to=suite if _OUR_PATH.fullmatch(suite) else HOME)
    request.state.return_to = login.return_to
    url, secret = await begin_login(edge, session, login, assurance)
    response = RedirectResponse(url, 303)
    if secret:
        give_session(response, secret, edge.settings)
    return response


class Return(BaseModel):
    """What FranceConnect says when it sends the browser back."""

    state: str = Field("", max_length=500)
    code: str = Field("", max_length=2000)
    error: str = Field("", max_length=100)


@routes.get(LOGIN_RETURN, openapi_extra=declared(Access.ANONYMOUS_LOGIN, patient=True))
async def complete(
    request: Request, edge: TheEdge, session: MaybeSession, back: Annotated[Return, Query()]
) -> RedirectResponse:
    """Where FranceConnect sends the browser back to."""
    began, login = await expected_login(edge, session, back.state)
    request.state.return_to = login.return_to
    try:
        who, nir_missing = await complete_login(edge, login, back.code, back.error)
    except Problem as refused:
        if login.application is None:
            raise
        return RedirectResponse(back_to(login.application, error=refused.reason.lower()), 303)
    if login.application:
        return RedirectResponse(await hand_to_application(edge, began, login, login.application, who), 303)
    secret = await open_browser_session(edge, began, who)
    response = RedirectResponse(FIRST_LOGIN if nir_missing else login.return_to, 303)
    give_session(response, secret, edge.settings)
    return response


@routes.post("/deconnexion", openapi_extra=_OPEN)
async def end(edge: TheEdge, session: MaybeSession) -> RedirectResponse:
    """Ends the session, then sends the browser to FranceConnect to end its own."""
    url = HOME
    if session and session.who:
        url = await end_login(edge, session, Voice(edge.suite, session.who, "identify"))
    response = RedirectResponse(url, 303, headers=_CLEARED)
    forget_session(response, edge.settings)
    return response


@routes.get(LOGOUT_RETURN, openapi_extra=_OPEN)
async def ended() -> RedirectResponse:
    """Where FranceConnect sends the browser back to after a logout."""
    return RedirectResponse(HOME, 303)
