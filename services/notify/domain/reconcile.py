"""What the calendar says today against what was told: what to open, tell again, close or open again. Pure.

A date that was told has one record, whatever comes twice: its key holds the rule, the right and the due date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.notify.domain.due import DueItem, ItemState
from services.notify.domain.messages import MessageState, Reason


@dataclass(frozen=True, slots=True)
class Reminder:
    """A date that was told to a person. `told`: how many of its days of sending; `by_person`: they said that it is done, which holds."""

    person_id: str
    key: str
    rule: str
    due: date
    message_id: str
    told: int
    state: MessageState = MessageState.OPEN
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A date to tell for the first time; `told`: how many of its days of sending have come, which are told at once."""

    item: DueItem
    told: int


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of a date that was told: the record as it will stand, and why. `again`: it is to be told once more."""

    reminder: Reminder
    reason: Reason = Reason.NONE
    again: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write for a person on a day."""

    openings: tuple[Opening, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether anything would leave for the person."""
        return bool(self.openings) or any(move.again for move in self.moves)


def reconcile(told: Mapping[str, Reminder], items: Iterable[DueItem], today: date) -> Plan:
    """`told`: key → what is on record, of one person; `items`: all that the calendar says today."""
    openings: list[Opening] = []
    moves: list[Move] = []
    seen: set[str] = set()
    for item in items:
        seen.add(item.key)
        reminder = told.get(item.key)
        if reminder is None:
            if count := _to_tell(item, today):
                openings.append(Opening(item, count))
        elif move := _move(reminder, item, today):
            moves.append(move)
    moves += (_gone(reminder, today) for key, reminder in told.items() if key not in seen and _is_open(reminder))
    return Plan(tuple(openings), tuple(moves))


def _to_tell(item: DueItem, today: date) -> int:
    return item.reminders_until(today) if item.state_on(today) is ItemState.OPEN else 0


def _is_open(reminder: Reminder) -> bool:
    return reminder.state is MessageState.OPEN


def _move(reminder: Reminder, item: DueItem, today: date) -> Move | None:
    if reminder.by_person:
        return None
    state = item.state_on(today)
    if state is ItemState.OPEN:
        return _still_open(reminder, item.reminders_until(today))
    if not _is_open(reminder):
        return None
    if state is ItemState.DONE:
        return _closed(reminder, MessageState.DONE, Reason.ELSEWHERE)
    if state is ItemState.MISSED:
        return _closed(reminder, MessageState.EXPIRED, Reason.TOO_LATE)
    return _closed(reminder, MessageState.CANCELLED, Reason.NO_LONGER_DUE)


def _still_open(reminder: Reminder, count: int) -> Move | None:
    again = count > reminder.told
    if _is_open(reminder) and not again:
        return None
    opened = replace(reminder, state=MessageState.OPEN, told=max(count, reminder.told))
    return Move(opened, again=again)


def _gone(reminder: Reminder, today: date) -> Move:
    if today > reminder.due:
        return _closed(reminder, MessageState.EXPIRED, Reason.TOO_LATE)
    return _closed(reminder, MessageState.CANCELLED, Reason.NO_LONGER_DUE)


def _closed(reminder: Reminder, state: MessageState, reason: Reason) -> Move:
    return Move(replace(reminder, state=state), reason)
