"""The ways to a person, where an attempt stands, and what a carrier answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """A way to a person; the names of the contract."""

    IN_APP = "IN_APP"
    EMAIL = "EMAIL"
    SMS = "SMS"
    PUSH = "PUSH"
    LETTER = "LETTER"
    CALL = "CALL"


class DeliveryStatus(StrEnum):
    """Where a delivery stands; the names of the contract, in the words of GOV.UK Notify."""

    CREATED = "CREATED"
    SENDING = "SENDING"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    PERMANENT_FAILURE = "PERMANENT_FAILURE"
    TEMPORARY_FAILURE = "TEMPORARY_FAILURE"
    TECHNICAL_FAILURE = "TECHNICAL_FAILURE"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


# After these the delivery did not reach the person, and will not.
FAILED = frozenset({DeliveryStatus.PERMANENT_FAILURE, DeliveryStatus.TECHNICAL_FAILURE, DeliveryStatus.RETURNED})


def given_up(status: DeliveryStatus, next_time: datetime | None) -> bool:
    """Whether it will not arrive: an address that cannot be reached for now is given up too, where nobody is to try again."""
    return status in FAILED or (status is DeliveryStatus.TEMPORARY_FAILURE and next_time is None)


# Sent in the person's name of the day: they count for the cap and for what is sent together.
GROUPED = (Channel.EMAIL, Channel.SMS, Channel.PUSH)


class Fate(StrEnum):
    """What one attempt came to.

    TAKEN: a carrier has it. REFUSED: the address does not exist, or refuses. LATER: the address cannot be reached for now. NOT_TAKEN: this carrier
    certainly does not have it, another may be tried. UNSURE: it may or may not have it.
    """

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    LATER = "LATER"
    NOT_TAKEN = "NOT_TAKEN"
    UNSURE = "UNSURE"


@dataclass(frozen=True, slots=True)
class Carried:
    """What one attempt came to. `provider`: which carrier was asked last ("smtp.1"). `reason`: a stable word, nothing of the person in it."""

    fate: Fate
    provider: str = ""
    reference: str = ""
    reason: str = ""


class Heard(StrEnum):
    """What a carrier says later of a delivery; the names of the contract of providers, and ABSENT: it never took it."""

    ABSENT = "ABSENT"
    TAKEN = "TAKEN"
    DELIVERED = "DELIVERED"
    TEMPORARY_FAILURE = "TEMPORARY_FAILURE"
    PERMANENT_FAILURE = "PERMANENT_FAILURE"
    RETURNED = "RETURNED"
