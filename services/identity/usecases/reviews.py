"""Reviews: a person asks for a human, an agent answers. No answer is a dead end."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.domain import reviews as rules
from services.identity.domain.certification import Certification, Outcome, ReviewReason, State, in_review
from services.identity.domain.errors import PersonNotFound, ReviewNotFound
from services.identity.domain.reviews import Review, ReviewVerdict
from services.identity.store import attachments, certifications, reviews
from services.identity.usecases import conclude
from services.identity.usecases.parts import Parts


async def request_review(parts: Parts, session: AsyncSession, person_id: str, message: str) -> Certification:
    """Opens a review, or adds the message to the one that is open. Raises PersonNotFound, IdentityAlreadyCertified, InvalidInput."""
    current = await certifications.of_person(session, person_id, lock=True)
    if current is None:
        raise PersonNotFound
    rules.check_request(current, message)
    if current.review_id is None:
        current = await conclude.move(parts, session, person_id, current, in_review(ReviewReason.ASKED))
    if message and current.review_id is not None:
        await reviews.write_message(session, parts.sealing, current.review_id, message)
    return current


async def list_reviews(
    parts: Parts, session: AsyncSession, limit: int, after: tuple[datetime, str] | None
) -> list[Review]:
    """Those that wait, oldest first."""
    return await reviews.list_open(session, parts.sealing, limit, after)


async def resolve_review(
    parts: Parts, session: AsyncSession, review_id: str, verdict: ReviewVerdict, explanation: str
) -> Review:
    """Writes an agent's answer, and what it leads to. Raises ReviewNotFound, ReviewClosed, NoNirDeclared, InvalidInput."""
    review = await reviews.take(session, parts.sealing, review_id)
    current = await certifications.of_person(session, review.person_id, lock=True) if review else None
    if review is None or current is None:
        raise ReviewNotFound
    outcome = rules.resolve(review, current, verdict, explanation)
    await reviews.close(session, review_id, verdict, explanation, parts.clock())
    if outcome.state is State.NIR_MISSING:
        await _forget(parts, session, review.person_id, current, outcome)
    else:
        confirmed = replace(current, confirmed=True)
        now = replace(outcome, next_time=parts.clock())
        await conclude.move(parts, session, review.person_id, confirmed, now)
    return replace(review, verdict=verdict, explanation=explanation)


async def _forget(
    parts: Parts, session: AsyncSession, person_id: str, current: Certification, outcome: Outcome
) -> None:
    await certifications.forget_nir(session, person_id)
    if await attachments.organismes_of(session, person_id):
        await attachments.forget_all(session, person_id)
        await parts.announcer.attachments_resolved(session, person_id, ())
    forgotten = replace(current, nir_digest=None, provisional=False, confirmed=False)
    await conclude.move(parts, session, person_id, forgotten, outcome)
