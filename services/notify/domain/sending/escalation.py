"""When a message comes back, and when it leaves the screens: a reminder, a letter, a call."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from services.notify.domain.due import ItemKind
from services.notify.domain.sending.channels import Channel

# Days after the message was written; NAV's for the reminders, choices of the project for paper and call.
REMIND_TASK, REMIND_MESSAGE = timedelta(days=7), timedelta(days=4)
LETTER_AFTER, CALL_AFTER = timedelta(days=14), timedelta(days=30)
STEPS = ((Channel.LETTER, LETTER_AFTER), (Channel.CALL, CALL_AFTER))
# Where no letter arrives and the last day is nearer than the call: a choice of the project, too.
CALL_BEFORE_DUE = timedelta(days=7)
# From the lightest to the heaviest: where one fails and a right is at stake, the next one is taken.
_LADDER = (Channel.PUSH, Channel.EMAIL, Channel.SMS, Channel.LETTER, Channel.CALL)


@dataclass(frozen=True, slots=True)
class Held:
    """A message that holds. `unread`: the person has not read it in the portal. `refused`: the person wants no letter and no call. `due`: its last day."""

    created: datetime
    legal_effect: bool
    unread: bool
    refused: bool = False
    due: date | None = None

    @property
    def call_from(self) -> datetime:
        """From when on somebody may call, where a letter failed: its usual day, or a week before the last day where that comes sooner."""
        usual = self.created + CALL_AFTER
        if self.due is None:
            return usual
        return min(usual, datetime.combine(self.due - CALL_BEFORE_DUE, time(), UTC))


def remind_after(kind: str) -> timedelta:
    """When it is told once more: a task that is not done, a message that is not read."""
    return REMIND_TASK if kind == ItemKind.TASK else REMIND_MESSAGE


def next_after(
    failed: Channel, reachable: Set[Channel], tried: Set[Channel], held: Held, now: datetime
) -> Channel | None:
    """Where a delivery failed for good: the next channel, at once, if a right is at stake; a call from its day on. None: there is nothing to do now."""
    if not (held.legal_effect and held.unread):
        return None
    heavier = _LADDER[_LADDER.index(failed) + 1 :] if failed in _LADDER else ()
    for channel in heavier:
        escalates = channel in (Channel.LETTER, Channel.CALL)
        if channel is Channel.CALL and now < held.call_from:
            return None
        if channel not in tried and ((escalates and not held.refused) or (not escalates and channel in reachable)):
            return channel
    return None
