"""Receipts as they arrive (server-sent events): first where the declaration stands, then each step of each delivery, until nothing more is expected."""

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from chassis.clients import deadline
from chassis.errors import Problem
from services.bff.access import Access, TheEdge, ThePerson, TheSession, declared
from services.bff.api.describe import refusals, router
from services.bff.clients import Voice
from services.bff.edge import Edge
from services.bff.screens.situation import declaration
from services.bff.session import Session
from services.bff.views.base import View
from services.bff.views.receipts import DeclarationView, new_receipts

routes = router("situation")
_MEDIA = "text/event-stream"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_EVENT = {
    "type": "object",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string"},
        "event": {"enum": ["state", "receipt", "end"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": (
            "`state` : la déclaration entière (DeclarationView), puis `receipt` : une étape d'un envoi (ReceiptView), "
            "puis `end` quand plus rien n'est attendu. Une ligne de commentaire garde la connexion ouverte."
        ),
        "content": {_MEDIA: {"schema": _EVENT}},
    },
    204: {"description": "Plus rien n'est attendu, et tout a déjà été envoyé : inutile de revenir."},
}


@routes.get(
    "/declarations/{declaration_id:uuid}/events",
    response_class=StreamingResponse,
    responses={**refusals(401, 403, 404), **_DOCUMENTED},
    openapi_extra=declared(Access.CERTIFIED, "tell_once"),
)
async def watch_declaration(
    edge: TheEdge,
    session: TheSession,
    voice: ThePerson,
    declaration_id: UUID,
    last_event_id: Annotated[str, Header(alias="Last-Event-ID", max_length=500)] = "",
) -> Response:
    """Receipts of a declaration, as they arrive."""
    edge.readers.admit(voice.person_id, edge.settings.streams_per_session)
    first = await declaration(voice, str(declaration_id))
    if first.final and last_event_id == _event_id(first):
        return Response(status_code=204)
    stream = _Stream(edge, session, voice, str(declaration_id))
    return StreamingResponse(stream.run(first, last_event_id), media_type=_MEDIA, headers=_HEADERS)


class _Stream:
    """One open connection."""

    def __init__(self, edge: Edge, session: Session, voice: Voice, declaration_id: str) -> None:
        self._edge, self._session, self._voice, self._id = edge, session, voice, declaration_id
        self._until = time.monotonic() + edge.settings.stream_minutes * 60

    async def run(self, first: DeclarationView, last_event_id: str) -> AsyncIterator[str]:
        """The events, until nothing more is expected, the session is over, or the process ends."""
        person_id = self._voice.person_id
        with self._edge.readers.line(person_id), self._edge.receipts.watch(self._id) as watch:
            if last_event_id != _event_id(first):
                yield _event("state", first, _event_id(first))
            shown = first
            # Something may have moved between the first look and the watch.
            watch.wake()
            while not shown.final and time.monotonic() < self._until:
                await watch.wait(self._edge.settings.heartbeat_seconds)
                if watch.closing or not await self._edge.sessions.holds(self._session):
                    return
                seen = await self._look() or shown
                receipts = new_receipts(shown, seen)
                for receipt in receipts:
                    yield _event("receipt", receipt, _event_id(seen))
                if not receipts:
                    yield ": toujours là\n\n"
                shown = seen
            if shown.final:
                yield _event("end", shown, _event_id(shown))

    async def _look(self) -> DeclarationView | None:
        """Where the declaration stands; None if it cannot be read for now, which the next look will mend."""
        deadline.set(time.monotonic() + self._edge.settings.budget_seconds)
        try:
            return await declaration(self._voice, self._id)
        except Problem:
            return None


def _event(name: str, view: View, identifier: str) -> str:
    return f"id: {identifier}\nevent: {name}\ndata: {view.model_dump_json()}\n\n"


def _event_id(view: DeclarationView) -> str:
    """How many steps each delivery has made: it only ever grows."""
    return ".".join(str(len(delivery.steps)) for delivery in view.deliveries) or "0"
