"""A claim as it is kept: what cannot be folded from its steps, and where the fold of them stands."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState


@dataclass(frozen=True, slots=True)
class Claim:
    """`path`: of an appeal. `submitted`: when the person sent it. `reference`: the organisme's own. `effect`: the day a retirement starts.

    `expires` and `reminded`: of a draft. `clock_date`: the day after which its clock must be looked at. `version` grows with every change.
    """

    claim_id: str
    person_id: str
    kind: ClaimKind
    benefit: str
    organisme: str
    parent_claim_id: str
    state: ClaimState
    changed: datetime
    path: str = ""
    submitted: datetime | None = None
    reference: str = ""
    effect: date | None = None
    expires: datetime | None = None
    reminded: bool = False
    clock_date: date | None = None
    decided: bool = False
    version: int = 1

    @property
    def etag(self) -> str:
        """Changes with everything that changes."""
        return hashlib.sha256(f"{self.claim_id}/{self.version}".encode()).hexdigest()[:16]

    @property
    def is_whole(self) -> bool:
        """Whether other organismes instruct it, each a part."""
        return self.kind is ClaimKind.BENEFIT and not self.organisme
