"""One attempt to reach a person through one channel, and what is handed to a carrier for it."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.sending.channels import Channel, DeliveryStatus
from services.notify.domain.sending.words import SUBJECT

# The round of what the person's choice of channels did not ask for: an escalation, or what follows a failure.
ESCALATED = 0
# Why a delivery did not leave: the person wants it no more; nobody knows where they live.
NOT_WANTED, NO_POSTAL_ADDRESS = "NOT_WANTED", "NO_POSTAL_ADDRESS"


@dataclass(frozen=True, slots=True)
class Secret:
    """What is kept sealed of a delivery. `address`: where it went. `code`: as printed. `text`: all that it says, of one that carries no message.

    `lines`: of a letter, the postal address. `day`: of a letter, the date that it bears (ISO), so that the same letter is written again after a crash.
    """

    address: str = ""
    code: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    day: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery. `message_id` empty: it carries the code that confirms an address. `round` 1: the message itself; 2, 3…: told again; 0: `ESCALATED`.

    `target`: the browser, for PUSH. `not_before`: when to look at it; None: nothing more is to be done. `attempts`: those made, the one under way included.
    `reference`: the carrier's own. `life`: 2, 3… when it was put back in line by hand.
    `carrier_id`: the delivery with which it left, its own id or that of another of the same hour. `traceparent`: the trace of what is behind it.
    """

    delivery_id: str
    person_id: str
    message_id: str
    channel: Channel
    created: datetime
    not_before: datetime | None
    round: int = 1
    target: str = ""
    status: DeliveryStatus = DeliveryStatus.CREATED
    reason: str = ""
    attempts: int = 0
    carrier_id: str = ""
    life: int = 1
    provider: str = ""
    reference: str = ""
    document_id: str = ""
    address_digest: bytes | None = None
    traceparent: str = ""
    secret: Secret = Secret()

    @property
    def key(self) -> str:
        """By which carriers know it. One put back in line by hand is another one to them: they would not carry the same twice."""
        return self.delivery_id if self.life == 1 else f"{self.delivery_id}.{self.life}"

    @property
    def is_lead(self) -> bool:
        """Whether it is what a carrier was given, rather than something that left with it."""
        return self.carrier_id in ("", self.delivery_id)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a carrier is handed. `key`: by which it knows it, for ever. `address`: e-mail, telephone (E.164) or subscription (JSON). `subject`: of an e-mail."""

    key: str
    channel: Channel
    address: str
    text: str = ""
    lines: tuple[str, ...] = ()
    pdf: bytes = b""
    subject: str = SUBJECT
