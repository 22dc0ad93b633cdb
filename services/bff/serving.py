"""The HTTP server of the edge."""

import asyncio
import logging
import socket
from collections.abc import Awaitable

import uvicorn

from services.bff.app import Pages, create_app
from services.bff.edge import Edge
from services.bff.protocol import protocol_of

_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Drains before it closes: whoever waits for events is told to come back, to somebody else."""

    def __init__(self, edge: Edge, pages: Pages | None = None) -> None:
        settings = edge.settings
        host, _, port = settings.listen.rpartition(":")
        super().__init__(
            uvicorn.Config(
                create_app(edge, pages), host=host, port=int(port), loop="none", http=protocol_of(settings), lifespan="off",
                log_config=None, log_level="warning", access_log=False, server_header=False, proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=settings.trusted_proxies, timeout_graceful_shutdown=round(settings.drain_seconds),
            )
        )  # fmt: skip
        self._edge = edge

    async def serve_beside(self, *background: Awaitable[None]) -> None:
        """Serves until asked to stop, or until a background task ends: whoever supervises the process starts it anew."""
        tasks = [asyncio.ensure_future(one) for one in background]
        for task in tasks:
            task.add_done_callback(self._leave)
        await self.serve()
        for task in tasks:
            task.cancel()
        for failure in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(failure, Exception):
                raise failure

    def _leave(self, _: object) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens."""
        await super().startup(sockets)
        _log.info("serving", extra={"port": self.servers[0].sockets[0].getsockname()[1]})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, then waits for the requests under way."""
        self._edge.health.draining = True
        self._edge.receipts.close()
        self._edge.readers.close()
        await super().shutdown(sockets)
