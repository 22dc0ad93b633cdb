"""What stands around every request before any route is looked for: whose site this is, how much is sent, and what browsers are told to refuse."""

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from chassis.errors import Exhausted, Problem
from services.bff.limits import Limits
from services.bff.problems import TooLarge, UnknownHost, respond
from services.bff.settings import Settings, origin_of
from services.bff.sizes import most_bytes

_HEALTH = "/healthz/"
_CLOSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb",
)  # fmt: skip


def policy(settings: Settings) -> str:
    """The content security policy: nothing but what comes from us. Forms may end at FranceConnect, where logins and logouts do."""
    issuers = (settings.franceconnect_issuer, settings.franceconnect_plus_issuer)
    forms = " ".join(filter(None, ("'self'", *map(origin_of, issuers))))
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        f"manifest-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )


def security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    """The headers of every answer."""
    headers = {
        "content-security-policy": policy(settings),
        # With "no-referrer", browsers send `Origin: null` with our own forms, which are then refused as forged.
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in _CLOSED),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.secure:
        headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class Shell:
    """The layer between the tracing and the application."""

    def __init__(self, api: Starlette, settings: Settings, limits: Limits) -> None:
        self._api, self._settings, self._limits = api, settings, limits
        self._headers = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._api(scope, receive, send)
            return
        started, most = False, most_bytes(scope["method"], scope["path"])

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = self._guarded(list(message.get("headers", ())))
            await send(message)

        refusal = self._refusal(scope, most)
        if refusal:
            scope["app"] = self._api
            await respond(Request(scope), refusal)(scope, receive, send_guarded)
            return
        try:
            await self._api(scope, _bounded(receive, most), send_guarded)
        except Exception:
            # The application logged it and answered; it raises again so that a server which knows no better can.
            if not started:
                raise

    def _guarded(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-store"))
        return headers + self._headers

    def _refusal(self, scope: Scope, most: int) -> Problem | None:
        if scope["path"].startswith(_HEALTH):
            return None
        headers = Headers(scope=scope)
        asked = headers.getlist("host")
        # Two names: a proxy and we might each believe another one.
        if len(asked) != 1 or asked[0] not in self._settings.hosts:
            return UnknownHost()
        if wait := self._limits.address.take(address_of(scope)):
            return Exhausted(retry_in=wait)
        length = headers.get("content-length", "0")
        return TooLarge() if length.isdigit() and int(length) > most else None


def address_of(scope: Scope) -> str:
    """Where a request comes from; the server has already believed the proxies that it should."""
    return scope["client"][0] if scope.get("client") else ""


def _bounded(receive: Receive, most: int) -> Receive:
    """Counts what arrives: a body without a length is bounded too."""
    seen = 0

    async def receive_bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return receive_bounded
