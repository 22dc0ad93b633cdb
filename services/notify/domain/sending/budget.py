"""How often a delivery is tried, and what becomes of it: from what a carrier answered to the status that the person sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.sending.channels import Carried, Channel, DeliveryStatus, Fate, Heard, given_up

# Four hours, as open-zaak gives its notifications (open-zaak/open-zaak#1206).
ATTEMPTS = 48
EVERY = timedelta(minutes=5)
GIVEN_UP = "BUDGET_SPENT"
CANNOT_SAY = "PROVIDER_CANNOT_SAY"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a delivery stands after an attempt or a report. `next_time`: when to look at it again; None: nothing more is to be done."""

    status: DeliveryStatus
    reason: str = ""
    next_time: datetime | None = None

    @property
    def failed(self) -> bool:
        """Whether it is given up."""
        return given_up(self.status, self.next_time)


def after_attempt(carried: Carried, attempts: int, now: datetime) -> Standing:
    """After the attempt number `attempts`, 1 the first. Where nobody knows, it stays SENDING: it is asked about before it is sent again."""
    if carried.fate is Fate.TAKEN:
        return Standing(DeliveryStatus.SENT)
    if carried.fate is Fate.REFUSED:
        return Standing(DeliveryStatus.PERMANENT_FAILURE, carried.reason)
    if attempts >= ATTEMPTS:
        return Standing(DeliveryStatus.TECHNICAL_FAILURE, CANNOT_SAY if carried.fate is Fate.UNSURE else GIVEN_UP)
    if carried.fate is Fate.UNSURE:
        return Standing(DeliveryStatus.SENDING, carried.reason, now + EVERY)
    status = DeliveryStatus.TEMPORARY_FAILURE if carried.fate is Fate.LATER else DeliveryStatus.CREATED
    return Standing(status, carried.reason, now + EVERY)


def after_question(heard: Heard | None, channel: Channel, attempts: int, now: datetime) -> Standing:
    """Of a delivery that somebody began to send and did not finish, once its carrier was asked. None: it did not answer.

    One that no carrier knows goes back in line. A carrier that can never say (a push service) leaves it at that: it is not sent twice.
    """
    if channel is Channel.PUSH:
        return Standing(DeliveryStatus.TECHNICAL_FAILURE, CANNOT_SAY)
    if heard is None:
        return after_attempt(Carried(Fate.UNSURE), attempts, now)
    if heard is Heard.ABSENT:
        return Standing(DeliveryStatus.CREATED, next_time=now)
    return after_report(heard)


def after_report(heard: Heard) -> Standing:
    """Of what a carrier that has it says, at once or days later. Each is the last word, until another comes."""
    statuses = {
        Heard.TAKEN: DeliveryStatus.SENT,
        Heard.DELIVERED: DeliveryStatus.DELIVERED,
        Heard.PERMANENT_FAILURE: DeliveryStatus.PERMANENT_FAILURE,
        Heard.RETURNED: DeliveryStatus.RETURNED,
        # The carrier has tried for days and gives up: for us it is over.
        Heard.TEMPORARY_FAILURE: DeliveryStatus.TEMPORARY_FAILURE,
    }
    return Standing(statuses[heard], heard.value)
