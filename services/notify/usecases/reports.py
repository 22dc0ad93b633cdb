"""What carriers tell of what they carried, read to the last and remembered: a bounce or a returned letter may come days later."""

import asyncio
import logging
from typing import NoReturn

from chassis.db import TRANSIENT, unit_of_work
from chassis.errors import Problem
from services.notify.domain.sending.budget import after_report
from services.notify.store import cursors
from services.notify.usecases.outcome import Outcomes
from services.notify.usecases.sending import Reports, Sending

_log = logging.getLogger(__name__)
_PERIOD_SECONDS = 2.0


class Reader:
    """Reads every carrier's reports, for as long as the process runs; several processes may, side by side."""

    def __init__(self, sending: Sending, outcomes: Outcomes) -> None:
        self._sending, self._outcomes = sending, outcomes

    async def run(self) -> NoReturn:
        """Until cancelled. A database or a carrier that is away is asked again."""
        while True:
            try:
                await self.once()
            except TRANSIENT as away:
                _log.warning("reports wait", extra={"reason": type(away).__name__})
            await asyncio.sleep(_PERIOD_SECONDS)

    async def once(self) -> int:
        """Everything that is told by now; how many reports."""
        read = 0
        for source in self._sending.reports:
            try:
                while (told := await self._page(source)) > 0:
                    read += told
            except Problem as away:
                _log.warning("reports not read", extra={"provider": source.name, "reason": away.reason})
        return read

    async def _page(self, source: Reports) -> int:
        async with unit_of_work(self._sending.database) as session:
            token = await cursors.find(session, source.name)
        told, following = await source.page(token)
        if not told:
            return 0
        async with unit_of_work(self._sending.database) as session:
            # Another process may have read the same page meanwhile: its reports are applied once.
            if not await cursors.move(session, source.name, token, following):
                return len(told)
            for key, heard in told:
                await self._outcomes.reported(session, key, after_report(heard))
        return len(told)
