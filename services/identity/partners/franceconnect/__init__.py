"""FranceConnect v2 as a client sees it: the authorization code flow, its tokens, its end of session."""

from services.identity.partners.franceconnect.flow import FranceConnect, LoggedIn, Registration, end_session_url

__all__ = ["FranceConnect", "LoggedIn", "Registration", "end_session_url"]
