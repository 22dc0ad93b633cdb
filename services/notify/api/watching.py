"""The live stream of a person's messages: where they stand at once, then each change, then a sign of life when nothing changes."""

from collections.abc import AsyncGenerator, Collection
from datetime import date

from mesdroits.notify.v1 import notify_service_pb2 as pb

from chassis.db import Database, read_session
from services.notify.api.mapping import Mapper
from services.notify.events.hub import Hub, Told
from services.notify.store import messages
from services.notify.store.messages import Shelf
from services.notify.usecases.context import Notify
from services.notify.usecases.whose_day import day_of

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
            day = await self._day(person_id)
            while True:
                changed = await watch.taken(_ALIVE_SECONDS)
                for told in await self._latest(person_id) if changed is None else changed:
                    yield pb.WatchMessagesResponse(message=self._mapper.message(told.message, day), unread=told.unread)
                if not changed:
                    yield pb.WatchMessagesResponse(unread=await self._unread(person_id))

    async def _day(self, person_id: str) -> date:
        async with read_session(self._database) as session:
            return await day_of(session, self._notify, person_id)

    async def _unread(self, person_id: str) -> int:
        async with read_session(self._database) as session:
            return (await messages.unread(session, [person_id], self._notify.now()))[person_id]

    async def _latest(self, person_id: str) -> list[Told]:
        shelf = Shelf(person_id, self._notify.now())
        async with read_session(self._database) as session:
            found = await messages.page(session, self._notify.vault, shelf, before=None, limit=_LATEST)
            unread = await messages.unread(session, [person_id], shelf.now)
        return [Told(message, unread[person_id]) for message in found]


async def as_they_stand(database: Database, notify: Notify, message_ids: Collection[str]) -> list[Told]:
    """These messages, but for those that nobody may see."""
    now = notify.now()
    async with read_session(database) as session:
        found = await messages.by_ids(session, notify.vault, list(message_ids))
        unread = await messages.unread(session, {message.person_id for message in found}, now)
    return [Told(message, unread[message.person_id]) for message in found if not message.waiting]
