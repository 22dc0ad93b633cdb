"""What operators watch: how many persons wait to be looked at, and for how long."""

import asyncio
import logging
from typing import NoReturn

from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry
from chassis.db import TRANSIENT, Database, read_session
from services.notify.store import watched
from services.notify.usecases.context import Notify

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 30.0


class Gauges:
    """Counts every half minute."""

    def __init__(self, database: Database, notify: Notify) -> None:
        self._database, self._notify = database, notify
        self._waiting, self._age = 0, 0.0
        meter = telemetry.meter()
        meter.create_observable_gauge("notify_sweep_waiting", [self._observe_waiting], unit="{person}")
        meter.create_observable_gauge("notify_sweep_lag_seconds", [self._observe_age], unit="s")

    async def run(self) -> NoReturn:
        """Looks until cancelled. A database that is away is waited for, and the last count told meanwhile."""
        while True:
            try:
                await self.look()
            except TRANSIENT as away:
                _log.warning("sweep not counted", extra={"reason": type(away).__name__})
            await asyncio.sleep(_PERIOD_SECONDS)

    async def look(self) -> tuple[int, float]:
        """How many persons wait, and for how many seconds the first has."""
        async with read_session(self._database) as session:
            self._waiting, self._age = await watched.backlog(session, self._notify.now())
        return self._waiting, self._age

    def _observe_waiting(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(self._waiting)]

    def _observe_age(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(self._age)]
