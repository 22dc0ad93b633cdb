"""Writing what a NIR has led to: the state, the review or the attachments, and what is announced of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chassis.db import new_id
from services.identity.domain import explanations
from services.identity.domain.certification import Certification, Outcome, ReviewReason, State, in_review
from services.identity.domain.reviews import Review, ReviewVerdict
from services.identity.store import attachments, certifications, pseudonyms, reviews
from services.identity.usecases.inquiry import Findings
from services.identity.usecases.parts import Parts


async def conclude(
    parts: Parts, session: AsyncSession, person_id: str, current: Certification, found: Findings
) -> Certification:
    """Writes the outcome of an inquiry; `current` is locked, and holds the NIR that was asked about."""
    outcome = await _checked_against_holders(parts, session, person_id, current, found.outcome)
    if outcome.state is State.CERTIFIED:
        await record_files(parts, session, person_id, found)
    outcome = replace(outcome, next_time=_next_time(parts, current, outcome, found))
    return await move(parts, session, person_id, current, outcome)


async def refresh(parts: Parts, session: AsyncSession, person_id: str, current: Certification, found: Findings) -> None:
    """Writes what the organismes say of a certified person; who did not answer is asked again."""
    await record_files(parts, session, person_id, found)
    attempts = 0 if found.complete else current.attempts + 1
    later = None if found.complete else parts.clock() + parts.rules.directory.retry_delay(current.attempts)
    await certifications.save(session, person_id, replace(current, attempts=attempts), later)


async def record_files(parts: Parts, session: AsyncSession, person_id: str, found: Findings) -> None:
    """The person's files and the names under which organismes know them now."""
    now = parts.clock()
    await attachments.replace(session, person_id, found.answers)
    await pseudonyms.told(session, parts.keyring, person_id, found.known_at, now)
    if found.reached:
        await certifications.mark_resolved(session, person_id, now)
        await parts.announcer.attachments_resolved(
            session, person_id, await attachments.organismes_of(session, person_id)
        )


async def move(
    parts: Parts, session: AsyncSession, person_id: str, current: Certification, outcome: Outcome
) -> Certification:
    """Takes the certification to a new state, opens the review where there is one, and announces it if it moved."""
    now = parts.clock()
    moved = outcome.state is not current.state
    review_id = await _open_review(parts, session, person_id, outcome.reason) if outcome.reason else None
    reached = replace(
        current, state=outcome.state, since=now if moved else current.since, explanation=outcome.explanation,
        organisme=outcome.organisme, review_id=review_id, attempts=0 if moved else current.attempts + 1,
    )  # fmt: skip
    await certifications.save(session, person_id, reached, outcome.next_time)
    if moved:
        await parts.announcer.certification_moved(session, person_id, outcome.state)
    return reached


async def close_review(parts: Parts, session: AsyncSession, current: Certification) -> None:
    """The person tells another NIR: there is nothing left to look at in the review of the former one."""
    if current.review_id is not None:
        verdict, explanation = ReviewVerdict.REFUSED, explanations.ANOTHER_DECLARED
        await reviews.close(session, current.review_id, verdict, explanation, parts.clock())


async def _checked_against_holders(
    parts: Parts, session: AsyncSession, person_id: str, current: Certification, outcome: Outcome
) -> Outcome:
    """A NIR is certified for one person: the second one goes to a human, unless a human has just said that it is theirs."""
    if outcome.state is not State.CERTIFIED or current.nir_digest is None:
        return outcome
    await certifications.lock_nir(session, current.nir_digest)
    holder = await certifications.holder(session, current.nir_digest, other_than=person_id)
    if holder is None:
        return outcome
    if not current.confirmed:
        return in_review(ReviewReason.ALREADY_HELD)
    await _displace(parts, session, holder)
    return outcome


async def _displace(parts: Parts, session: AsyncSession, person_id: str) -> None:
    """The NIR certified for this person is somebody else's: they are asked for theirs again."""
    current = await certifications.of_person(session, person_id, lock=True)
    if current is None:
        return
    await certifications.forget_nir(session, person_id)
    await attachments.forget_all(session, person_id)
    await parts.announcer.attachments_resolved(session, person_id, ())
    await move(parts, session, person_id, current, Outcome(State.NIR_MISSING, explanations.DISPLACED))


async def _open_review(parts: Parts, session: AsyncSession, person_id: str, reason: ReviewReason) -> str:
    review = Review(new_id(), person_id, reason, parts.clock())
    await reviews.open_review(session, parts.sealing, review)
    return review.review_id


def _next_time(parts: Parts, current: Certification, outcome: Outcome, found: Findings) -> datetime | None:
    """While somebody has not answered, they are asked again, less and less often."""
    waits = outcome.state is State.PENDING or (outcome.state is State.CERTIFIED and not found.complete)
    return parts.clock() + parts.rules.directory.retry_delay(current.attempts) if waits else None
