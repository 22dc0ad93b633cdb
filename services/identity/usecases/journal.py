"""The person's own journal: who read what, and their logins; readable by the person alone, for as long as the rules say."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import read_session
from services.identity.domain.connection import Connection
from services.identity.domain.journal import Entry
from services.identity.domain.retention import Kept, cutoff
from services.identity.store import journal, logins
from services.identity.usecases.parts import Parts

Key = tuple[datetime, str]
_BATCH = 500


async def record_access(session: AsyncSession, person_id: str, entry: Entry) -> None:
    """Writes an access told by another service; told twice, it is written once."""
    await journal.add(session, person_id, [entry])


async def list_entries(
    parts: Parts, session: AsyncSession, person_id: str, limit: int, after: Key | None
) -> list[Entry]:
    """Newest first."""
    since = cutoff(parts.rules.retention, Kept.JOURNAL, parts.clock())
    return await journal.list_entries(session, person_id, limit, after, since)


async def list_connections(session: AsyncSession, person_id: str, limit: int, after: Key | None) -> list[Connection]:
    """Newest first."""
    return await logins.list_connections(session, person_id, limit, after)


async def export(parts: Parts, person_id: str) -> AsyncIterator[Entry | Connection]:
    """Everything, newest first, read in batches: a long journal weighs no more in memory than a short one."""

    async def entries(after: Key | None) -> list[Entry]:
        async with read_session(parts.database) as session:
            return await list_entries(parts, session, person_id, _BATCH, after)

    async def connections(after: Key | None) -> list[Connection]:
        async with read_session(parts.database) as session:
            return await list_connections(session, person_id, _BATCH, after)

    heads = [(line, stream) for stream in (_lines(entries), _lines(connections)) async for line in _first(stream)]
    while heads:
        newest = max(heads, key=lambda head: key_of(head[0]))
        heads.remove(newest)
        line, stream = newest
        yield line
        heads += [(following, stream) async for following in _first(stream)]


def key_of(line: Entry | Connection) -> Key:
    """By what a journal is sorted."""
    return (line.access_time, line.entry_id) if isinstance(line, Entry) else (line.begin_time, line.connection_id)


async def _lines(
    read: Callable[[Key | None], Awaitable[Sequence[Entry | Connection]]],
) -> AsyncIterator[Entry | Connection]:
    after: Key | None = None
    while batch := await read(after):
        for line in batch:
            yield line
        after = key_of(batch[-1])


async def _first(stream: AsyncIterator[Entry | Connection]) -> AsyncIterator[Entry | Connection]:
    line = await anext(stream, None)
    if line is not None:
        yield line
