"""The dated figures of unemployment benefit (ARE), as `catalogue/unemployment.yaml` says them. Amounts are gross cents, rates in ten-thousandths."""

from dataclasses import dataclass
from datetime import date

from services.simulator.domain.wages import TEN_THOUSAND, WageRates


@dataclass(frozen=True, slots=True)
class DurationBand:
    """For a contract that ends at `from_age` or later: the longest that the benefit lasts, and the months in which work counts."""

    from_age: int
    most_days: int
    reference_months: int


@dataclass(frozen=True, slots=True)
class UnemploymentValues:
    """The values in force from a day on: gross cents a day, save the ceiling of wages, in cents a month."""

    start: date
    fixed_part_cents: int
    minimum_cents: int
    decrease_above_cents: int
    decrease_floor_cents: int
    csg_above_cents: int
    wage_ceiling_cents: int


@dataclass(frozen=True, slots=True)
class AgreedLimit:
    """After a rupture conventionnelle, for who is `from_age` or older when the contract ends: the longest that the benefit lasts."""

    from_age: int
    most_days: int


@dataclass(frozen=True, slots=True)
class AgreedLimits:
    """The limits of contracts that end by mutual agreement on `start` or later, by rising age."""

    start: date
    limits: tuple[AgreedLimit, ...]


@dataclass(frozen=True, slots=True)
class UnemploymentRules:
    """The model. Values oldest first, bands by rising age; rates in ten-thousandths."""

    values: tuple[UnemploymentValues, ...]
    bands: tuple[DurationBand, ...]
    wages: WageRates
    mutual_agreement: AgreedLimits
    proportional_rate: int
    floor_rate: int
    ceiling_rate: int
    days_needed: int
    days_needed_of_seasonal: int
    days_needed_of_first_right: int
    first_right_from: date
    days_to_review: int
    days_after_resignation: int
    days_a_worked_month: int
    days_a_paid_month: int
    least_days: int
    waiting_days: int
    duration_rate: int
    decrease_rate: int
    decrease_after_days: int
    decrease_below_age: int
    kept_wage_rate: int
    reference_month_hundredths: int
    idle_rate: int
    pension_rate: int
    csg_rate: int

    def at(self, day: date) -> UnemploymentValues:
        """The values of a day; the oldest ones before them all."""
        return max((v for v in self.values if v.start <= day), key=lambda v: v.start, default=self.values[0])

    def band(self, age: int) -> DurationBand:
        """The band of an age."""
        return max((b for b in self.bands if b.from_age <= age), key=lambda b: b.from_age, default=self.bands[0])

    def agreed_days(self, age: int, end: date) -> int | None:
        """The longest that the benefit lasts after a rupture conventionnelle; None where the ordinary band alone counts."""
        if end < self.mutual_agreement.start:
            return None
        return max(
            (one for one in self.mutual_agreement.limits if one.from_age <= age), key=lambda one: one.from_age
        ).most_days

    def most_days(self, age: int, end: date, *, agreed: bool) -> int:
        """The longest that the benefit lasts for a contract that ends on that day; `agreed`: by a rupture conventionnelle."""
        special = self.agreed_days(age, end) if agreed else None
        return self.band(age).most_days if special is None else min(special, self.band(age).most_days)

    def days_beside(self, gross_cents: int, days: int, daily_cents: int, daily_wage_cents: int) -> int:
        """How many of a month's days stay paid beside a wage of that month: the benefit less a share of the wage, both together never above the
        former monthly wage."""
        if gross_cents <= 0 or daily_cents <= 0:
            return days
        left = days * daily_cents - gross_cents * self.kept_wage_rate / TEN_THOUSAND
        room = daily_wage_cents * self.reference_month_hundredths / 100 - gross_cents
        return max(0, min(days, round(min(left, room) / daily_cents)))
