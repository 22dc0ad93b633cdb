"""Everything that a request may use, put together once by `main.py` (or by a test)."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chassis.crypto import Vault
from chassis.db import TRANSIENT, Database
from services.bff.clients import Suite
from services.bff.events import Receipts
from services.bff.health import Health
from services.bff.limits import Limits
from services.bff.readers import Readers
from services.bff.session import Clock, Lives, Sessions
from services.bff.settings import Settings

_log = logging.getLogger(__name__)
_PURGE_SECONDS = 300.0


def now() -> datetime:
    """The clock of the process."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Edge:
    """The parts of the edge."""

    settings: Settings
    sessions: Sessions
    suite: Suite
    receipts: Receipts
    readers: Readers
    limits: Limits
    health: Health
    clock: Clock


def sessions_of(settings: Settings, database: Database, vault: Vault, clock: Clock = now) -> Sessions:
    """Sessions that live as long as the settings say."""
    lives = Lives(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))
    return Sessions(database, vault, lives, clock)


async def purge_sessions(sessions: Sessions) -> None:
    """Removes sessions that are over, for as long as the process lives."""
    while True:
        try:
            await sessions.purge()
        except TRANSIENT as away:
            _log.warning("sessions are not purged", extra={"reason": type(away).__name__})
        await asyncio.sleep(_PURGE_SECONDS)
