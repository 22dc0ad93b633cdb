"""Ask the organismes about a person's claims: when the person looks, within what they wait for, and once a day."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NoReturn

from chassis.db import TRANSIENT, Database, read_session, unit_of_work
from chassis.errors import Problem
from services.requests_tracking.domain.benefits import File
from services.requests_tracking.store import claims, polls
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.directory import known
from services.requests_tracking.usecases.news import writing

_log = logging.getLogger(__name__)
_DAY_SECONDS, _AWAY_SECONDS = 86_400.0, 5.0
_SLICE = 200


@dataclass(frozen=True)
class Poller:
    """Asks; what does not answer in time goes on in the background, and is there the next time."""

    database: Database
    tracking: Tracking
    budget: float
    fresh: timedelta
    _asking: set["asyncio.Task[None]"] = field(default_factory=set)

    async def look(self, person_id: str) -> None:
        """Ask about a person who waits, for as long as they may wait."""
        tasks = [
            asyncio.create_task(self._ask(person_id, *asked)) for asked in await self._to_ask(person_id, self.fresh)
        ]
        for task in tasks:
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        if tasks and self.budget:
            await asyncio.wait(tasks, timeout=self.budget)

    async def daily(self) -> NoReturn:
        """Asks about everybody whose claims may have moved, at start, then each day. A database that is away is waited for."""
        while True:
            try:
                count = await self.everybody()
            except TRANSIENT as away:
                _log.warning("polling waits", extra={"reason": type(away).__name__})
                await asyncio.sleep(_AWAY_SECONDS)
            else:
                _log.info("claims polled", extra={"count": count})
                await asyncio.sleep(_DAY_SECONDS)

    async def everybody(self) -> int:
        """One turn; how many persons."""
        count, last = 0, ""
        while True:
            async with read_session(self.database) as session:
                people = await claims.people_with_open_claims(session, last, _SLICE)
            for person_id in people:
                for asked in await self._to_ask(person_id, timedelta(hours=12)):
                    await self._ask(person_id, *asked)
            count += len(people)
            if len(people) < _SLICE:
                return count
            last = people[-1]

    async def close(self) -> None:
        """Lets go of what is still being asked."""
        for task in list(self._asking):
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    async def _to_ask(self, person_id: str, fresh: timedelta) -> list[tuple[str, str]]:
        try:
            found = await known(self.database, self.tracking, person_id)
        except Problem as away:
            _log.warning("directory not read", extra={"reason": away.reason})
            return []
        if found is None:
            return []
        async with read_session(self.database) as session:
            done = await polls.polled_since(session, person_id, self.tracking.now() - fresh)
        names = sorted({file.organisme for file in found.files if self._is_asked(file)} - done)
        return [(name, found.pseudonyms[name]) for name in names if name in found.pseudonyms]

    def _is_asked(self, file: File) -> bool:
        return file.holds(self.tracking.today()) and file.organisme in self.tracking.gateways

    async def _ask(self, person_id: str, organisme: str, pseudonym: str) -> None:
        try:
            listed = await self.tracking.gateways.claims(organisme, pseudonym)
            async with unit_of_work(self.database) as session:
                await writing(self.tracking, person_id, organisme, listed)(session)
        except (Problem, *TRANSIENT) as away:
            # What is known is shown; the events, or the next look, bring the rest.
            _log.warning("organisme not polled", extra={"organisme": organisme, "reason": type(away).__name__})
