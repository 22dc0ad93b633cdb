"""The edge as a process: `python -m services.bff.main`."""

import uvloop

from chassis.server import Service
from services.bff.clients import Suite
from services.bff.edge import Edge, now, purge_sessions, sessions_of
from services.bff.events import Receipts
from services.bff.health import Health
from services.bff.limits import Limits
from services.bff.pages.portal import Portal
from services.bff.readers import Readers
from services.bff.serving import Server
from services.bff.settings import Settings


async def main() -> None:
    """Wires the edge, and serves until asked to stop."""
    settings = Settings()
    async with Service(settings) as service:
        database, receipts = service.database(), Receipts(await service.bus())
        suite = Suite(settings, service.minter)
        service.closing(suite.close)
        sessions = sessions_of(settings, database, service.vault())
        health = Health(database, suite, receipts)
        edge = Edge(settings, sessions, suite, receipts, Readers(), Limits(settings), health, now)
        await Server(edge, Portal()).serve_beside(receipts.run(), purge_sessions(sessions))


if __name__ == "__main__":
    uvloop.run(main())
