"""Logging in and out: what a session knows before, during and after FranceConnect."""

import hmac
from urllib.parse import urlencode

from mesdroits.common.v1.access_pb2 import ASSURANCE_LOW, Assurance
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import person_pb2

from chassis.db import new_id
from chassis.errors import Problem, Refused
from services.bff.clients import PATIENT_SECONDS, Voice
from services.bff.edge import Edge
from services.bff.screens.parts import unless_away
from services.bff.session import Application, Kind, Known, Login, Session, Who, new_csrf_token
from services.bff.settings import LOGIN_RETURN

FIRST_LOGIN = "/premiere-connexion"
HOME = "/"


class LoginMismatch(Refused):
    """FranceConnect sent somebody back whom we did not send, or whose session is over."""

    reason = "LOGIN_MISMATCH"
    default_message = "Cette connexion n'a pas été commencée dans ce navigateur, ou elle a expiré. Recommencez."


async def begin_login(
    edge: Edge, session: Session | None, login: Login, assurance: Assurance.ValueType = ASSURANCE_LOW
) -> tuple[str, str | None]:
    """Where to send the browser; and the id of the session that expects it back, if it is a new one."""
    request = pb.BeginLoginRequest(
        request_id=new_id(), redirect_uri=edge.settings.public_url + LOGIN_RETURN, assurance=assurance
    )
    identity = edge.suite.identity
    answer = await identity.call(identity.stub.BeginLogin, request)
    expected = login.model_copy(update={"login_id": answer.login_id})
    if session is None:
        known = Known(csrf_token=new_csrf_token(), login=expected)
        secret, _ = await edge.sessions.open(Kind.VISITOR, known)
        return answer.authorization_url, secret
    await edge.sessions.learn(session, login=expected)
    return answer.authorization_url, None


async def expected_login(edge: Edge, session: Session | None, state: str) -> tuple[Session, Login]:
    """The session and the login that this browser began, spent by its return whatever comes of it. Raises LoginMismatch."""
    login = session.known.login if session else None
    if session is None or login is None or not hmac.compare_digest(login.login_id.encode(), state.encode()):
        raise LoginMismatch
    return await edge.sessions.learn(session, login=None), login


async def complete_login(edge: Edge, login: Login, code: str, error: str) -> tuple[Who, bool]:
    """Who logged in, and whether they have to tell their NIR. Raises what identity refuses."""
    request = pb.CompleteLoginRequest(request_id=new_id(), login_id=login.login_id, code=code, error=error)
    identity = edge.suite.identity
    answer = await identity.call(identity.stub.CompleteLogin, request, seconds=PATIENT_SECONDS)
    state = answer.person.certification.state
    who = Who(
        person_id=answer.person.person_id,
        connection_id=answer.connection_id,
        assurance=answer.assurance,
        display_name=answer.person.display_name,
        certified=state == person_pb2.CERTIFICATION_STATE_CERTIFIED,
    )
    return who, state == person_pb2.CERTIFICATION_STATE_NIR_MISSING


async def open_browser_session(edge: Edge, session: Session, who: Who) -> str:
    """The id of a session that knows who logged in; the id known before opens nothing any more. Drafts go on with whoever wrote them, and with
    nobody else."""
    same = session.who is not None and session.who.person_id == who.person_id
    known = Known(csrf_token=new_csrf_token(), who=who, drafts=session.known.drafts if same else ())
    secret, _ = await edge.sessions.open(Kind.BROWSER, known, replacing=session)
    return secret


async def hand_to_application(edge: Edge, session: Session, login: Login, application: Application, who: Who) -> str:
    """The address of the application, with a code good for one minute and one use."""
    known = Known(csrf_token=new_csrf_token(), login=login, who=who)
    # A browser that has a session of its own keeps it; one that came for the application alone has nothing left.
    replaced = session if session.who is None else None
    code, _ = await edge.sessions.open(Kind.CODE, known, replacing=replaced)
    return back_to(application, code=code)


def back_to(application: Application, **parameters: str) -> str:
    """The address of an application, with what it is told."""
    separator = "&" if "?" in application.redirect_uri else "?"
    told = {**parameters, "state": application.state} if application.state else parameters
    return f"{application.redirect_uri}{separator}{urlencode(told)}"


async def end_login(edge: Edge, session: Session, voice: Voice) -> str:
    """Ends the session here, whatever identity says; returns where FranceConnect ends its own."""
    await edge.sessions.end(session)
    identity, who = edge.suite.identity, voice.who
    request = pb.EndLoginRequest(request_id=new_id(), person_id=who.person_id, connection_id=who.connection_id)
    answer = await unless_away(voice.ask(identity, identity.stub.EndLogin, request))
    return HOME if isinstance(answer, Problem) else answer.logout_url or HOME
