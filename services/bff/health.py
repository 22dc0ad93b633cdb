"""Whether this replica should get requests, and what it misses.

It is not ready before everything answered once. Afterwards only its own database is vital: without one service, the portal shows what the
others say, which is worth more than no portal.
"""

import asyncio

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from chassis.db import Database, read_session
from services.bff.clients import Suite
from services.bff.events import Receipts

_SECONDS = 1.5


class Health:
    """Asks every part that the edge needs."""

    def __init__(self, database: Database, suite: Suite, receipts: Receipts) -> None:
        self._database, self._suite, self._receipts = database, suite, receipts
        self._complete_once = False
        self.draining = False

    async def parts(self) -> dict[str, bool]:
        """Which parts answer now."""
        names = ["database", *(peer.name for peer in self._suite.peers)]
        answers = await asyncio.gather(self._stores(), *(peer.serves() for peer in self._suite.peers))
        return {**dict(zip(names, answers, strict=True)), "bus": self._receipts.connected}

    async def ready(self) -> tuple[bool, dict[str, bool]]:
        """Whether to send requests here, and the parts."""
        parts = await self.parts()
        self._complete_once = self._complete_once or all(parts.values())
        return parts["database"] and self._complete_once and not self.draining, parts

    async def _stores(self) -> bool:
        try:
            async with asyncio.timeout(_SECONDS), read_session(self._database) as session:
                await session.execute(sa.text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True
