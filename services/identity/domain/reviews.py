"""Reviews: a human looks at an identity that the organismes could not certify."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.identity.domain import explanations
from services.identity.domain.certification import Certification, Outcome, ReviewReason, State
from services.identity.domain.errors import (
    IdentityAlreadyCertified,
    NoNirDeclared,
    ReviewClosed,
    explanation_missing,
    message_too_long,
)

MESSAGE_LIMIT = 2000


class ReviewVerdict(Enum):
    """An agent's answer."""

    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Review:
    """`verdict` None while open."""

    review_id: str
    person_id: str
    reason: ReviewReason
    open_time: datetime
    message: str = ""
    verdict: ReviewVerdict | None = None
    explanation: str = ""


def check_request(current: Certification, message: str) -> None:
    """Whether a person may ask for a human now. Raises IdentityAlreadyCertified, InvalidInput."""
    if len(message) > MESSAGE_LIMIT:
        raise message_too_long()
    if current.state is State.CERTIFIED:
        raise IdentityAlreadyCertified


def resolve(review: Review, current: Certification, verdict: ReviewVerdict, explanation: str) -> Outcome:
    """What an agent's answer leads to: a confirmed NIR goes on to the organismes, a refused one is asked for again.

    Raises ReviewClosed, NoNirDeclared, InvalidInput (a refusal needs an explanation).
    """
    if review.verdict is not None:
        raise ReviewClosed
    if verdict is ReviewVerdict.REFUSED:
        if not explanation.strip():
            raise explanation_missing()
        return Outcome(State.NIR_MISSING, explanation)
    if current.nir_digest is None:
        raise NoNirDeclared
    return Outcome(State.PENDING, explanations.PENDING_CONFIRMED)
