"""Who may use a route. Denied by default: a route that does not say it cannot be built.

What is asked of a caller, in this order: a session, a request made by one of our own pages, a pace, a certified NIR.
"""

import hmac
import time
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from mesdroits.identity.v1.identity_service_pb2 import GetPersonRequest
from mesdroits.identity.v1.person_pb2 import CERTIFICATION_STATE_CERTIFIED
from starlette.requests import Request
from starlette.responses import Response

from chassis.clients import deadline
from chassis.errors import Exhausted, Forbidden
from services.bff.caching import conditional
from services.bff.clients import Voice
from services.bff.cookies import session_id
from services.bff.edge import Edge
from services.bff.problems import ForgedRequest, LoginRequired
from services.bff.sent import sent_form
from services.bff.session import Kind, Session, Who
from services.bff.settings import Settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_BROWSERS = frozenset({Kind.VISITOR, Kind.BROWSER})
_APPLICATIONS = frozenset({Kind.BEARER})


class Access(StrEnum):
    """Who may use a route."""

    # Anybody; whoever comes with a session is not looked at.
    PUBLIC = "public"
    # Anybody; a session is known if there is one.
    ANONYMOUS_LOGIN = "anonymous_login"
    # Somebody who logged in.
    PERSON = "person"
    # Somebody who logged in, and whose NIR is certified.
    CERTIFIED = "certified"


class NirRequired(Forbidden):
    """Nothing can be shown or told before we are sure of the NIR."""

    reason = "NIR_REQUIRED"
    default_message = (
        "Pour continuer, votre numéro de sécurité sociale doit être certifié. Indiquez-le, ou suivez sa vérification."
    )


def declared(
    access: Access, purpose: str = "identify", *, patient: bool = False, sending: bool = False
) -> dict[str, Any]:
    """What a route says of itself, in `openapi_extra`. `patient`: it waits for FranceConnect or for the organismes; `sending`: for files to come."""
    logged = access in (Access.PERSON, Access.CERTIFIED)
    security: list[dict[str, list[str]]] = [{"session": []}, {"bearer": []}] if logged else []
    said = {"x-access": access.value, "x-purpose": purpose, "security": security}
    return said | {name: True for name, so in (("x-patient", patient), ("x-sending", sending)) if so}


class GuardedRoute(APIRoute):
    """A route of the edge. `declared(…)` in its `openapi_extra` says who may use it, and why data is read."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        extra = options.get("openapi_extra") or {}
        if "x-access" not in extra:
            raise TypeError(f"{path} does not say who may use it")
        self.access, self.purpose = Access(extra["x-access"]), str(extra["x-purpose"])
        self.patient, self.sending = bool(extra.get("x-patient")), bool(extra.get("x-sending"))
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the checks."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                deadline.set(time.monotonic() + self._budget(request.app.state.edge.settings))
                if self.access is not Access.PUBLIC:
                    await _admit(request, self.access, self.purpose)
                return conditional(request, await handle(request))
            finally:
                # The files of a form go with it.
                await request.close()

        return guarded

    def _budget(self, settings: Settings) -> float:
        if self.sending:
            return settings.sending_budget_seconds
        return settings.patient_budget_seconds if self.patient else settings.budget_seconds


async def _admit(request: Request, access: Access, purpose: str) -> None:
    edge: Edge = request.app.state.edge
    session = await _session_of(request, edge)
    request.state.session = session
    if session is None or session.who is None:
        if access is not Access.ANONYMOUS_LOGIN:
            raise LoginRequired
    elif wait := edge.limits.session.take(session.who.person_id):
        raise Exhausted(retry_in=wait)
    await _refuse_forgery(request, edge, session)
    if session and session.who:
        who = session.who
        if access is Access.CERTIFIED and not who.certified:
            who = await _certified(edge, session, who)
        request.state.voice = Voice(edge.suite, who, purpose, edge.settings.step_up_available)


async def _session_of(request: Request, edge: Edge) -> Session | None:
    authorization = request.headers.get("authorization")
    # A page that waits for events comes back by itself: that is not somebody at work.
    touch = request.headers.get("accept") != "text/event-stream"
    if authorization is not None:
        # Whoever names a token means it: the cookie does not stand in for a wrong one.
        scheme, _, token = authorization.partition(" ")
        session = await edge.sessions.find(token, _APPLICATIONS, touch=touch) if scheme.lower() == "bearer" else None
        if session is None:
            raise LoginRequired
        return session
    secret = session_id(request, edge.settings)
    return await edge.sessions.find(secret, _BROWSERS, touch=touch) if secret else None


async def _refuse_forgery(request: Request, edge: Edge, session: Session | None) -> None:
    """A browser adds its cookie to whatever site makes it ask: only our pages know the session's token."""
    if request.method in _SAFE or (session and session.kind is Kind.BEARER):
        return
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    if origin not in (None, edge.settings.origin) or site not in ("same-origin", "none"):
        raise ForgedRequest
    if session and session.who:
        token = request.headers.get("x-csrf-token") or await _token_of_form(request)
        if not hmac.compare_digest(token.encode(), session.known.csrf_token.encode()):
            raise ForgedRequest


async def _token_of_form(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    token = (await sent_form(request)).get("csrf_token")
    return token if isinstance(token, str) else ""


async def _certified(edge: Edge, session: Session, who: Who) -> Who:
    """Who logged in, once identity says that the NIR is certified; it is not asked again then. Raises NirRequired."""
    voice = Voice(edge.suite, who, "identify")
    identity = edge.suite.identity
    answer = await voice.ask(identity, identity.stub.GetPerson, GetPersonRequest(person_id=who.person_id))
    if answer.person.certification.state != CERTIFICATION_STATE_CERTIFIED:
        raise NirRequired
    certified = who.model_copy(update={"certified": True})
    await edge.sessions.learn(session, who=certified)
    return certified


def _edge(request: Request) -> Edge:
    edge: Edge = request.app.state.edge
    return edge


def _maybe_session(request: Request) -> Session | None:
    session: Session | None = request.state.session
    return session


def _session(request: Request) -> Session:
    session = _maybe_session(request)
    if session is None:
        raise LoginRequired
    return session


def _voice(request: Request) -> Voice:
    voice: Voice = request.state.voice
    return voice


TheEdge = Annotated[Edge, Depends(_edge)]
# Absent for somebody who came without one.
MaybeSession = Annotated[Session | None, Depends(_maybe_session)]
TheSession = Annotated[Session, Depends(_session)]
# On a PERSON or CERTIFIED route alone: the edge, speaking for the person.
ThePerson = Annotated[Voice, Depends(_voice)]
