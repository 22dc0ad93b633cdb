"""A span around every HTTP request, in one small ASGI layer. It is named after the route, never after the path, which may hold an id."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import telemetry

_NO_ROUTE = "no route"


class Tracing:
    """The outermost layer: begins or continues a trace, and tells the caller which one it is."""

    def __init__(self, app: ASGIApp, *, trust_traceparent: bool = True) -> None:
        self._app, self._trusting = app, trust_traceparent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        span = telemetry.begin(scope["method"], telemetry.SpanKind.SERVER, self._parent(scope))
        traceparent = telemetry.format_traceparent(span.get_span_context()).encode()
        marks = [(b"traceparent", traceparent), (b"x-trace-id", traceparent[3:35])] if traceparent else []
        status = 500

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *marks]
            await send(message)

        with telemetry.active(span):
            try:
                await self._app(scope, receive, send_marked)
            finally:
                route = getattr(scope.get("route"), "path_format", _NO_ROUTE)
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": status})
                if status >= 500:
                    telemetry.fail(span, str(status))

    def _parent(self, scope: Scope) -> str:
        if self._trusting:
            for name, value in scope["headers"]:
                if name == b"traceparent":
                    told = str(value, "latin-1")
                    # A caller continues its trace; it does not decide that we keep nothing of what it asks.
                    return told[:-2] + "01" if told[53:] == "00" else told
        return ""
