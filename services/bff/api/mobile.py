"""Login of the mobile application: the browser of the telephone goes to FranceConnect, the application gets a bearer token (PKCE, RFC 7636)."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse

from chassis.errors import Exhausted, InvalidInput, Refused, Violation
from services.bff.access import Access, MaybeSession, TheEdge, declared
from services.bff.api.describe import refusals, router
from services.bff.cookies import give_session
from services.bff.login import begin_login
from services.bff.security import address_of
from services.bff.session import Application, Kind, Known, Login, answers, new_csrf_token
from services.bff.views.base import View

routes = router("mobile")
_REDIRECTED: dict[int | str, dict[str, Any]] = {303: {"description": "Vers FranceConnect."}}


class CodeRefused(Refused):
    """The code is unknown, spent, older than a minute, or the verifier is not the challenge's."""

    reason = "CODE_REFUSED"
    default_message = "La connexion de l'application a expiré. Recommencez depuis l'application."


class MobileLogin(BaseModel):
    """What the application sends the browser with."""

    model_config = ConfigDict(extra="forbid")

    redirect_uri: str = Field(max_length=500, description="Une des adresses enregistrées de l'application.")
    code_challenge: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="PKCE, méthode S256.")
    code_challenge_method: Literal["S256"] = "S256"
    state: str = Field("", max_length=200, pattern=r"^[A-Za-z0-9._~-]*$", description="Rendu tel quel à l'application.")


class CodeExchange(BaseModel):
    """What the application gives for a token."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    code_verifier: str = Field(pattern=r"^[A-Za-z0-9._~-]{43,128}$")


class MobileSessionView(View):
    """The token of a mobile session: `Authorization: Bearer …` on every route."""

    session_token: str
    expires_time: str


@routes.get(
    "/mobile/login",
    status_code=303,
    response_class=RedirectResponse,
    responses={**refusals(401), **_REDIRECTED},
    openapi_extra=declared(Access.ANONYMOUS_LOGIN),
)
async def begin_mobile_login(
    request: Request, edge: TheEdge, session: MaybeSession, query: Annotated[MobileLogin, Query()]
) -> RedirectResponse:
    """Sends the telephone's browser to FranceConnect, and from there back to the application with a one-time code."""
    if query.redirect_uri not in edge.settings.mobile_redirect_uris:
        raise InvalidInput([Violation("redirect_uri", "Cette adresse n'est pas celle d'une application enregistrée.")])
    if wait := edge.limits.login.take(address_of(request.scope)):
        raise Exhausted(retry_in=wait)
    application = Application(redirect_uri=query.redirect_uri, code_challenge=query.code_challenge, state=query.state)
    url, secret = await begin_login(edge, session, Login(login_id="", application=application))
    response = RedirectResponse(url, 303)
    if secret:
        give_session(response, secret, edge.settings)
    return response


@routes.post("/mobile/sessions", status_code=201, responses=refusals(409), openapi_extra=declared(Access.PUBLIC))
async def open_mobile_session(request: Request, edge: TheEdge, body: CodeExchange) -> MobileSessionView:
    """Exchanges the one-time code, within the minute, for a session token."""
    if wait := edge.limits.login.take(address_of(request.scope)):
        raise Exhausted(retry_in=wait)
    redeemed = await edge.sessions.redeem(body.code)
    login = redeemed.known.login if redeemed else None
    if redeemed is None or login is None or login.application is None:
        raise CodeRefused
    if not answers(login.application.code_challenge, body.code_verifier):
        raise CodeRefused
    known = Known(csrf_token=new_csrf_token(), who=redeemed.who)
    token, session = await edge.sessions.open(Kind.BEARER, known)
    expires = session.expire_time.isoformat(timespec="seconds").replace("+00:00", "Z")
    return MobileSessionView(session_token=token, expires_time=expires)
