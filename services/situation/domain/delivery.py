"""A delivery only moves forward, in whatever order, and however often, its news arrive."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "PENDING"
    SENT = "SENT"
    RECEIVED = "RECEIVED"
    DEAD = "DEAD"
    CONTROL_REQUESTED = "CONTROL_REQUESTED"
    REJECTED = "REJECTED"
    APPLIED = "APPLIED"


# A late RECEIVED says nothing new of a delivery that was given up; an answer does.
_FORWARD = tuple(State)
# What an organisme can say; each of them proves that it has the event.
RECEIPTS = frozenset({State.RECEIVED, State.CONTROL_REQUESTED, State.REJECTED, State.APPLIED})
NEED_A_REASON = frozenset({State.CONTROL_REQUESTED, State.REJECTED, State.DEAD})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a delivery; `reason` is in plain French."""

    state: State
    time: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one version at one organisme; `event_id` is the event under way, another one after a replay."""

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


def moves(current: State, news: State) -> bool:
    """Whether the news bring the delivery further than it stands."""
    return _FORWARD.index(news) > _FORWARD.index(current)


def before(state: State) -> tuple[State, ...]:
    """The states that `state` moves on from."""
    return _FORWARD[: _FORWARD.index(state)]
