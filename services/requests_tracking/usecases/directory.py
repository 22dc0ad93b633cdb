"""Keep the reference directory: asked of identity before any transaction, written within one."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import Database, read_session, unit_of_work
from services.requests_tracking.domain.errors import DirectoryUnknown
from services.requests_tracking.store import directory
from services.requests_tracking.store.directory import Directory
from services.requests_tracking.usecases.context import Tracking

T = TypeVar("T")
Write = Callable[[AsyncSession], Awaitable[None]]


async def read_directory(tracking: Tracking, person_id: str) -> Write | None:
    """Ask identity; return what writes its answer down, None while identity has not resolved the person."""
    asked_at = tracking.now()
    found = await tracking.identity.read(person_id)
    if found is None:
        return None

    async def write(session: AsyncSession) -> None:
        await directory.replace(session, person_id, found, asked_at)

    return write


async def refresh(database: Database, tracking: Tracking, person_id: str) -> bool:
    """Read the person's directory anew; whether identity knew it."""
    write = await read_directory(tracking, person_id)
    if write is None:
        return False
    async with unit_of_work(database) as session:
        await write(session)
    return True


async def known(database: Database, tracking: Tracking, person_id: str) -> Directory | None:
    """The person's directory, read from identity where it never was."""
    for _ in range(2):
        async with read_session(database) as session:
            found = await directory.find(session, person_id)
        if found or not await refresh(database, tracking, person_id):
            return found
    return None


async def with_directory(database: Database, tracking: Tracking, person_id: str, act: Callable[[], Awaitable[T]]) -> T:
    """Do something that needs the person's directory; when it was never read, read it and do it again. Raises DirectoryUnknown."""
    try:
        return await act()
    except DirectoryUnknown:
        if not await refresh(database, tracking, person_id):
            raise
    return await act()
