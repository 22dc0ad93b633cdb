"""A date that matters for a right of a person: when it opens, when it is too late, where it stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ItemKind(StrEnum):
    """What an item asks of the person; the names of the contract's messages."""

    TASK = "TASK"
    NOTICE = "NOTICE"


class ItemState(StrEnum):
    """Where an item stands; the names of the contract."""

    UPCOMING = "UPCOMING"
    OPEN = "OPEN"
    DONE = "DONE"
    MISSED = "MISSED"
    AUTOMATIC = "AUTOMATIC"


@dataclass(frozen=True, slots=True)
class DueItem:
    """A date that matters. Its French text is made when it is read: `services.notify.templates.words(item)`.

    `key`: stable digest of (rule, `subject`, due_date), 32 hexadecimal digits, unique among the items of a person. `subject`: the right
    ("rsa@cnaf") or the id of the paper, mandate, claim or piece. `open_date` ≤ `due_date`, both included. `automatic`: nothing to do, nothing is
    sent. `computed`: the rule gave the date, no organisme did. `remind_on`: the days of sending, from the opening on, rising, none after
    `due_date`. `template`: "css-renouvellement/1". `facts`: what the text fills in.
    """

    key: str
    rule: str
    kind: ItemKind
    subject: str
    benefit: str
    organisme: str
    open_date: date
    due_date: date
    remind_on: tuple[date, ...]
    template: str
    legal_reference: str
    checked: date
    automatic: bool = False
    done_time: datetime | None = None
    reference_months: tuple[date, ...] = ()
    health: bool = False
    legal_effect: bool = False
    computed: bool = True
    facts: Mapping[str, date | str] = field(default_factory=dict)

    def state_on(self, today: date) -> ItemState:
        """Where it stands on the person's day."""
        if self.done_time is not None:
            return ItemState.DONE
        if self.automatic:
            return ItemState.AUTOMATIC
        if today > self.due_date:
            return ItemState.MISSED
        return ItemState.OPEN if today >= self.open_date else ItemState.UPCOMING

    def reminders_until(self, today: date) -> int:
        """How many of its days of sending have come; a task done or automatic has none."""
        if self.done_time is not None or self.automatic:
            return 0
        return sum(day <= today for day in self.remind_on)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the calendar says of a person on a day, soonest due first.

    `next_look`: the first later day on which an item changes state or comes to a day of sending, when nothing is told anew; until the day before,
    the items that are open, and what was to be sent of them, stay as they are.
    """

    items: tuple[DueItem, ...]
    next_look: date
