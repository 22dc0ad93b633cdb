"""What is said of benefits: `result.proto` as plain values. Amounts are cents of euro; a month is its first day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

# What the engine gives for one household and one month: variable → value of the household, or value of each person by key.
Values = Mapping[str, float | Mapping[str, float]]


class Eligibility(StrEnum):
    """What can be said of a benefit."""

    ELIGIBLE = auto()
    NOT_ELIGIBLE = auto()
    UNKNOWN = auto()
    RECEIVED = auto()


class Periodicity(StrEnum):
    """How often an amount is paid."""

    COVER = auto()
    MONTHLY = auto()
    YEARLY = auto()
    ONCE = auto()


class Method(StrEnum):
    """Where a figure comes from."""

    LAW_AS_CODE = auto()
    ESTIMATE = auto()
    PAID = auto()
    CONDITIONS = auto()


@dataclass(frozen=True, slots=True)
class BenefitResult:
    """One benefit for one month; `person` is empty for a benefit of the household. `low_cents` and `high_cents` are both None when exact."""

    benefit: str
    eligibility: Eligibility
    amount_cents: int
    periodicity: Periodicity
    method: Method
    person: str = ""
    low_cents: int | None = None
    high_cents: int | None = None
    computed_cents: int | None = None
    difference: str = ""
    missing: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: `question` is "<field>" or "<person>.<field>"."""

    question: str
    text: str
    person: str = ""
    settles: int = 0
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthResult:
    """One month: every benefit asked for, and all that the household has in that month."""

    month: date
    results: tuple[BenefitResult, ...]
    disposable_cents: int
