"""A household in the words of a form: what `household.proto` says, as plain values. Amounts are cents of euro; a month is its first day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from services.simulator.domain.vocabulary import (
    Activity,
    Basis,
    ChildcareKind,
    ContractEnd,
    LeaveKind,
    Nationality,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
    Union,
)


@dataclass(frozen=True, slots=True)
class Disability:
    """A recognised disability; `incapacity_rate` in per cent, `aeeh_complement` from 0 to 6."""

    incapacity_rate: int = 0
    work_restriction: bool = False
    aeeh_complement: int = 0
    unfit_for_work: bool = False


@dataclass(frozen=True, slots=True)
class Career:
    """What unemployment benefit and retirement look at; None: not known."""

    contract_end_date: date | None = None
    contract_end: ContractEnd | None = None
    days_worked: int | None = None
    daily_reference_wage_cents: int | None = None
    validated_quarters: int | None = None
    average_annual_wage_cents: int | None = None
    complementary_points: int | None = None
    children_raised: int | None = None
    quarters_before_20: int | None = None
    registration_date: date | None = None


@dataclass(frozen=True, slots=True)
class Childcare:
    """The care of a child that the household pays for; the cost is that of the hours of a month, in cents, before any help. None: not known."""

    kind: ChildcareKind | None = None
    monthly_hours: int | None = None
    monthly_cost_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave for a birth, or to raise a child; `work_percent`: what is kept of a full-time job during a parental leave. None: not known."""

    kind: LeaveKind
    start_date: date | None = None
    end_date: date | None = None
    work_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `key` is a key within the household, never a name; None: not known."""

    key: str
    role: Role
    birth_date: date
    activity: Activity | None = None
    alternating_custody: bool = False
    other_parent_absent: bool | None = None
    school: SchoolLevel | None = None
    scholarship: bool = False
    disability: Disability | None = None
    expected_birth_date: date | None = None
    nationality: Nationality = Nationality.FRENCH
    permit_since_date: date | None = None
    career: Career | None = None
    childcare: Childcare | None = None
    leave: Leave | None = None
    expecting: bool | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The home; None, or an empty commune: not known."""

    occupancy: Occupancy | None = None
    rent_cents: int | None = None
    commune_code: str = ""
    flat_share: bool = False
    single_room: bool = False
    state_agreement: bool | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Amounts month after month from `first_month`, in cents; `continues`: the last one goes on."""

    first_month: date
    amounts_cents: tuple[int, ...]
    continues: bool = False
    basis: Basis = Basis.NET

    @property
    def last_month(self) -> date:
        """The last month whose amount is told by itself, and not carried on."""
        return months_after(self.first_month, len(self.amounts_cents) - 1)

    def at(self, month: date) -> int | None:
        """The amount of a month; None where the series says nothing."""
        index = (month.year - self.first_month.year) * 12 + month.month - self.first_month.month
        if index < 0 or not self.amounts_cents:
            return None
        if index < len(self.amounts_cents):
            return self.amounts_cents[index]
        return self.amounts_cents[-1] if self.continues else None


@dataclass(frozen=True, slots=True)
class Received:
    """What was really paid of a benefit; `open`: the right is open in the month simulated. `person` is empty for the household."""

    benefit: str
    paid: Series
    person: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Assets:
    """What is owned, in cents of euro; None: not known."""

    untaxed_savings_cents: int | None = None
    taxed_savings_cents: int | None = None
    let_property_rental_value_cents: int | None = None
    unlet_property_rental_value_cents: int | None = None
    unlet_land_value_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A household in the first month that is computed.

    `resources`: (person's key, kind) → series. `without`: (person's key, kind, or None for every kind) known to be nil; what is in neither is not
    known. `tax_incomes`: (year of the income, person's key or "" for the household) → cents.
    `partner_unknown`: whether there is a partner, or, with a `union`, who it is; `children_unknown`: whether there are others than those told.
    `bereaved`: whether the applicant lost a spouse; None: not known. `disability_unknown`: whether the applicant is disabled is not known.
    """

    month: date
    persons: tuple[Person, ...]
    union: Union | None = None
    alone_since_date: date | None = None
    home: Home | None = None
    resources: Mapping[tuple[str, Resource], Series] = field(default_factory=dict)
    without: frozenset[tuple[str, Resource | None]] = frozenset()
    received: tuple[Received, ...] = ()
    assets: Assets | None = None
    tax_incomes: Mapping[tuple[int, str], int] = field(default_factory=dict)
    partner_unknown: bool = False
    children_unknown: bool = False
    bereaved: bool | None = None
    disability_unknown: bool = False

    @property
    def applicant(self) -> Person:
        """Who asks."""
        return next(person for person in self.persons if person.role is Role.APPLICANT)

    @property
    def partner(self) -> Person | None:
        """The spouse, Pacs partner or cohabitant."""
        return next((person for person in self.persons if person.role is Role.PARTNER), None)

    @property
    def children(self) -> tuple[Person, ...]:
        """The children at charge."""
        return tuple(person for person in self.persons if person.role is Role.CHILD)

    @property
    def in_mayotte(self) -> bool:
        """Whether the home is known to be in Mayotte."""
        return self.home is not None and self.home.commune_code.startswith("976")

    def has_agreed_end(self, career: Career) -> bool:
        """Whether a contract ended by a rupture conventionnelle, and what that changes is known: overseas it is not."""
        overseas = self.home is not None and self.home.commune_code.startswith("97")
        return career.contract_end is ContractEnd.MUTUAL_AGREEMENT and not overseas

    def person(self, key: str) -> Person:
        """The person of a key; KeyError if there is none."""
        return {person.key: person for person in self.persons}[key]

    def knows(self, person: str, kind: Resource) -> bool:
        """Whether a resource is known, be it nil."""
        return (person, kind) in self.resources or not self.without.isdisjoint({(person, kind), (person, None)})

    def changed(self, **changes: object) -> Self:
        """The same household, save what is said."""
        return replace(self, **changes)  # type: ignore[arg-type]  # the fields' own types are checked where it is called


def months_after(month: date, count: int) -> date:
    """The first day of the month `count` months later (earlier when negative)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_until(first: date, last: date) -> Iterator[date]:
    """From the month of one day to that of another, both included."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = months_after(month, 1)
