"""Who received or read which of a person's facts, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

IDENTITY = "identity"
CERTIFY = "certify_identity"


class Verb(StrEnum):
    """What a reader was told of a fact; NONE: nothing, data was read, or whoever sent it did not say."""

    NONE = ""
    CREATED = "CREATED"
    CORRECTED = "CORRECTED"
    ANNULLED = "ANNULLED"
    ENDED = "ENDED"
    CONTROLLED = "CONTROLLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """`reader`: an organisme or a service. `subject`: a kind of fact or a domain of rights, never a value."""

    entry_id: str
    reader: str
    subject: str
    purpose: str
    legal_basis: str
    access_time: datetime
    trace_id: str
    verb: Verb = Verb.NONE
