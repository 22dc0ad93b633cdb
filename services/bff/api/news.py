"""Messages as they come (server-sent events): first how many are unread, then each message that arrives or changes."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi.responses import StreamingResponse
from starlette.responses import Response

from chassis.clients import deadline
from chassis.errors import Problem
from services.bff.access import Access, TheEdge, ThePerson, TheSession, declared
from services.bff.api.describe import refusals, router
from services.bff.clients import Voice
from services.bff.edge import Edge
from services.bff.screens.messages import news
from services.bff.session import Session
from services.bff.views.messages import NewsView

routes = router("alertes")
_MEDIA = "text/event-stream"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["unread", "message"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": (
            "`unread` : combien de messages ne sont pas lus, puis `message` à chaque message qui arrive ou qui change "
            "(NewsView). Une ligne de commentaire garde la connexion ouverte."
        ),
        "content": {_MEDIA: {"schema": _EVENT}},
    }
}


@routes.get(
    "/messages/events",
    response_class=StreamingResponse,
    responses={**refusals(401, 403), **_DOCUMENTED},
    openapi_extra=declared(Access.CERTIFIED, "alert_rights"),
)
async def watch_messages(edge: TheEdge, session: TheSession, voice: ThePerson) -> Response:
    """Messages, as they come."""
    edge.readers.admit(voice.person_id, edge.settings.streams_per_session)
    return StreamingResponse(_Line(edge, session, voice).run(), media_type=_MEDIA, headers=_HEADERS)


class _Line:
    """One open connection."""

    def __init__(self, edge: Edge, session: Session, voice: Voice) -> None:
        self._edge, self._session, self._voice = edge, session, voice
        self._seconds = edge.settings.stream_minutes * 60

    async def run(self) -> AsyncIterator[str]:
        """The events, until the session is over, the line has lasted as long as one may, or the process ends."""
        # The request's own budget was for finding out who asks.
        deadline.set(time.monotonic() + self._seconds)
        closing = asyncio.ensure_future(self._edge.readers.closing.wait())
        with self._edge.readers.line(self._voice.person_id):
            try:
                async for text in self._told(closing):
                    yield text
            finally:
                closing.cancel()

    async def _told(self, closing: asyncio.Task[bool]) -> AsyncIterator[str]:
        changes = news(self._voice, self._seconds)
        coming = asyncio.ensure_future(anext(changes, None))
        try:
            while not closing.done():
                await asyncio.wait(
                    {coming, closing},
                    timeout=self._edge.settings.heartbeat_seconds,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if coming.done():
                    change = coming.result()
                    if change is None:
                        return
                    coming = asyncio.ensure_future(anext(changes, None))
                    text = _event(change)
                else:
                    text = ": toujours là\n\n"
                # Whoever logged out, here or at another replica, is told nothing more.
                if not await self._edge.sessions.holds(self._session):
                    return
                yield text
        except Problem:
            # The browser comes back by itself, and starts again from how many are unread.
            return
        finally:
            coming.cancel()


def _event(change: NewsView) -> str:
    return f"event: {'message' if change.message else 'unread'}\ndata: {change.model_dump_json()}\n\n"
