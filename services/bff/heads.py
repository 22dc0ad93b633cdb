"""HEAD: what GET would answer, without its body (RFC 9110, 9.3.2)."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """A layer that asks for GET in the place of HEAD, and lets nothing of the body through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked, read, told = {**scope, "method": "GET"}, asyncio.Event(), asyncio.Event()

        async def receive_once() -> Message:
            if not read.is_set():
                read.set()
                return await receive()
            # A stream that waits for events has nobody to go on for, once its headers are sent.
            await told.wait()
            return {"type": "http.disconnect"}

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})
                told.set()

        await self._app(asked, receive_once, send_head)
        # The trace is named after it.
        if "route" in asked:
            scope["route"] = asked["route"]
