"""How long a last known value may be kept (décret 2017-351 art. 5: one month), as a function of a dated rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.rights.domain.dated import add_months, within
from services.rights.domain.errors import MissingRuleError, NaiveInstantError
from services.rights.domain.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """A kind of data is kept at most `months` calendar months; bounds inclusive."""

    data: str
    months: int
    start: date
    end: date | None
    source: str
    confidence: Confidence


def rule_on(rules: Iterable[RetentionRule], data: str, on: date) -> RetentionRule:
    """The rule in force that day for this kind of data. Raises MissingRuleError: without a rule nothing may be kept."""
    for rule in rules:
        if rule.data == data and within(on, rule.start, rule.end):
            return rule
    raise MissingRuleError(f"{data} on {on.isoformat()}")


def is_still_keepable(fetched_at: datetime, now: datetime, rule: RetentionRule) -> bool:
    """True while `now` is before the end of the period; both carry a time zone (NaiveInstantError otherwise)."""
    if fetched_at.tzinfo is None or now.tzinfo is None:
        raise NaiveInstantError("fetched_at and now need a time zone")
    return now < expires_at(fetched_at, rule)


def expires_at(fetched_at: datetime, rule: RetentionRule) -> datetime:
    """The instant from which the value must be gone; month ends clamp (31 January + 1 month = 28 or 29 February)."""
    return datetime.combine(add_months(fetched_at.date(), rule.months), fetched_at.timetz())
