"""What operators watch: the deliveries that nobody will make unless somebody sends them again, by organisme."""

import asyncio
import logging
from collections.abc import Mapping
from typing import NoReturn

from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry
from chassis.db import TRANSIENT, Database, read_session
from services.situation.store import ledger

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 30.0


class Watch:
    """Counts the dead deliveries every half minute, so that a gauge tells them and an alert may follow."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dead: Mapping[str, int] = {}
        telemetry.meter().create_observable_gauge("situation_deliveries_dead", [self._observe], unit="{delivery}")

    async def run(self) -> NoReturn:
        """Looks until cancelled. A database that is away is waited for, and the last count told meanwhile."""
        while True:
            try:
                await self.look()
            except TRANSIENT as away:
                _log.warning("deliveries not counted", extra={"reason": type(away).__name__})
            await asyncio.sleep(_PERIOD_SECONDS)

    async def look(self) -> Mapping[str, int]:
        """Organisme → dead deliveries. One that had some and has none is told with 0, so that its alert ends."""
        async with read_session(self._database) as session:
            counted = await ledger.dead_by_organisme(session)
        self._dead = dict.fromkeys(self._dead, 0) | counted
        return self._dead

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(count, {"organisme": organisme}) for organisme, count in self._dead.items()]
