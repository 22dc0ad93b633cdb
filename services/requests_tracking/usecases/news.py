"""What organismes tell of claims, whoever made them and wherever: each step once, under the organisme's own reference."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chassis import outbox
from chassis.db import Database, read_session
from chassis.errors import Unavailable
from services.requests_tracking.domain.claims import Claim
from services.requests_tracking.domain.errors import UnknownOrganismeClaim
from services.requests_tracking.domain.exchange import Told
from services.requests_tracking.domain.steps import Step
from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState
from services.requests_tracking.store import claims, directory, errands, polls
from services.requests_tracking.usecases.context import Tracking
from services.requests_tracking.usecases.kin import adopt, placed
from services.requests_tracking.usecases.record import follow_parts, record
from services.requests_tracking.usecases.silence import look_if_due

_JOURNAL = timedelta(hours=1)
Write = Callable[[AsyncSession], Awaitable[None]]


async def hear(database: Database, tracking: Tracking, organisme: str, pseudonym: str, told: Told) -> Write:
    """What to write of a step that an organisme tells; of a claim that is not known here, the organisme is asked for the whole first.

    Raises UnknownOrganismeClaim when nobody here is meant by it, or somebody else than the claim's person; Unavailable when it is too early to
    know.
    """
    async with read_session(database) as session:
        person_id = await directory.person_of(session, organisme, pseudonym)
        # Looked at before the claim: what has arrived meanwhile is found under its reference.
        sending = person_id is not None and await errands.submitting(session, person_id, organisme)
        claim = await claims.by_reference(session, organisme, told.reference)
    if claim:
        if person_id and person_id != claim.person_id:
            raise UnknownOrganismeClaim
        return _append(tracking, organisme, told)
    if sending:
        raise Unavailable
    if person_id is None:
        raise UnknownOrganismeClaim
    return writing(tracking, person_id, organisme, await tracking.gateways.claims(organisme, pseudonym))


def writing(tracking: Tracking, person_id: str, organisme: str, listed: Sequence[Told]) -> Write:
    """What to write of an organisme's own list of a person's claims."""

    async def write(session: AsyncSession) -> None:
        now = tracking.now()
        await claims.one_list_at_a_time(session, person_id)
        if await polls.note_poll(session, person_id, organisme, now, now - _JOURNAL):
            await outbox.add(session, tracking.events.asked(person_id, organisme, now))
        for told in sorted(listed, key=lambda told: told.reference):
            await _take(session, tracking, person_id, organisme, told)
        # That an organisme has no part of a retirement is news of the whole, too.
        for whole_id in await claims.open_wholes(session, person_id):
            await follow_parts(session, tracking, whole_id, organisme)

    return write


def _append(tracking: Tracking, organisme: str, told: Told) -> Write:
    async def write(session: AsyncSession) -> None:
        claim = await claims.by_reference(session, organisme, told.reference, lock=True)
        if claim:
            await look_if_due(session, tracking, await record(session, tracking, claim, told.steps))

    return write


async def _take(session: AsyncSession, tracking: Tracking, person_id: str, organisme: str, told: Told) -> None:
    # Looked at before the claim: what has arrived meanwhile is found under its reference.
    sending = await errands.submitting(session, person_id, organisme)
    claim = await claims.by_reference(session, organisme, told.reference, lock=True)
    if claim is None:
        # One that is on its way may be this one: its own answer will say so.
        if sending or _is_past(tracking, told):
            return
        claim = _elsewhere(tracking, person_id, organisme, told)
        await claims.insert(session, claim)
    if claim.person_id == person_id:
        known = await placed(session, tracking, claim, told)
        await look_if_due(session, tracking, await record(session, tracking, known, told.steps))
        await adopt(session, tracking, known)


def _elsewhere(tracking: Tracking, person_id: str, organisme: str, told: Told) -> Claim:
    """A claim that was made by another way than the suite."""
    return Claim(
        claim_id=tracking.new_id(),
        person_id=person_id,
        kind=ClaimKind.BENEFIT,
        benefit=told.benefit,
        organisme=organisme,
        parent_claim_id="",
        state=ClaimState.SUBMITTED,
        changed=tracking.now(),
        submitted=told.submitted or _first(told.steps).time,
        reference=told.reference,
    )


def _is_past(tracking: Tracking, told: Told) -> bool:
    """Whether nothing was said of it for longer than claims are kept: it was erased here, or never will be."""
    return max((step.time for step in told.steps), default=datetime.min.replace(tzinfo=UTC)) < tracking.kept_since()


def _first(listed: Sequence[Step]) -> Step:
    return min(listed, key=lambda step: step.number)
