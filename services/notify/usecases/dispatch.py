"""Sends what is due: claimed and SENDING before the call, the call outside any transaction, what it came to written afterwards.

A process that dies in between leaves SENDING behind it: once the lease has run out, the carriers are asked before anything is sent again
(docs/decisions/0016-sent-at-most-once.md).
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

from chassis import telemetry
from chassis.db import TRANSIENT, unit_of_work
from chassis.errors import Problem
from services.notify.domain.sending.budget import Standing, after_attempt, after_question
from services.notify.domain.sending.channels import Carried, Channel, Fate
from services.notify.domain.sending.delivery import NO_POSTAL_ADDRESS, Delivery, Parcel
from services.notify.domain.sending.words import CODE_SUBJECT, SUBJECT
from services.notify.store import deliveries
from services.notify.usecases import letters
from services.notify.usecases.claim import LEASE, Departure, claim
from services.notify.usecases.outcome import Outcomes
from services.notify.usecases.plan import plan
from services.notify.usecases.sending import Sending

_log = logging.getLogger(__name__)
# So many calls to carriers at once; as many as are free are claimed together, and leave at once.
_SLOTS = 64
_SETTLE_SECONDS = 0.02
_POLL_SECONDS = 1.0
_AWAY_SECONDS = 2.0
_DRAIN_SECONDS = 5.0
_ASK, _ASK_EVERY = 20, 50
# Whatever a carrier does: well within the lease, after which another process may ask about it, and send it.
_PATIENCE_SECONDS = 120.0


class Dispatcher:
    """Plans, sends and asks, for as long as the process runs; several processes may, side by side. `bell`: something is to leave.

    `patience`: how long one hand-over may last, in seconds; it counts as UNSURE then.
    """

    def __init__(
        self, sending: Sending, outcomes: Outcomes, bell: asyncio.Event, patience: float = _PATIENCE_SECONDS
    ) -> None:
        self._sending, self._outcomes, self._bell, self._patience = sending, outcomes, bell, patience
        self._under_way: set[asyncio.Task[None]] = set()
        self._results: list[tuple[Delivery, Standing]] = []
        self._enough = asyncio.Event()
        self._turns = 0
        self._failure: BaseException | None = None

    async def run(self) -> NoReturn:
        """Until cancelled; what is under way then is still waited for. A database that is away is waited for; what carriers answered meanwhile is kept."""
        try:
            while True:
                try:
                    busy = await self._turn()
                except TRANSIENT as away:
                    _log.warning("deliveries wait", extra={"reason": type(away).__name__})
                    await asyncio.sleep(_AWAY_SECONDS)
                    continue
                await self._rest(busy)
        finally:
            await self._drain()

    async def once(self) -> int:
        """Everything that is due now, planned, sent and written; how many departures and answers to questions there were."""
        done = 0
        while (sent := await self._turn()) or self._under_way or self._results:
            done += sent
            if self._under_way:
                await self._enough.wait()
        return done

    async def _turn(self) -> int:
        """Writes what came back, plans, sends as many as there is room for. Raises what nobody foresaw in a sending: the process ends with it."""
        if self._failure:
            raise self._failure
        self._enough.clear()
        await self._write()
        busy = await plan(self._sending)
        free = _SLOTS - len(self._under_way)
        departures = await claim(self._sending, free) if free > 0 else []
        for departure in departures:
            task = asyncio.create_task(self._send(departure))
            self._under_way.add(task)
            task.add_done_callback(self._returned)
        self._turns += 1
        # Under load, what was left unfinished is not forgotten either.
        if not departures or self._turns % _ASK_EVERY == 0:
            busy += await self._ask()
        return busy + len(departures)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            self._failure = task.exception() or self._failure
        # Few transactions for many messages: one writes, and claims, for as many as came back together.
        if not self._under_way or len(self._results) >= _SLOTS // 2:
            self._enough.set()

    async def _rest(self, busy: int) -> None:
        if self._results or (busy and not self._under_way):
            return
        waited, seconds = (self._enough, _SETTLE_SECONDS) if self._under_way else (self._bell, _POLL_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds if busy else _POLL_SECONDS):
                await waited.wait()
        self._bell.clear()

    async def _drain(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_DRAIN_SECONDS)
        with suppress(*TRANSIENT):
            await self._write()

    async def _send(self, departure: Departure) -> None:
        lead = departure.lead
        with telemetry.span(f"deliver {lead.channel.lower()}", parent=lead.traceparent):
            lead, carried = await self._carry_in_time(departure)
        if carried.fate is not Fate.TAKEN:
            _log.warning("delivery not taken", extra={"channel": lead.channel, "reason": carried.reason})
        standing = after_attempt(carried, lead.attempts, self._sending.notify.now())
        self._results.append((replace(lead, provider=carried.provider, reference=carried.reference), standing))

    async def _carry_in_time(self, departure: Departure) -> tuple[Delivery, Carried]:
        try:
            async with asyncio.timeout(self._patience):
                return await self._carry(departure)
        except TimeoutError:
            return departure.lead, Carried(Fate.UNSURE, reason="TOO_LONG")

    async def _carry(self, departure: Departure) -> tuple[Delivery, Carried]:
        lead = departure.lead
        subject = SUBJECT if lead.message_id else CODE_SUBJECT
        parcel = Parcel(lead.key, lead.channel, lead.secret.address, departure.text, subject=subject)
        if lead.channel is Channel.LETTER:
            try:
                lead, pdf = await letters.prepare(self._sending, lead)
            except letters.NobodyThere:
                return lead, Carried(Fate.REFUSED, reason=NO_POSTAL_ADDRESS)
            except Problem as away:
                return lead, Carried(Fate.NOT_TAKEN, reason=away.reason)
            except TRANSIENT as away:
                return lead, Carried(Fate.NOT_TAKEN, reason=type(away).__name__)
            parcel = replace(parcel, lines=lead.secret.lines, pdf=pdf)
        return lead, await self._sending.carriers[lead.channel].carry(parcel)

    async def _write(self) -> None:
        results, self._results = self._results, []
        if not results:
            return
        try:
            await self._outcomes.attempted(results)
        except TRANSIENT:
            self._results = results + self._results
            raise

    async def _ask(self) -> int:
        """About what somebody began and did not finish."""
        now = self._sending.notify.now()
        async with unit_of_work(self._sending.database) as session:
            left = await deliveries.unfinished(session, self._sending.notify.vault, now, now + LEASE, _ASK)
        if left:
            await self._outcomes.attempted(await self._answers(left))
        return len(left)

    async def _answers(self, left: Sequence[Delivery]) -> list[tuple[Delivery, Standing]]:
        answers = []
        for one in left:
            heard = await self._sending.carriers[one.channel].find(one.key)
            _log.warning("delivery left unfinished", extra={"channel": one.channel, "heard": heard or "NO_ANSWER"})
            answers.append((one, after_question(heard, one.channel, one.attempts, self._sending.notify.now())))
        return answers
