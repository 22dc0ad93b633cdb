"""Group commit between the receiver and the store: whatever arrived during one transaction makes the next.

An export is answered once its rows are committed, so a `force_flush` that returns means the page can show the trace;
the event loop itself never parses for long nor touches the disk.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress

from sandbox.traces.rows import Export, rows_of
from sandbox.traces.store import Store

LARGEST_BACKLOG_BYTES = 64 * 1024 * 1024
PRUNE_EVERY_S = 60.0


class BackEndFullError(Exception):
    """More is waiting to be written than memory should hold: the exporter may try again later."""


class Ingest:
    """Takes exports from the event loop, writes them on a worker thread."""

    def __init__(self, store: Store, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._store = store
        self._now_ns = now_ns
        self._arrived = asyncio.Event()
        self._waiting: list[tuple[Export, asyncio.Future[None]]] = []
        self._backlog_bytes = 0

    async def accept(self, request: Export) -> None:
        """Return when the request is stored. Raises BackEndFullError, or sqlite3.Error when the disk refused."""
        size = request.ByteSize()
        if self._backlog_bytes + size > LARGEST_BACKLOG_BYTES:
            raise BackEndFullError
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._backlog_bytes += size
        self._waiting.append((request, stored))
        self._arrived.set()
        try:
            await stored
        finally:
            self._backlog_bytes -= size

    async def run(self) -> None:
        """Write what arrives, and forget what is too old, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(PRUNE_EVERY_S):
                    await self._arrived.wait()
            self._arrived.clear()
            taken, self._waiting = self._waiting, []
            await self._commit(taken)

    async def _commit(self, taken: list[tuple[Export, asyncio.Future[None]]]) -> None:
        failure: sqlite3.Error | None = None
        try:
            await asyncio.to_thread(self._write, [request for request, _ in taken])
        except sqlite3.Error as error:
            failure = error
        for _, stored in taken:
            if stored.done():
                continue
            if failure:
                stored.set_exception(failure)
            else:
                stored.set_result(None)

    def _write(self, requests: list[Export]) -> None:
        now_ns = self._now_ns()
        if requests:
            self._store.write(rows_of(requests), now_ns)
        self._store.prune(now_ns)
