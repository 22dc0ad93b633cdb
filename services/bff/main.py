"""The edge as a process: `python -m services.bff.main`."""

import asyncio
import socket

import uvicorn
import uvloop

from chassis.server import Service
from services.bff.app import create_app
from services.bff.clients import Suite
from services.bff.edge import Edge, now, purge_sessions, sessions_of
from services.bff.events import Receipts
from services.bff.health import Health
from services.bff.limits import Limits
from services.bff.settings import Settings


class Server(uvicorn.Server):
    """Drains before it closes: whoever waits for events is told to come back, to somebody else."""

    def __init__(self, edge: Edge, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._edge = edge

    def leave(self, _: object) -> None:
        """A background task ended: whoever supervises the process starts it anew."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, then waits for the requests under way."""
        self._edge.health.draining = True
        self._edge.receipts.close()
        await super().shutdown(sockets)


async def main() -> None:
    """Wires the edge, and serves until asked to stop."""
    settings = Settings()
    async with Service(settings) as service:
        database, suite, receipts = service.database(), Suite(settings, service.minter), Receipts(await service.bus())
        service.closing(suite.close)
        sessions, health = sessions_of(settings, database, service.vault()), Health(database, suite, receipts)
        edge = Edge(settings, sessions, suite, receipts, Limits(settings), health, now)
        host, _, port = settings.listen.rpartition(":")
        server = Server(edge, uvicorn.Config(
            create_app(edge), host, int(port), loop="none", http="httptools", lifespan="off", log_config=None, access_log=False,
            server_header=False, proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=round(settings.drain_seconds),
        ))  # fmt: skip
        background = [asyncio.create_task(receipts.run()), asyncio.create_task(purge_sessions(sessions))]
        for task in background:
            task.add_done_callback(server.leave)
        await server.serve()
        for task in background:
            task.cancel()
        for failure in await asyncio.gather(*background, return_exceptions=True):
            if isinstance(failure, Exception):
                raise failure


if __name__ == "__main__":
    uvloop.run(main())
