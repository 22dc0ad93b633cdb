"""Keeps what organismes said, after the person got their answer, and tells what changed since the last time.

Answers wait in a queue of bounded length: when it is full, whoever brings another one waits for its place. Those that wait are written, by
several in one transaction; when the process ends, what is left is written first.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chassis import outbox, telemetry
from chassis.bus import Event
from chassis.db import TRANSIENT, Database, unit_of_work
from services.rights.domain.catalogue import Catalogue
from services.rights.domain.changes import changed_benefits
from services.rights.domain.freshness import keeping_rule
from services.rights.domain.questions import KEPT, Question
from services.rights.domain.retention import expires_at, is_still_keepable
from services.rights.partners import reading
from services.rights.store.last_known import Known, LastKnownStore
from services.rights.usecases.parts import Announcer, Clock, day_of

_log = logging.getLogger(__name__)
_BATCH = 50
_PLACES = 1000
_RETRY_SECONDS = 0.5
_LAST_WRITE_SECONDS = 5.0

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Bundle:
    known: tuple[Known, ...]
    traceparent: str


@dataclass
class Keeper:
    """One per process; `run` is its background task."""

    database: Database
    store: LastKnownStore
    announcer: Announcer
    catalogue: Catalogue
    clock: Clock
    _queue: asyncio.Queue[_Bundle] = field(default_factory=lambda: asyncio.Queue(_PLACES))
    _held: list[_Bundle] = field(default_factory=list)

    async def put(self, known: Iterable[Known]) -> None:
        """Takes answers to be kept; those to questions that are not kept are let go."""
        worth = tuple(each for each in known if each.said.question in KEPT)
        if worth:
            await self._queue.put(_Bundle(worth, telemetry.current_traceparent()))

    async def run(self) -> None:
        """Writes until cancelled, then what is left. A database that is away is waited for."""
        try:
            while True:
                self._held += [await self._queue.get(), *self._waiting(_BATCH)]
                await self._write_held()
        finally:
            self._held += self._waiting(_PLACES)
            async with asyncio.timeout(_LAST_WRITE_SECONDS):
                await self._write(self._held)

    def _waiting(self, limit: int) -> list[_Bundle]:
        return [self._queue.get_nowait() for _ in range(min(limit, self._queue.qsize()))]

    async def _write_held(self) -> None:
        while self._held:
            try:
                await self._write(self._held)
                self._held = []
            except TRANSIENT as away:
                _log.warning("answers wait to be kept", extra={"reason": type(away).__name__})
                await asyncio.sleep(_RETRY_SECONDS)

    async def _write(self, bundles: list[_Bundle]) -> None:
        if not bundles:
            return
        traces = [bundle.traceparent for bundle in bundles if bundle.traceparent]
        newest: dict[Key, Known] = {}
        for known in (each for bundle in bundles for each in bundle.known):
            if known.key not in newest or newest[known.key].said.fetched_time < known.said.fetched_time:
                newest[known.key] = known
        first, *others = traces or [""]
        with telemetry.span("keep answers", parent=first, links=others):
            await self._keep(newest)

    async def _keep(self, newest: Mapping[Key, Known]) -> None:
        now = self.clock()
        rule = keeping_rule(self.catalogue.retention, day_of(now))
        if rule is None:
            return
        async with unit_of_work(self.database) as session:
            before = await self.store.lock(session, newest)
            usable = {k: v for k, v in before.items() if is_still_keepable(v.said.fetched_time, now, rule)}
            await self.store.put(
                session, [(each, expires_at(each.said.fetched_time, rule)) for each in newest.values()]
            )
            await outbox.add(session, *self._changes(usable, newest))

    def _changes(self, before: Mapping[Key, Known], newest: Mapping[Key, Known]) -> list[Event]:
        return [
            self.announcer.right_observed(known.person_id, known.organisme, benefit)
            for key, known in newest.items()
            if known.said.question is Question.RIGHTS and key in before
            if before[key].said.fetched_time < known.said.fetched_time
            for benefit in _changed(before[key], known)
        ]


def _changed(before: Known, after: Known) -> tuple[str, ...]:
    return changed_benefits(reading.rights(before.organisme, before.said), reading.rights(after.organisme, after.said))
