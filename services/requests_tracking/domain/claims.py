"""A claim as it is kept: what cannot be folded from its steps, and where the fold of them stands."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from services.requests_tracking.domain.dates import day_of
from services.requests_tracking.domain.vocabulary import UNION, ClaimKind, ClaimState


@dataclass(frozen=True, slots=True)
class Claim:
    """`path`: of an appeal. `submitted`: when the person sent it. `reference`: the organisme's own. `effect`: the day a retirement starts.

    `expires` and `reminded`: of a draft. `clock_date`: the day after which its clock must be looked at. `decided`: its organisme has answered,
    once at least. `version` grows with every change.
    `appeals` and `whole`: the references of the decision contested, and of the one claim that it is a part of, as its organisme gave them.
    `decided_by`: who decides first, when that is not the organisme; `handed`: the day on which they agreed and left it the rest.
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
    appeals: str = ""
    whole: str = ""
    decided_by: str = ""
    handed: date | None = None

    @property
    def etag(self) -> str:
        """Changes with everything that changes."""
        return hashlib.sha256(f"{self.claim_id}/{self.version}".encode()).hexdigest()[:16]

    @property
    def is_whole(self) -> bool:
        """Whether other organismes instruct it, each a part."""
        return self.kind is ClaimKind.BENEFIT and self.organisme in ("", UNION)

    @property
    def decider(self) -> str:
        """Who is to decide now."""
        return self.organisme if self.handed else self.decided_by or self.organisme

    @property
    def seized(self) -> date | None:
        """The day from which who is to decide now has had it; None for a draft."""
        return self.handed or (day_of(self.submitted) if self.submitted else None)
