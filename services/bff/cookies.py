"""The one cookie: the id of the session. Over TLS its name binds it to this very host."""

from starlette.requests import Request
from starlette.responses import Response

from services.bff.settings import Settings


def cookie_name(settings: Settings) -> str:
    """`__Host-session` over TLS: browsers then refuse it from a subdomain, without Secure, or on another path."""
    return "__Host-session" if settings.secure else "session"


def session_id(request: Request, settings: Settings) -> str:
    """The id that the browser holds; empty if none."""
    return request.cookies.get(cookie_name(settings), "")


def give_session(response: Response, secret: str, settings: Settings) -> None:
    """Hands the id to the browser, until it is closed."""
    response.set_cookie(cookie_name(settings), secret, path="/", secure=settings.secure, httponly=True, samesite="lax")


def forget_session(response: Response, settings: Settings) -> None:
    """Takes it back."""
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
