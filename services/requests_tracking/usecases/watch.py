"""What operators watch: the errands that do not leave, by organisme."""

import asyncio
import logging
from collections.abc import Mapping
from typing import NoReturn

from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry
from chassis.db import TRANSIENT, Database, read_session
from services.requests_tracking.store import errands

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 30.0
# Tries are two seconds apart, then four, then eight…: so many take a quarter of an hour.
_STUCK_ATTEMPTS = 9


class Watch:
    """Counts them every half minute, so that a gauge tells them and an alert may follow."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stuck: Mapping[str, int] = {}
        telemetry.meter().create_observable_gauge("requests_tracking_errands_stuck", [self._observe], unit="{errand}")

    async def run(self) -> NoReturn:
        """Looks until cancelled. A database that is away is waited for, and the last count told meanwhile."""
        while True:
            try:
                await self.look()
            except TRANSIENT as away:
                _log.warning("errands not counted", extra={"reason": type(away).__name__})
            await asyncio.sleep(_PERIOD_SECONDS)

    async def look(self) -> Mapping[str, int]:
        """Organisme → errands tried for a quarter of an hour. One that had some and has none is told with 0, so that its alert ends."""
        async with read_session(self._database) as session:
            counted = await errands.tried(session, _STUCK_ATTEMPTS)
        self._stuck = dict.fromkeys(self._stuck, 0) | counted
        return self._stuck

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(count, {"organisme": organisme}) for organisme, count in self._stuck.items()]
