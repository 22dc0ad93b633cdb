"""Which reminder was missed, sent twice, or sent after its task was done: pure questions to what the carriers hold. Each finding is one line.

Sending and doing race, and the race has a referee: the transaction that writes SENDING looks at the message under a lock that whoever closes it must
wait for, or the other way round. So « SENDING committed before the task was committed as done » has one answer. What had begun before may still
arrive at a carrier (a telephone cannot be un-rung); what begins after is a finding, however soon after.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

IN_APP = "IN_APP"
# From the clock of the database to the carriers': one machine, two processes.
_SAME_CLOCK = timedelta(milliseconds=5)


@dataclass(frozen=True, slots=True)
class Due:
    """What one person is to be told through one channel: so many reminders, at an address that nobody else has."""

    person_id: str
    channel: str
    recipient: str
    count: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a carrier holds. `count`: how many messages it says that there are; `times`: how often it was handed over."""

    house: str
    delivery_id: str
    channel: str
    recipient: str
    count: int
    times: int
    taken: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A delivery became SENDING, as part of what leaves under `carrier_id`."""

    carrier_id: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """A task was committed as done or without object, by whatever channel."""

    message_id: str
    person_id: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """All that can be read once nothing is under way. `shown`, `due_in_app`: person → messages in the portal, and how many there should be."""

    due: Sequence[Due]
    parcels: Sequence[Parcel]
    begun: Sequence[Begun]
    done: Sequence[Done]
    due_in_app: Mapping[str, int]
    shown: Mapping[str, int]


def missed(evidence: Evidence) -> list[str]:
    """Reminders that a channel never brought, of tasks that nobody had done; and those that the portal does not show."""
    told: Counter[tuple[str, str]] = Counter()
    for one in evidence.parcels:
        told[one.channel, one.recipient] += one.count
    finished = Counter(one.person_id for one in evidence.done)
    return [
        *(
            f"{one.channel} of {one.person_id}: {told[one.channel, one.recipient]} of {one.count} reminders"
            for one in evidence.due
            if told[one.channel, one.recipient] < one.count - finished[one.person_id]
        ),
        *(
            f"{IN_APP} of {person_id}: {evidence.shown.get(person_id, 0)} of {count} reminders"
            for person_id, count in evidence.due_in_app.items()
            if evidence.shown.get(person_id, 0) < count
        ),
    ]


def sent_twice(evidence: Evidence) -> list[str]:
    """Reminders that a channel brought more often than once, in one parcel or another, from one house or the other; and to whom nothing is due."""
    expected = {(one.channel, one.recipient): one.count for one in evidence.due}
    handed: Counter[tuple[str, str]] = Counter()
    for parcel in evidence.parcels:
        handed[parcel.channel, parcel.recipient] += parcel.count * parcel.times
    return [
        *(
            f"{channel} to {recipient}: {count} reminders handed over, {expected.get((channel, recipient), 0)} due"
            for (channel, recipient), count in handed.items()
            if count > expected.get((channel, recipient), 0)
        ),
        *(
            f"{IN_APP} of {person_id}: {count} reminders, {evidence.due_in_app.get(person_id, 0)} due"
            for person_id, count in evidence.shown.items()
            if count > evidence.due_in_app.get(person_id, 0)
        ),
    ]


def sent_after_done(evidence: Evidence) -> list[str]:
    """Parcels that a carrier took of a task that was done before their last SENDING; and parcels that nobody had begun."""
    done = {one.message_id: one.at for one in evidence.done}
    begun: dict[str, list[Begun]] = defaultdict(list)
    for one in evidence.begun:
        begun[one.carrier_id].append(one)
    return [finding for parcel in evidence.parcels for finding in _late(parcel, begun[parcel.delivery_id], done)]


def _late(parcel: Parcel, begun: Sequence[Begun], done: Mapping[str, datetime]) -> Iterator[str]:
    earlier = [one for one in begun if one.at <= parcel.taken + _SAME_CLOCK]
    if not earlier:
        yield f"{parcel.channel} {parcel.delivery_id}: taken by a carrier, never begun"
        return
    last: dict[str, datetime] = {}
    for one in earlier:
        last[one.message_id] = max(one.at, last.get(one.message_id, one.at))
    for message_id, at in last.items():
        over = done.get(message_id)
        if over is not None and at > over:
            late = (parcel.taken - over).total_seconds()
            yield f"{parcel.channel} {parcel.delivery_id}: taken {late:.3f} s after its task was done, begun after it too"


@dataclass(frozen=True, slots=True)
class Spared:
    """Of the tasks done while sending went on, by channel: what never left, what had begun before and left."""

    never_left: int
    had_begun: int


def spared(evidence: Evidence) -> Spared:
    """How much the third question had to look at, so that its zero is not empty."""
    finished = {one.person_id for one in evidence.done}
    taken = {(one.channel, one.recipient) for one in evidence.parcels}
    theirs = [(one.channel, one.recipient) in taken for one in evidence.due if one.person_id in finished]
    return Spared(theirs.count(False), theirs.count(True))
