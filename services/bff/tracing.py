"""A span around every HTTP request, in one small ASGI layer. It is named after the route, never after the path, which may hold an id."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import telemetry

_NO_ROUTE = "no route"


class Tracing:
    """The outermost layer: begins a trace, or continues a caller's if callers are trusted, and tells the caller which one it is."""

    def __init__(self, app: ASGIApp, *, trust_traceparent: bool = False) -> None:
        self._app, self._trusting = app, trust_traceparent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        theirs = _told(scope)
        span = telemetry.begin(scope["method"], telemetry.SpanKind.SERVER, _kept(theirs) if self._trusting else "")
        if not self._trusting and (linked := telemetry.parse(theirs)):
            span.add_link(linked)
        traceparent = telemetry.traceparent_of(span).encode()
        marks = [(b"traceparent", traceparent), (b"x-trace-id", traceparent[3:35])] if traceparent else []
        status = 500

        def send_marked(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *marks]
            return send(message)

        with telemetry.active(span):
            try:
                await self._app(scope, receive, send_marked)
            finally:
                route = getattr(scope.get("route"), "path_format", _NO_ROUTE)
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": status})
                if status >= 500:
                    telemetry.fail(span, str(status))


def _told(scope: Scope) -> str:
    """The trace that the caller says it is in; empty if it says none."""
    return next((str(value, "latin-1") for name, value in scope["headers"] if name == b"traceparent"), "")


def _kept(told: str) -> str:
    """The same trace: a caller does not decide that we keep nothing of what it asks."""
    return told[:-2] + "01" if told[53:] == "00" else told
