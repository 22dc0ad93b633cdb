"""What this process itself has just committed: whoever watches from here is told without waiting for the bus, on which the same comes again."""

import asyncio
from typing import NamedTuple

from services.notify.domain.messages import Message


class Change(NamedTuple):
    """A message changed, and stands at this version at least."""

    message_id: str
    person_id: str
    version: int


class Near:
    """The latest change of each message, until the hub takes it: one that changes ten times meanwhile is there once."""

    def __init__(self) -> None:
        self._changes: dict[str, Change] = {}
        self._rung = asyncio.Event()

    def note(self, message: Message) -> None:
        """A change was committed."""
        self._changes[message.message_id] = Change(message.message_id, message.person_id, message.version)
        self._rung.set()

    async def taken(self) -> list[Change]:
        """What was noted since the last time, waited for."""
        await self._rung.wait()
        self._rung.clear()
        changes, self._changes = list(self._changes.values()), {}
        return changes
