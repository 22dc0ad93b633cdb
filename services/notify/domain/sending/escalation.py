"""When a message comes back, and when it leaves the screens: a reminder, a letter, a call."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.due import ItemKind
from services.notify.domain.sending.channels import Channel

# Days after the message was written; NAV's for the reminders, choices of the project for paper and call.
REMIND_TASK, REMIND_MESSAGE = timedelta(days=7), timedelta(days=4)
STEPS = ((Channel.LETTER, timedelta(days=14)), (Channel.CALL, timedelta(days=30)))
# From the lightest to the heaviest: where one fails and a right is at stake, the next one is taken.
_LADDER = (Channel.PUSH, Channel.EMAIL, Channel.SMS, Channel.LETTER, Channel.CALL)


@dataclass(frozen=True, slots=True)
class Held:
    """A message that holds. `unread`: the person has not read it in the portal. `refused`: the person wants no letter and no call."""

    created: datetime
    legal_effect: bool
    unread: bool
    refused: bool = False


def remind_after(kind: str) -> timedelta:
    """When it is told once more: a task that is not done, a message that is not read."""
    return REMIND_TASK if kind == ItemKind.TASK else REMIND_MESSAGE


def next_after(failed: Channel, reachable: Set[Channel], tried: Set[Channel], held: Held) -> Channel | None:
    """Where a delivery failed for good: the next channel, at once, if a right is at stake. None: there is nothing to do, or nothing left."""
    if not (held.legal_effect and held.unread):
        return None
    heavier = _LADDER[_LADDER.index(failed) + 1 :] if failed in _LADDER else ()
    for channel in heavier:
        escalates = channel in (Channel.LETTER, Channel.CALL)
        if channel not in tried and ((escalates and not held.refused) or (not escalates and channel in reachable)):
            return channel
    return None
