"""Keep the directory: asked of identity before any transaction, written within one. Whoever has a file somewhere is watched."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from services.notify.store import directory
from services.notify.usecases.context import Notify
from services.notify.usecases.watching import heard

Write = Callable[[AsyncSession], Awaitable[None]]


async def read_directory(notify: Notify, person_id: str) -> Write:
    """Ask identity under which names organismes know the person; what is returned writes its answer. Raises Unavailable."""
    asked_at = notify.now()
    names = await notify.sources.names(person_id)

    async def write(session: AsyncSession) -> None:
        if names is not None:
            await directory.replace(session, person_id, names, asked_at)
            await heard(session, notify, person_id)

    return write
