"""What identity does by itself: certifications and rotations that wait for an organisme, and the daily purge."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chassis.db import TRANSIENT
from services.identity.usecases.nir import certify_due
from services.identity.usecases.parts import Parts
from services.identity.usecases.purge import purge
from services.identity.usecases.rotation import tell_due

_log = logging.getLogger(__name__)
_IDLE_SECONDS = 2.0
_DAY_SECONDS = 86_400.0


async def certify_for_ever(parts: Parts) -> None:
    """Asks organismes again as their turn comes."""
    await _for_ever("certification", lambda: certify_due(parts))


async def rotate_for_ever(parts: Parts) -> None:
    """Tells organismes new pseudonyms as their turn comes."""
    await _for_ever("rotation", lambda: tell_due(parts))


async def purge_for_ever(parts: Parts) -> None:
    """Purges at start, then each day."""
    while True:
        try:
            await purge(parts)
        except TRANSIENT as away:
            _log.warning("task waits", extra={"task": "purge", "reason": type(away).__name__})
            await asyncio.sleep(_IDLE_SECONDS)
        else:
            await asyncio.sleep(_DAY_SECONDS)


async def _for_ever(task: str, turn: Callable[[], Awaitable[int]]) -> None:
    while True:
        done = 0
        try:
            done = await turn()
        except TRANSIENT as away:
            _log.warning("task waits", extra={"task": task, "reason": type(away).__name__})
        if not done:
            await asyncio.sleep(_IDLE_SECONDS)
