"""Who received or read which of a person's facts, and why."""

from dataclasses import dataclass
from datetime import datetime

IDENTITY = "identity"
CERTIFY = "certify_identity"


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
