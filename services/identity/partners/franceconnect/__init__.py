"""FranceConnect v2 and FranceConnect+ as a client sees them: the authorization code flow, their tokens, their end of session."""

from services.identity.partners.franceconnect.flow import FranceConnect, LoggedIn, Registration, end_session_url
from services.identity.partners.franceconnect.issuers import Issuers

__all__ = ["FranceConnect", "Issuers", "LoggedIn", "Registration", "end_session_url"]
