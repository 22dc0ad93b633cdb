"""What operators watch: the documents that wait for the checks, for an agent, or for an organisme that does not answer."""

import asyncio
import logging
from collections.abc import Mapping
from typing import NoReturn

from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry
from chassis.db import TRANSIENT, Database, read_session
from services.documents.domain.deposits import State
from services.documents.store import work

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 30.0
_WATCHED = (State.CHECKING, State.IN_REVIEW, State.UNDELIVERED)


class Watch:
    """Counts them every half minute, so that a gauge tells them and an alert may follow."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: Mapping[str, int] = {}
        telemetry.meter().create_observable_gauge("documents_waiting", [self._observe], unit="{document}")

    async def run(self) -> NoReturn:
        """Looks until cancelled. A database that is away is waited for, and the last count told meanwhile."""
        while True:
            try:
                await self.look()
            except TRANSIENT as away:
                _log.warning("documents not counted", extra={"reason": type(away).__name__})
            await asyncio.sleep(_PERIOD_SECONDS)

    async def look(self) -> Mapping[str, int]:
        """State → documents. One that had some and has none is told with 0, so that its alert ends."""
        async with read_session(self._database) as session:
            counted = await work.waiting(session, _WATCHED)
        self._waiting = dict.fromkeys(_WATCHED, 0) | counted
        return self._waiting

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(count, {"state": str(state)}) for state, count in self._waiting.items()]
