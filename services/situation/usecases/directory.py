"""Keep the reference directory: asked of identity before any transaction, written within one."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database, unit_of_work
from services.situation.domain.errors import DirectoryUnknown
from services.situation.store import directory
from services.situation.usecases.context import Situation

T = TypeVar("T")
Write = Callable[[AsyncSession], Awaitable[None]]


async def read_directory(situation: Situation, person_id: str) -> Write | None:
    """Ask identity; return what writes its answer down, None while identity has not resolved the person."""
    asked_at = situation.now()
    found = await situation.identity.read(person_id)
    if found is None:
        return None

    async def write(session: AsyncSession) -> None:
        await directory.replace(session, person_id, found, asked_at)

    return write


async def with_directory(
    database: Database, situation: Situation, person_id: str, act: Callable[[], Awaitable[T]]
) -> T:
    """Do something that needs the person's directory; when it was never read (the event is late), read it and do it again.

    Raises DirectoryUnknown while identity has not resolved it either.
    """
    try:
        return await act()
    except DirectoryUnknown:
        write = await read_directory(situation, person_id)
        if write is None:
            raise
        async with unit_of_work(database) as session:
            await write(session)
    return await act()
