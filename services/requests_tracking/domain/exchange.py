"""What is said to an organisme of a claim, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.requests_tracking.domain.steps import Step


@dataclass(frozen=True, slots=True)
class Submission:
    """A claim on its way to an organisme. `request_id` is the same at each attempt; `appeals`: the reference of the decision appealed against."""

    request_id: str
    organisme: str
    pseudonym: str = field(repr=False)
    benefit: str
    answers: Mapping[str, str] = field(repr=False)
    submitted: datetime
    appeals: str
    effect: date | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A claim to take back."""

    request_id: str
    organisme: str
    pseudonym: str = field(repr=False)
    reference: str


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as its organisme has it. No `benefit` or `submitted`: it did not say. `appeals`, `whole` and `decided_by`: as in a Claim."""

    reference: str
    steps: tuple[Step, ...]
    benefit: str = ""
    submitted: datetime | None = None
    appeals: str = ""
    effect: date | None = None
    whole: str = ""
    decided_by: str = ""
