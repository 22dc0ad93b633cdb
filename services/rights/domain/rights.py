"""What organismes say of a person: rights, payments, and whether they answered. None is "not known", never zero."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.rights.domain.dated import within
from services.rights.domain.errors import InvalidRightError
from services.rights.domain.vocabulary import Organisme, PaymentPeriod


class RightState(StrEnum):
    """Where a right stands at its organisme."""

    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    REQUESTED = "REQUESTED"
    UNKNOWN = "UNKNOWN"


class SourceState(StrEnum):
    """How an organisme answered this time. STALE: did not answer, an older answer is shown."""

    FRESH = "FRESH"
    STALE = "STALE"
    UNAVAILABLE = "UNAVAILABLE"
    NOT_ATTACHED = "NOT_ATTACHED"


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where and until when a decision can be contested."""

    body: str
    deadline: date | None = None


class DutyKind(StrEnum):
    """What a person has to do to keep a right."""

    DECLARATION = "DECLARATION"
    RENEWAL = "RENEWAL"
    CONFIRMATION = "CONFIRMATION"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do by `due`; `done`: when it was, by whatever channel. `months`: the first days of those that a declaration is about."""

    kind: DutyKind
    due: date
    opens: date | None = None
    done: datetime | None = None
    months: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right at one organisme. Period bounds inclusive; euro cents per `payment_period`, None when unknown."""

    benefit_id: str
    organisme: Organisme
    state: RightState
    start: date | None = None
    end: date | None = None
    amount_cents: int | None = None
    payment_period: PaymentPeriod | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    reason: str | None = None
    rule_version: str | None = None
    appeal: Appeal | None = None
    duties: tuple[Duty, ...] = ()

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise InvalidRightError(f"{self.benefit_id}: ends before it starts")
        if self.amount_cents is not None and self.amount_cents < 0:
            raise InvalidRightError(f"{self.benefit_id}: negative amount")

    def is_held_on(self, on: date) -> bool:
        """True when the right is open and its period includes that day."""
        return self.state is RightState.OPEN and within(on, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, in euro cents.

    `amount_cents` reached the account; `recovered_cents` was withheld to pay back an overpayment.
    """

    benefit_id: str
    organisme: Organisme
    payment_date: date
    amount_cents: int
    expected_cents: int | None = None
    recovered_cents: int = 0
    reason: str | None = None

    def __post_init__(self) -> None:
        if min(self.amount_cents, self.recovered_cents, self.expected_cents or 0) < 0:
            raise InvalidRightError(f"{self.benefit_id}: negative payment")


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one organisme answered; `retry_in_s` seconds when it did not."""

    organisme: Organisme
    status: SourceState
    fetched_at: datetime | None = None
    retry_in_s: int | None = None
    reason: str | None = None

    @property
    def has_settled(self) -> bool:
        """True when the absence of a right means something: the organisme answered now, or holds no file."""
        return self.status in (SourceState.FRESH, SourceState.NOT_ATTACHED)

    @property
    def has_data(self) -> bool:
        """True when its lines may be shown, new or labelled with their date."""
        return self.status in (SourceState.FRESH, SourceState.STALE)
