"""The dated figures of childcare, parental leave, birth leaves and presumed covers, as their files of `catalogue/` say them. Amounts are cents, rates
in ten-thousandths where nothing else is said."""

from dataclasses import dataclass
from datetime import date

from services.simulator.domain.vocabulary import ChildcareKind
from services.simulator.domain.wages import TEN_THOUSAND, WageRates


@dataclass(frozen=True, slots=True)
class ChildcareValues:
    """From a day on: the bounds of the monthly income, the reference cost of an hour and the most that counts of it, by who minds the child."""

    start: date
    floor_cents: int
    ceiling_cents: int
    childminder_reference_cents: int
    childminder_most_cents: int
    home_reference_cents: int
    home_most_cents: int

    def reference(self, kind: ChildcareKind) -> int:
        """The reference cost of an hour."""
        home = kind is ChildcareKind.HOME_EMPLOYEE
        return self.home_reference_cents if home else self.childminder_reference_cents

    def most(self, kind: ChildcareKind) -> int:
        """The most that counts of the cost of an hour."""
        return self.home_most_cents if kind is ChildcareKind.HOME_EMPLOYEE else self.childminder_most_cents


@dataclass(frozen=True, slots=True)
class EffortRate:
    """From so many children at charge on: the share of the monthly income that an hour costs the family, in millionths."""

    children: int
    childminder: int
    home_employee: int


@dataclass(frozen=True, slots=True)
class ChildcareRules:
    """The model. Values oldest first, rates by rising number of children; ages in years."""

    values: tuple[ChildcareValues, ...]
    rates: tuple[EffortRate, ...]
    wages: WageRates
    minded_until: int
    minded_until_alone: int
    charged_until: int
    deducted_rate: int
    legal_reference: str

    def at(self, day: date) -> ChildcareValues | None:
        """The values of a day; None before the scale that this model knows."""
        return max((v for v in self.values if v.start <= day), key=lambda v: v.start, default=None)

    def effort(self, children: int, kind: ChildcareKind, *, next_one: bool = False) -> int:
        """The rate for so many children, in millionths; `next_one`: the one of the next step, for a family with a disabled child."""
        rank = max(rank for rank, row in enumerate(self.rates) if row.children <= max(children, 1))
        row = self.rates[min(rank + next_one, len(self.rates) - 1)]
        return row.home_employee if kind is ChildcareKind.HOME_EMPLOYEE else row.childminder


@dataclass(frozen=True, slots=True)
class ParentalValues:
    """The monthly base of family benefits, from a day on."""

    start: date
    base_cents: int


@dataclass(frozen=True, slots=True)
class ParentalRules:
    """The model. Values oldest first; limits in months."""

    values: tuple[ParentalValues, ...]
    full_rate: int
    half_rate: int
    partial_rate: int
    half_percent: int
    partial_percent: int
    increased_rate: int
    crds_rate: int
    quarters_needed: int
    months_of_one: int
    months_of_more: int
    until_of_one: int
    until_of_more: int
    charged_until: int
    legal_reference: str

    def at(self, day: date) -> ParentalValues:
        """The values of a day; the oldest ones before them all."""
        return max((v for v in self.values if v.start <= day), key=lambda v: v.start, default=self.values[0])

    def net(self, day: date, rate: int) -> int:
        """What is paid a month for a share of the base: rounded to the cent, less the CRDS without its fraction of a cent."""
        gross = round(self.at(day).base_cents * rate / TEN_THOUSAND)
        return gross - gross * self.crds_rate // TEN_THOUSAND

    def rate(self, work_percent: int) -> int:
        """The share of the base for the work that is kept; 0 where too much is."""
        if work_percent == 0:
            return self.full_rate
        if work_percent <= self.half_percent:
            return self.half_rate
        return self.partial_rate if work_percent <= self.partial_percent else 0


@dataclass(frozen=True, slots=True)
class BirthLeaveValues:
    """From a day on: the ceiling of the monthly gross wage that counts, and the least that is paid a day."""

    start: date
    wage_ceiling_cents: int
    least_cents: int


@dataclass(frozen=True, slots=True)
class BirthLeaveRules:
    """The model. Values oldest first; `wage_days_hundredths`: the days, in hundredths, that `wage_months` stand for."""

    values: tuple[BirthLeaveValues, ...]
    wages: WageRates
    deducted_rate: int
    wage_months: int
    wage_days_hundredths: int
    contribution_rate: int
    days_before: int
    days_after: int
    days_before_of_third: int
    days_after_of_third: int
    children_before_third: int
    paternity_days: int
    paternity_days_of_several: int
    paternity_months: int
    legal_reference: str

    def at(self, day: date) -> BirthLeaveValues:
        """The values of a day; the oldest ones before them all."""
        return max((v for v in self.values if v.start <= day), key=lambda v: v.start, default=self.values[0])


@dataclass(frozen=True, slots=True)
class Holder:
    """The holders of a benefit are presumed to have the cover from a day on; `alone`: only who lives alone without children; `applied`: whether
    the text that applies it was seen."""

    start: date
    benefit: str
    alone: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class PresumptionRules:
    """Who is presumed to have the cover with a participation. `idle_months`: without work before the request."""

    holders: tuple[Holder, ...]
    idle_months: int
    legal_reference: str
