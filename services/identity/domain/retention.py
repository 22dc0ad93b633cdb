"""How long identity keeps what (décret 2017-351 art. 5), as functions of a dated rule and a date."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Kept(Enum):
    """The kinds of data that a rule of retention names."""

    PERSON = "person"
    JOURNAL = "journal"
    CONNECTION = "connection"
    CLOSED_REVIEW = "closed_review"


class NoRetentionRule(Exception):
    """Without a rule nothing may be kept: the rules must cover every kind of data and every day."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Kept `months` calendar months after what `source` says; `start` and `end` are the rule's own days of validity, included."""

    kept: Kept
    months: int
    start: date
    end: date | None
    source: str

    def covers(self, on: date) -> bool:
        """Whether the rule is in force that day."""
        return self.start <= on and (self.end is None or on <= self.end)


def rule_on(rules: Iterable[RetentionRule], kept: Kept, on: date) -> RetentionRule:
    """The rule in force that day. Raises NoRetentionRule."""
    for rule in rules:
        if rule.kept is kept and rule.covers(on):
            return rule
    raise NoRetentionRule(f"{kept.value} on {on.isoformat()}")


def cutoff(rules: Iterable[RetentionRule], kept: Kept, now: datetime) -> datetime:
    """What was last touched at that instant or before must be gone now."""
    months = rule_on(rules, kept, now.date()).months
    return datetime.combine(months_before(now.date(), months), now.timetz())


def is_dormant(last_login: datetime, now: datetime, rules: Iterable[RetentionRule]) -> bool:
    """Whether a person has not logged in for so long that what is held about them must be erased."""
    return last_login <= cutoff(rules, Kept.PERSON, now)


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, clamped to the month's end: 31 March - 1 = 28 or 29 February."""
    year, month0 = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))
