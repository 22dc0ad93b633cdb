"""Changes of situation that can be tried: `change.proto` as plain values. Amounts are cents of euro a month.

A change says what changes; everything else stays. What it does to a household stands in `changes_work`, `changes_family` and
`changes_home`, one named transformation per kind, and `changes_trial` finds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.simulator.domain.household import Disability, Home, Person, Series
from services.simulator.domain.vocabulary import Basis, ContractEnd, Resource, SchoolLevel, Union


@dataclass(frozen=True, slots=True)
class Move:
    """The household moves to `home`, whole."""

    home: Home


@dataclass(frozen=True, slots=True)
class NewJob:
    """Somebody takes a job."""

    person: str
    monthly_cents: int
    basis: Basis = Basis.NET


@dataclass(frozen=True, slots=True)
class WageChange:
    """Somebody's wage changes."""

    person: str
    monthly_cents: int
    basis: Basis = Basis.NET


@dataclass(frozen=True, slots=True)
class JobLoss:
    """Somebody loses a job."""

    person: str
    contract_end: ContractEnd = ContractEnd.DISMISSAL


@dataclass(frozen=True, slots=True)
class Retire:
    """Somebody retires; `pension_cents` None: the simulator's estimate."""

    person: str
    pension_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Birth:
    """Children are born or adopted on that day."""

    children: int = 1


@dataclass(frozen=True, slots=True)
class Separation:
    """The couple separates; children who are not named leave with the partner. `home` None: the applicant stays in the home."""

    children_staying: frozenset[str] = frozenset()
    children_alternating: frozenset[str] = frozenset()
    alimony_received_cents: int = 0
    alimony_paid_cents: int = 0
    home: Home | None = None


@dataclass(frozen=True, slots=True)
class Couple:
    """The applicant settles with a partner, who brings these resources by kind."""

    union: Union
    partner: Person
    resources: Mapping[Resource, Series] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildLeaving:
    """A child leaves the home."""

    child: str


@dataclass(frozen=True, slots=True)
class DisabilityRecognised:
    """A disability is recognised."""

    person: str
    disability: Disability


@dataclass(frozen=True, slots=True)
class Studies:
    """Somebody studies again: wages end."""

    person: str
    school: SchoolLevel
    scholarship: bool = False


@dataclass(frozen=True, slots=True)
class PartnerDeath:
    """The partner dies; `survivor_pension_cents` None: none is counted."""

    survivor_pension_cents: int | None = None


@dataclass(frozen=True, slots=True)
class RentChange:
    """The rent, or the loan repayment, changes."""

    rent_cents: int


@dataclass(frozen=True, slots=True)
class ParentalLeave:
    """Somebody stops work to look after a child."""

    person: str


@dataclass(frozen=True, slots=True)
class SickLeave:
    """Somebody falls ill and stops work; `monthly_cents` None: what the law gives for their wage."""

    person: str
    monthly_cents: int | None = None


What = (
    Move
    | NewJob
    | WageChange
    | JobLoss
    | Retire
    | Birth
    | Separation
    | Couple
    | ChildLeaving
    | DisabilityRecognised
    | Studies
    | PartnerDeath
    | RentChange
    | ParentalLeave
    | SickLeave
)

# The name of each kind in the contract, in the order of `Change.what`.
KINDS: Mapping[type[What], str] = {
    Move: "move",
    NewJob: "new_job",
    WageChange: "wage_change",
    JobLoss: "job_loss",
    Retire: "retire",
    Birth: "birth",
    Separation: "separation",
    Couple: "couple",
    ChildLeaving: "child_leaving",
    DisabilityRecognised: "disability_recognised",
    Studies: "studies",
    PartnerDeath: "partner_death",
    RentChange: "rent_change",
    ParentalLeave: "parental_leave",
    SickLeave: "sick_leave",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change to try, under the caller's key."""

    key: str
    date: date
    what: What

    @property
    def kind(self) -> str:
        """Its name in the contract ("new_job")."""
        return KINDS[type(self.what)]


@dataclass(frozen=True, slots=True)
class Combination:
    """Changes that are tried together, under the caller's key."""

    key: str
    changes: tuple[Change, ...]
