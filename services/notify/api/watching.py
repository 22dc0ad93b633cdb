"""The live stream of a person's messages: where they stand at once, then each change, then a sign of life when nothing changes."""

from collections.abc import AsyncGenerator

from mesdroits.notify.v1 import notify_service_pb2 as pb

from chassis.db import Database, read_session
from services.notify.api.mapping import Mapper
from services.notify.events.hub import Hub
from services.notify.store import messages
from services.notify.store.messages import Shelf
from services.notify.usecases.context import Notify

# Proxies close a line on which nothing passes, most after a minute.
_ALIVE_SECONDS = 15.0
# What is told again to a watcher that may have missed changes.
_LATEST = 20


class Stream:
    """One watcher's line."""

    def __init__(self, database: Database, notify: Notify, hub: Hub, mapper: Mapper) -> None:
        self._database, self._notify, self._hub, self._mapper = database, notify, hub, mapper

    async def run(self, person_id: str) -> AsyncGenerator[pb.WatchMessagesResponse, None]:
        """Until the caller leaves, or its deadline comes."""
        with self._hub.watch(person_id) as watch:
            yield pb.WatchMessagesResponse(unread=await self._unread(person_id))
            while True:
                changed = await watch.taken(_ALIVE_SECONDS)
                for response in await self._told(person_id, changed):
                    yield response

    async def _unread(self, person_id: str) -> int:
        async with read_session(self._database) as session:
            return await messages.unread(session, person_id, self._notify.now())

    async def _told(self, person_id: str, changed: list[str] | None) -> list[pb.WatchMessagesResponse]:
        shelf, vault = Shelf(person_id, self._notify.now()), self._notify.vault
        async with read_session(self._database) as session:
            if changed is None:
                shown = await messages.page(session, vault, shelf, before=None, limit=_LATEST)
                unread = await messages.unread(session, person_id, shelf.now)
            else:
                shown, unread = await messages.changed(session, vault, shelf, changed)
        if not shown:
            return [pb.WatchMessagesResponse(unread=unread)]
        return [pb.WatchMessagesResponse(message=self._mapper.message(each), unread=unread) for each in shown]
