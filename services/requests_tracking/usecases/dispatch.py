"""Tell organismes what must be told: to each one errand at a time, the call outside any transaction, the same key at each attempt.

An organisme that hangs holds back its own errands, and nobody else's.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox, telemetry
from chassis.db import TRANSIENT, Database, unit_of_work
from chassis.errors import AlreadyExists, InvalidInput, NotFound, Problem, Refused
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.exchange import Submission, Told, Withdrawal
from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState, StepKind
from services.requests_tracking.store import claims, directory, errands
from services.requests_tracking.store.errands import Errand, Verb
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.directory import refresh
from services.requests_tracking.usecases.drafts import expiry
from services.requests_tracking.usecases.record import Line, record, say
from services.requests_tracking.usecases.silence import look_if_due

_log = logging.getLogger(__name__)
_LEASE = timedelta(seconds=60)
_LONGEST = timedelta(minutes=10)
_POLL_SECONDS = 1.0
_AWAY_SECONDS = 2.0
# What an organisme says for good: the same call would be refused again.
_FOR_GOOD = (InvalidInput, Refused, AlreadyExists)
_GIVEN_BACK = "L'organisme n'a pas pu prendre cette demande. Corrigez-la et renvoyez-la."
_NOT_TAKEN = "Ce régime n'a pas pu prendre la demande. Adressez-vous à lui."
_NOT_WITHDRAWN = "L'organisme n'a pas pris en compte le retrait."
_NEVER_TAKEN = "L'organisme n'avait pas pris cette demande : il n'y a rien à lui retirer."


@dataclass(frozen=True, slots=True)
class _Job:
    errand: Errand
    call: Submission | Withdrawal | None


class Dispatcher:
    """Does the errands, oldest first, for as long as the process runs; several processes may, side by side."""

    def __init__(self, database: Database, tracking: Tracking, bell: asyncio.Event) -> None:
        self._database, self._tracking, self._bell = database, tracking, bell
        self._busy: set[str] = set()

    async def run(self) -> NoReturn:
        """Until cancelled. A database that is away is waited for."""
        async with asyncio.TaskGroup() as under_way:
            while True:
                try:
                    errand = await self._take()
                except TRANSIENT as away:
                    _log.warning("errands wait", extra={"reason": type(away).__name__})
                    await asyncio.sleep(_AWAY_SECONDS)
                    continue
                if errand:
                    under_way.create_task(self._carry(errand))
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._bell.wait()
                self._bell.clear()

    async def once(self) -> bool:
        """One errand; whether there was one."""
        errand = await self._take()
        if errand:
            await self._carry(errand)
        return errand is not None

    async def _take(self) -> Errand | None:
        async with unit_of_work(self._database) as session:
            errand = await errands.take(session, self._tracking.now(), _LEASE, but=self._busy)
        if errand:
            self._busy.add(errand.organisme)
        return errand

    async def _carry(self, errand: Errand) -> None:
        try:
            with telemetry.span(f"errand {errand.verb.lower()}", parent=errand.traceparent):
                async with unit_of_work(self._database) as session:
                    job = await _job(session, self._tracking, errand)
                await self._do(job)
        except TRANSIENT as away:
            # Its lease brings it back.
            _log.warning("errand waits", extra={"reason": type(away).__name__})
        finally:
            self._busy.discard(errand.organisme)
            self._bell.set()

    async def _do(self, job: _Job) -> None:
        try:
            told = await self._call(job)
        except _FOR_GOOD as refused:
            await self._conclude(job.errand, refused)
        except Problem as later:
            if isinstance(later, NotFound):
                # The name by which the organisme knew the person may have changed.
                await self._refresh(job.errand)
            await self._put_off(job.errand, later)
        else:
            await self._conclude(job.errand, told)

    async def _call(self, job: _Job) -> Told | None:
        if isinstance(job.call, Submission):
            return await self._tracking.gateways.submit(job.call)
        if isinstance(job.call, Withdrawal):
            return await self._tracking.gateways.withdraw(job.call)
        # No name to call the person by, or no reference yet: the next attempt may have them.
        await self._refresh(job.errand)
        raise NotReady

    async def _refresh(self, errand: Errand) -> None:
        try:
            await refresh(self._database, self._tracking, errand.person_id)
        except Problem as away:
            _log.warning("directory not read", extra={"reason": away.reason})

    async def _put_off(self, errand: Errand, why: Problem) -> None:
        _log.warning("errand put off", extra={"organisme": errand.organisme, "reason": why.reason})
        now = self._tracking.now()
        async with unit_of_work(self._database) as session:
            await errands.put_off(
                session, errand, now + min(_LONGEST, timedelta(seconds=2 ** min(errand.attempts, 10)))
            )

    async def _conclude(self, errand: Errand, outcome: "Told | Problem | None") -> None:
        async with unit_of_work(self._database) as session:
            claim = await claims.by_id(session, errand.claim_id, lock=True)
            if not await errands.done(session, errand) or claim is None:
                return
            if isinstance(outcome, Told):
                await _taken(session, self._tracking, claim, outcome)
            elif isinstance(outcome, Problem):
                await _refused(session, self._tracking, claim, errand.verb, outcome)


class NotReady(Problem):
    """What the call needs is not known yet."""

    reason = "NOT_READY"


async def _job(session: AsyncSession, tracking: Tracking, errand: Errand) -> _Job:
    claim = await claims.by_id(session, errand.claim_id)
    found = await directory.find(session, errand.person_id)
    pseudonym = found.pseudonyms.get(errand.organisme) if found else None
    if claim is None or not pseudonym or errand.organisme not in tracking.gateways:
        return _Job(errand, None)
    if errand.verb is Verb.WITHDRAW:
        ready = bool(claim.reference)
        taking = Withdrawal(errand.errand_id, errand.organisme, pseudonym, claim.reference)
        return _Job(errand, taking if ready else None)
    submission = await _submission(session, tracking, errand, claim, pseudonym)
    if submission and errand.attempts == 1:
        # Written before the data leave, whatever becomes of the call.
        await outbox.add(session, tracking.events.sent(claim, tracking.now()))
    return _Job(errand, submission)


async def _submission(
    session: AsyncSession, tracking: Tracking, errand: Errand, claim: Claim, pseudonym: str
) -> Submission | None:
    contested = await claims.by_id(session, claim.parent_claim_id) if claim.kind is ClaimKind.APPEAL else None
    if claim.submitted is None or (contested and not contested.reference):
        return None
    answers = (await claims.answers_of(session, tracking.vault, [claim.claim_id])).get(claim.claim_id, {})
    return Submission(
        request_id=errand.errand_id,
        organisme=claim.organisme,
        pseudonym=pseudonym,
        benefit=claim.benefit,
        answers=answers,
        submitted=claim.submitted,
        appeals=contested.reference if contested else "",
        effect=claim.effect,
    )


async def _taken(session: AsyncSession, tracking: Tracking, claim: Claim, told: Told) -> None:
    known = replace(claim, reference=told.reference or claim.reference)
    await claims.update(session, known)
    # The organisme has them now: they are kept no longer.
    await claims.keep_answers(session, tracking.vault, claim.claim_id, None)
    await look_if_due(session, tracking, await record(session, tracking, known, told.steps))


async def _refused(session: AsyncSession, tracking: Tracking, claim: Claim, verb: Verb, why: Problem) -> None:
    _log.warning("errand refused", extra={"organisme": claim.organisme, "reason": why.reason})
    if verb is Verb.WITHDRAW:
        await say(session, tracking, claim, Line(StepKind.NOTE, _NOT_WITHDRAWN))
    elif claim.state is ClaimState.WITHDRAWN:
        # Nothing is left to take back, and nothing to correct: what the person wrote goes, and the withdrawal stands.
        await errands.drop(session, claim.claim_id)
        await claims.keep_answers(session, tracking.vault, claim.claim_id, None)
        await say(session, tracking, claim, Line(StepKind.NOTE, _NEVER_TAKEN))
    elif claim.kind is ClaimKind.REGIME_PART:
        await say(session, tracking, claim, Line(StepKind.STATE, _NOT_TAKEN, ClaimState.CLOSED))
    else:
        draft = replace(claim, submitted=None, expires=expiry(tracking, tracking.now()), reminded=False)
        await say(session, tracking, draft, Line(StepKind.STATE, _GIVEN_BACK, ClaimState.DRAFT))
