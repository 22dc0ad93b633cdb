"""A change that was confirmed, with what became of it at each organisme."""

from dataclasses import dataclass
from datetime import datetime

from services.situation.domain.delivery import Delivery, Step
from services.situation.domain.facts import FactVersion
from services.situation.domain.routing import Exclusion


@dataclass(frozen=True, slots=True)
class FollowedDelivery:
    """A delivery and its steps, oldest first."""

    delivery: Delivery
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration; deliveries and exclusions by organisme. `trace_id` is the trace of the click that confirmed it."""

    declaration_id: str
    version: FactVersion
    deliveries: tuple[FollowedDelivery, ...]
    exclusions: tuple[Exclusion, ...]
    declare_time: datetime
    trace_id: str
