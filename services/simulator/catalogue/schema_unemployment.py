"""The shape of unemployment.yaml."""

from datetime import date

from pydantic import Field

from services.simulator.catalogue.schema import Cents, Dated, Days, Rate, Row, Sourced, Text
from services.simulator.domain.catalogue import Confidence


class UnemploymentRow(Dated):
    """Dated values of the ARE."""

    fixed_part_cents: Cents
    minimum_cents: Cents
    decrease_above_cents: Cents
    decrease_floor_cents: Cents
    csg_above_cents: Cents
    wage_ceiling_cents: Cents


class BandRow(Row):
    """A duration by age."""

    from_age: int = Field(ge=0, le=120)
    most_days: Days
    reference_months: int = Field(ge=1, le=60)


class AgreedLimitRow(Row):
    """A duration by age, after a rupture conventionnelle."""

    from_age: int = Field(ge=0, le=120)
    most_days: Days


class MutualAgreementRow(Dated):
    """What a rupture conventionnelle changes, from a day on."""

    confidence: Confidence
    limits: tuple[AgreedLimitRow, ...] = Field(min_length=1)


class UnemploymentFile(Sourced):
    """unemployment.yaml."""

    legal_reference: Text
    values: tuple[UnemploymentRow, ...] = Field(min_length=1)
    bands: tuple[BandRow, ...] = Field(min_length=1)
    mutual_agreement: MutualAgreementRow
    proportional_rate: Rate
    floor_rate: Rate
    ceiling_rate: Rate
    days_needed: Days
    days_needed_of_seasonal: Days
    days_needed_of_first_right: Days
    first_right_from: date
    days_to_review: Days
    days_after_resignation: Days
    days_a_worked_month: Days
    days_a_paid_month: Days
    least_days: Days
    waiting_days: int = Field(ge=0, le=60)
    duration_rate: Rate
    decrease_rate: Rate
    decrease_after_days: Days
    decrease_below_age: int
    kept_wage_rate: Rate
    reference_month_hundredths: Cents
    idle_rate: Rate
    pension_rate: Rate
    csg_rate: Rate
