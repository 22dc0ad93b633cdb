"""What every screen begins with: the person's organismes are asked at the same time, within what a person waits.

Whoever does not answer is replaced by what it last said, with its date, or is said to be silent. Nothing is shown before the journal has been
told of it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from chassis.clients import time_left
from chassis.db import TRANSIENT, Database
from services.rights.domain.catalogue import Catalogue
from services.rights.domain.directory import NOBODY, Directory
from services.rights.domain.freshness import Reply, keeping_rule, reply_to
from services.rights.domain.questions import KEPT, Attempt, Outcome, Question, Said
from services.rights.domain.rights import SourceState, SourceStatus
from services.rights.domain.vocabulary import Organisme
from services.rights.partners.gateways import Asking
from services.rights.store.last_known import Known, LastKnownStore
from services.rights.store.single import single_read
from services.rights.usecases.directory import DirectoryFinder
from services.rights.usecases.fan_out import FanOut
from services.rights.usecases.journal import Journal
from services.rights.usecases.keeper import Keeper
from services.rights.usecases.parts import Clock, Reader, day_of

_log = logging.getLogger(__name__)
# Kept out of the budget to tell the journal and to write the answer.
_CLOSING_SECONDS = 0.1
# Of a caller in a greater hurry than the budget, what the way back may take.
_RETURN_SECONDS = 0.15
# The same answer again within this time is not written again.
_REPEATED = timedelta(minutes=10)

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Harvest:
    """What may be shown of each organisme asked, at an instant. `is_complete`: everyone answered, and nobody is missing."""

    directory: Directory
    replies: Mapping[Organisme, Reply]
    now: datetime

    @property
    def is_complete(self) -> bool:
        """Whether everyone was known and answered now."""
        fresh = all(status.status is SourceState.FRESH for status in self.statuses.values())
        return self.directory.is_resolved and fresh

    @property
    def statuses(self) -> dict[Organisme, SourceStatus]:
        """How each organisme asked answered."""
        return {organisme: reply.status for organisme, reply in self.replies.items()}

    @property
    def sources(self) -> dict[Organisme, SourceStatus]:
        """The same, with those that hold no file: their silence is an answer, once all were asked for one."""
        absent = [o for o in Organisme if o not in self.replies] if self.directory.is_resolved else []
        return {o: SourceStatus(o, SourceState.NOT_ATTACHED) for o in absent} | self.statuses

    def lines(self, question: Question, read: Callable[[Organisme, Said], Iterable[Line]]) -> list[Line]:
        """Every line of the answers to a question, organisme by organisme."""
        answers = [(o, reply.said[question]) for o, reply in self.replies.items() if question in reply.said]
        return [line for organisme, said in answers for line in read(organisme, said)]


def nothing(now: datetime) -> Harvest:
    """What is known of a person whose organismes cannot be found now."""
    return Harvest(NOBODY, {}, now)


@dataclass(frozen=True)
class Collector:
    """Asks the organismes for a person. `budget` seconds: what a person waits at most."""

    database: Database
    finder: DirectoryFinder
    fan_out: FanOut
    store: LastKnownStore
    journal: Journal
    keeper: Keeper
    catalogue: Catalogue
    budget: float
    clock: Clock

    async def collect(self, reader: Reader, questions: tuple[Question, ...], *, papers: bool = False) -> Harvest:
        """The answers to these questions of who pays the person, or, for `papers`, of everyone with a file."""
        until = time.monotonic() + time_left(self.budget + _RETURN_SECONDS) - _RETURN_SECONDS - _CLOSING_SECONDS
        directory = await self.finder.find(reader.person_id)
        on = day_of(self.clock())
        organismes = directory.keepers(on) if papers else directory.payers(on)
        askings = [
            Asking(organisme, questions, directory.pseudonyms.get(organisme, ""), reader.purpose)
            for organisme in organismes
        ]
        attempts, kept = await asyncio.gather(
            self.fan_out.ask(askings, until, _Listener(self, reader)), self._kept(reader.person_id, questions)
        )
        await self._take(reader, attempts, kept)
        now = self.clock()
        rule = keeping_rule(self.catalogue.retention, day_of(now))
        replies = {a.organisme: reply_to(a, questions, kept.get(a.organisme, ()), rule, now) for a in attempts}
        return Harvest(directory, replies, now)

    async def renew(self, reader: Reader, organisme: Organisme) -> None:
        """Asks one organisme again what it pays, for a person who has looked at it before; it has just changed their file."""
        if organisme not in await self._kept(reader.person_id, (Question.RIGHTS,)):
            return
        directory = await self.finder.find(reader.person_id)
        if organisme in directory.payers(day_of(self.clock())):
            name = directory.pseudonyms.get(organisme, "")
            asking = Asking(organisme, (Question.RIGHTS,), name, reader.purpose)
            until = time.monotonic() + self.budget
            await self._take(reader, await self.fan_out.ask([asking], until, _Listener(self, reader)), {})

    async def _kept(self, person_id: str, questions: tuple[Question, ...]) -> dict[Organisme, list[Said]]:
        if not KEPT.intersection(questions):
            return {}
        async with single_read(self.database) as session:
            return await self.store.of_person(session, person_id, questions)

    async def _take(self, reader: Reader, attempts: list[Attempt], kept: Mapping[Organisme, list[Said]]) -> None:
        answered = [attempt for attempt in attempts if attempt.outcome is Outcome.ANSWERED]
        await self.journal.record(reader, answered)
        await self.keep(reader, answered, kept)
        if any(attempt.outcome is Outcome.NO_FILE for attempt in attempts):
            await self.finder.doubt(reader.person_id)

    async def keep(
        self, reader: Reader, answered: Iterable[Attempt], kept: Mapping[Organisme, list[Said]] | None = None
    ) -> None:
        """Hands over to be kept what was not said, word for word, a moment before."""
        await self.keeper.put(
            Known(reader.person_id, attempt.organisme, said)
            for attempt in answered
            for said in attempt.said.values()
            if not any(_is_repeated(said, before) for before in (kept or {}).get(attempt.organisme, ()))
        )


def _is_repeated(said: Said, before: Said) -> bool:
    same = said.question is before.question and said.encoded == before.encoded
    return same and said.fetched_time - before.fetched_time < _REPEATED


@dataclass(frozen=True, slots=True)
class _Listener:
    """Follows the fan-out of one view: answers are told to the journal while others are still waited for, or came too late for the person."""

    collector: Collector
    reader: Reader

    async def on_answered(self, answered: list[Attempt]) -> None:
        """These have answered, and somebody is still waited for: the journal is told meanwhile."""
        await self.collector.journal.record(self.reader, answered)

    async def on_late(self, attempt: Attempt) -> None:
        """This one answered after the person had been served: told to the journal and kept, for the next time."""
        try:
            await self.collector.journal.record(self.reader, [attempt])
        except TRANSIENT as away:
            # Not told, therefore not kept: nobody will have seen it.
            _log.warning("late answer let go", extra={"organisme": attempt.organisme, "reason": type(away).__name__})
            return
        await self.collector.keep(self.reader, [attempt])
