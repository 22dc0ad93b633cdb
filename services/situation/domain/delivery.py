"""A delivery only moves forward, in whatever order, and however often, its news arrive."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a delivery stands, from the first state to the last."""

    PENDING = "PENDING"
    SENT = "SENT"
    RECEIVED = "RECEIVED"
    # A late RECEIVED says nothing new of a delivery that was given up; an answer does, hence the place of this one.
    DEAD = "DEAD"
    CONTROL_REQUESTED = "CONTROL_REQUESTED"
    REJECTED = "REJECTED"
    APPLIED = "APPLIED"


_FORWARD = tuple(State)
# What an organisme can say; each of them proves that it has the event.
RECEIPTS = frozenset({State.RECEIVED, State.CONTROL_REQUESTED, State.REJECTED, State.APPLIED})
# What an organisme has not said anything of yet.
UNANSWERED = frozenset({State.PENDING, State.SENT})
_LONGEST_REASON = 1000
_NO_REASON = {
    State.CONTROL_REQUESTED: "L'organisme veut d'abord vérifier cette information. Il n'a pas précisé ce qu'il vérifie.",
    State.REJECTED: "L'organisme n'a pas précisé pourquoi.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a delivery; `reason` is in plain French."""

    state: State
    time: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one version at one organisme.

    `event_id` is the event under way, another one after a replay; `received_time` is when the organisme first proved
    that it had the event.
    """

    delivery_id: str
    declaration_id: str
    person_id: str
    version_id: str
    fact_id: str
    kind: str
    organisme: str
    fields: tuple[str, ...]
    basis_reference: str
    event_id: str
    state: State
    state_time: datetime
    reason: str = ""
    received_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """An organisme's answer; `time` is by its own clock, None when it did not say; `traceparent` is the trace of it."""

    organisme: str
    delivery_id: str
    state: State
    reason: str = ""
    time: datetime | None = None
    traceparent: str = ""


def moves(current: State, news: State) -> bool:
    """Whether the news bring the delivery further than it stands."""
    return _FORWARD.index(news) > _FORWARD.index(current)


def answered(delivery: Delivery, receipt: Receipt, now: datetime) -> Delivery:
    """The delivery after an organisme's answer; in the same state when the answer is late or repeated."""
    # Another clock may be ahead of ours, or behind: a step is neither in the future nor before the last one.
    time = max(min(receipt.time or now, now), delivery.state_time)
    received = delivery.received_time or time
    if not moves(delivery.state, receipt.state):
        return replace(delivery, received_time=received)
    reason = receipt.reason[:_LONGEST_REASON] or _NO_REASON.get(receipt.state, "")
    return replace(delivery, state=receipt.state, state_time=time, reason=reason, received_time=received)


def given_up(delivery: Delivery, reason: str, now: datetime) -> Delivery:
    """The delivery once the bus has given up on it; unchanged when the organisme has answered it."""
    if not moves(delivery.state, State.DEAD):
        return delivery
    return replace(delivery, state=State.DEAD, state_time=now, reason=reason)


def lapsed(delivery: Delivery, days: int, now: datetime) -> Delivery:
    """An unanswered delivery once the bus has kept it as long as it can, in days."""
    what = (
        "Cet envoi n'a pas pu partir" if delivery.state is State.PENDING else "L'organisme n'a pas répondu à cet envoi"
    )
    return given_up(delivery, f"{what} dans le délai de {days} jours.", now)


def sent_again(delivery: Delivery, event_id: str, now: datetime) -> Delivery:
    """A dead delivery, on its way again under a new event: the bus would drop the old one as already seen."""
    return replace(delivery, state=State.PENDING, state_time=now, reason="", event_id=event_id)


def step_of(delivery: Delivery) -> Step:
    """The step that brought a delivery where it stands."""
    return Step(delivery.state, delivery.state_time, delivery.reason)
