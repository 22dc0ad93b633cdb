"""The certification of a NIR: from a number that a person tells to a number that an organisme knows under their identity.

No state is a dead end: an organisme that does not answer is asked again, and whatever an organisme contradicts goes to a human.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.identity.domain import explanations
from services.identity.domain.attachments import Attachment
from services.identity.domain.coherence import Incoherence
from services.identity.domain.errors import NirAlreadyCertified


class State(Enum):
    """Where the certification stands."""

    NIR_MISSING = "NIR_MISSING"
    PENDING = "PENDING"
    CERTIFIED = "CERTIFIED"
    IN_REVIEW = "IN_REVIEW"


class Verdict(Enum):
    """What an organisme knows of a NIR under an identity; UNREACHABLE when it did not answer, or not in time."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    UNKNOWN = "UNKNOWN"
    UNREACHABLE = "UNREACHABLE"


class ReviewReason(Enum):
    """Why a human looks at it."""

    PIVOT_MISMATCH = "PIVOT_MISMATCH"
    UNKNOWN_TO_ORGANISMES = "UNKNOWN_TO_ORGANISMES"
    ALREADY_HELD = "ALREADY_HELD"
    ASKED = "ASKED"


@dataclass(frozen=True, slots=True)
class Answer:
    """An organisme's answer; attachments come with MATCH only."""

    organisme: str
    verdict: Verdict
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Certification:
    """`confirmed`: an agent has said that the NIR is this person's. `attempts`: tries since the last change of state."""

    state: State
    since: datetime
    explanation: str = explanations.NIR_MISSING
    organisme: str = ""
    nir_digest: bytes | None = None
    provisional: bool = False
    confirmed: bool = False
    review_id: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round of questions leads to. `reason` is set with IN_REVIEW, `organisme` with CERTIFIED.

    `next_time`: when the organismes are to be asked again; None when there is nothing to ask.
    """

    state: State
    explanation: str
    organisme: str = ""
    reason: ReviewReason | None = None
    next_time: datetime | None = None


class Step(Enum):
    """What a declaration leads to."""

    NOTHING_NEW = "NOTHING_NEW"
    GO_ON = "GO_ON"


def on_declaration(current: Certification, nir_digest: bytes, provisional: bool) -> Step:
    """Telling the same NIR again changes nothing, unless it waits for an organisme. Raises NirAlreadyCertified for another one.

    A provisional number gives way to the definitive one: that is what it is for.
    """
    same = current.nir_digest == nir_digest
    if current.state is State.CERTIFIED and not same and not (current.provisional and not provisional):
        raise NirAlreadyCertified
    if same and current.state in (State.CERTIFIED, State.IN_REVIEW):
        return Step.NOTHING_NEW
    return Step.GO_ON


def before_asking(incoherent: Iterable[Incoherence]) -> Outcome | None:
    """The review that a NIR opens before it leaves for any organisme; None when the organismes may be asked."""
    if any(True for _ in incoherent):
        return in_review(ReviewReason.PIVOT_MISMATCH)
    return None


def after_asking(order: Iterable[str], verdicts: Mapping[str, Verdict], *, confirmed: bool) -> Outcome:
    """The first certifier, in the order of the rules, that knows the NIR decides; while one did not answer, nothing is lost."""
    asked = [(organisme, verdicts[organisme]) for organisme in order if organisme in verdicts]
    for organisme, verdict in asked:
        if verdict is Verdict.MATCH:
            return Outcome(State.CERTIFIED, explanations.CERTIFIED, organisme)
        if verdict is Verdict.MISMATCH and not confirmed:
            return in_review(ReviewReason.UNKNOWN_TO_ORGANISMES)
    if confirmed:
        return Outcome(State.PENDING, explanations.PENDING_CONFIRMED)
    if not asked or any(verdict is Verdict.UNREACHABLE for _, verdict in asked):
        return Outcome(State.PENDING, explanations.PENDING)
    return in_review(ReviewReason.UNKNOWN_TO_ORGANISMES)


def in_review(reason: ReviewReason) -> Outcome:
    """A human takes over."""
    return Outcome(State.IN_REVIEW, explanations.IN_REVIEW[reason.value], reason=reason)
