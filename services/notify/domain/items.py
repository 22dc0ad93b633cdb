"""How a rule and two days make an item: its key, its days of sending."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b

from services.notify.domain.due import DueItem
from services.notify.domain.months import add_days, add_months
from services.notify.domain.profile import HeldRight
from services.notify.domain.rulebook import Head

# The contract: missed within the last 90 days, to come within 18 months.
LOOK_BACK_DAYS, LOOK_AHEAD_MONTHS = 90, 18


@dataclass(frozen=True, slots=True)
class Horizon:
    """The due dates that are looked at on a day, both included."""

    today: date
    first: date
    last: date

    def holds(self, due: date) -> bool:
        """Whether it is near enough."""
        return self.first <= due <= self.last


# A sweep looks at everybody on the same two or three days.
@lru_cache(maxsize=16)
def horizon_of(today: date) -> Horizon:
    """The horizon of a day."""
    return Horizon(today, add_days(today, -LOOK_BACK_DAYS), add_months(today, LOOK_AHEAD_MONTHS))


@dataclass(frozen=True, slots=True)
class Matter:
    """What an item is about. `subject` tells it from the other matters of the same rule."""

    subject: str
    benefit: str = ""
    organisme: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is particular to an item, besides its days."""

    automatic: bool = False
    done: datetime | None = None
    reference_months: tuple[date, ...] = ()
    computed: bool = True
    facts: Mapping[str, date | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of an item: from when to when, and when it is sent."""

    opens: date
    due: date
    remind_on: tuple[date, ...]


_PLAIN = Standing()


def right_of(right: HeldRight) -> Matter:
    """A right as the matter of an item."""
    return Matter(f"{right.benefit}@{right.organisme}", right.benefit, right.organisme)


def make_item(head: Head, matter: Matter, opens: date, due: date, standing: Standing = _PLAIN) -> DueItem:
    """The item of a rule about a matter."""
    return placed(head, matter, span_of(head, opens, due), standing)


def placed(head: Head, matter: Matter, span: Span, standing: Standing) -> DueItem:
    """The same, with its days."""
    return DueItem(
        key=key_of(head.rule, matter.subject, span.due),
        rule=head.rule,
        kind=head.kind,
        subject=matter.subject,
        benefit=matter.benefit,
        organisme=matter.organisme,
        open_date=span.opens,
        due_date=span.due,
        remind_on=() if standing.automatic else span.remind_on,
        template=head.template,
        legal_reference=head.legal_reference,
        checked=head.checked,
        automatic=standing.automatic,
        done_time=standing.done,
        reference_months=standing.reference_months,
        health=head.health,
        legal_effect=head.legal_effect,
        computed=standing.computed,
        facts=standing.facts,
    )


def key_of(rule: str, subject: str, due: date) -> str:
    """Stable: nothing but the rule, the matter and the day is in it."""
    return blake2b(f"{rule}\0{subject}\0{due.toordinal()}".encode(), digest_size=16).hexdigest()


def span_of(head: Head, opens: date, due: date) -> Span:
    """An opening that would come after the due date comes with it; days of sending that would come before the opening are left out."""
    first, last = min(opens, due).toordinal(), due.toordinal()
    days = {last - before for before in head.remind_before if last - before >= first}
    if head.remind_at_opening:
        days.add(first)
    return Span(date.fromordinal(first), due, tuple(map(date.fromordinal, sorted(days))))
