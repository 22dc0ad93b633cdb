"""One retirement claim, N regimes: each part has its own state, and the whole is what the parts add up to."""

from collections.abc import Sequence
from datetime import date

from services.requests_tracking.domain.dates import add_months, day_of
from services.requests_tracking.domain.pieces import MISSING
from services.requests_tracking.domain.timeline import Story
from services.requests_tracking.domain.vocabulary import DECIDED, OVER, ClaimState

# From the least to the most advanced: the whole waits for the part that is behind.
_ADVANCE = (
    ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.INCOMPLETE, ClaimState.RECEIVED, ClaimState.UNDER_REVIEW,
)  # fmt: skip
GUARANTEE_MONTHS = 4


def whole_state(parts: Sequence[ClaimState]) -> ClaimState:
    """Where the whole stands: with the part that is behind; once all are over, granted as soon as one part is."""
    running = [state for state in parts if state not in OVER]
    if running:
        return min(running, key=_ADVANCE.index)
    for state in (ClaimState.GRANTED, ClaimState.DECIDED_BY_SILENCE, ClaimState.REFUSED, ClaimState.WITHDRAWN):
        if state in parts:
            return state
    return ClaimState.CLOSED


def guaranteed(stories: Sequence[Story], submitted: date, effect: date, today: date) -> bool | None:
    """Whether payment from `effect` is guaranteed: complete four months ahead. None while that can still happen.

    Décret 2015-1015 of 19 August 2015 (complete at least four months before the day the pension starts).
    """
    limit = add_months(effect, -GUARANTEE_MONTHS)
    if any(story.received is None for story in stories) or any(_incomplete(story) for story in stories):
        return None if today <= limit else False
    came = [piece.produced for story in stories for piece in story.pieces if piece.produced]
    return max([submitted, *map(day_of, came)]) <= limit


def _incomplete(story: Story) -> bool:
    if story.state in DECIDED:
        return False
    # What the organisme lost had come in time.
    missing = any(piece.state in MISSING and not piece.produced for piece in story.pieces)
    return missing or (story.state is ClaimState.INCOMPLETE and not story.pieces)
