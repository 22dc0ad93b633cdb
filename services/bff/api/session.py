"""Who is logged in; and out."""

from fastapi import Response

from services.bff.access import Access, MaybeSession, TheEdge, ThePerson, TheSession, declared
from services.bff.api.describe import OF_A_PERSON, refusals, router
from services.bff.cookies import forget_session
from services.bff.login import end_login
from services.bff.views.identity import LogoutView, SessionView, session_view

routes = router("session")


@routes.get("/session", responses=refusals(401), openapi_extra=declared(Access.ANONYMOUS_LOGIN))
async def get_session(session: MaybeSession) -> SessionView:
    """Who is logged in, if anybody is, and the anti-forgery token of the browser's session."""
    return session_view(session)


@routes.delete("/session", responses=OF_A_PERSON, openapi_extra=declared(Access.PERSON))
async def end_session(edge: TheEdge, session: TheSession, voice: ThePerson, response: Response) -> LogoutView:
    """Ends the session here, and says where to send the browser so that FranceConnect ends its own."""
    logout_url = await end_login(edge, session, voice)
    forget_session(response, edge.settings)
    return LogoutView(logout_url=logout_url)
