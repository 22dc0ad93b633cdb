"""The shape of the files of our own models of family leaves, childcare and presumed covers; and the worked examples that they hold."""

from datetime import date

from pydantic import Field

from services.simulator.catalogue.schema import Cents, Dated, Days, Rate, Row, Slug, Sourced, Text


class ExampleRow(Row):
    """A figure that an outside page gives, and where: the tests work it out again."""

    address: Text
    says: Text
    given: dict[str, date | int | str]
    gives: dict[str, int]


class Worked(Sourced):
    """A file with the law that it follows, and with worked examples."""

    legal_reference: Text
    examples: tuple[ExampleRow, ...] = Field(min_length=1)


class ChildcareRow(Dated):
    """Dated bounds of the income, and costs of an hour."""

    floor_cents: Cents
    ceiling_cents: Cents
    childminder_reference_cents: Cents
    childminder_most_cents: Cents
    home_reference_cents: Cents
    home_most_cents: Cents


class EffortRow(Row):
    """Rates of effort from so many children on, in millionths."""

    children: int = Field(ge=1, le=20)
    childminder: int = Field(gt=0, le=10_000)
    home_employee: int = Field(gt=0, le=10_000)


class ChildcareFile(Worked):
    """childcare.yaml."""

    values: tuple[ChildcareRow, ...] = Field(min_length=1)
    rates: tuple[EffortRow, ...] = Field(min_length=1)
    minded_until: int
    minded_until_alone: int
    charged_until: int
    deducted_rate: Rate


class BaseRow(Dated):
    """The dated monthly base of family benefits."""

    base_cents: Cents


class ParentalFile(Worked):
    """parental.yaml."""

    values: tuple[BaseRow, ...] = Field(min_length=1)
    full_rate: Rate
    half_rate: Rate
    partial_rate: Rate
    half_percent: int = Field(ge=0, le=100)
    partial_percent: int = Field(ge=0, le=100)
    increased_rate: int = Field(gt=0, le=20_000)
    crds_rate: Rate
    quarters_needed: int
    months_of_one: int
    months_of_more: int
    until_of_one: int
    until_of_more: int
    charged_until: int


class BirthLeaveRow(Dated):
    """The dated ceiling of the monthly wage, and the least that is paid a day."""

    wage_ceiling_cents: Cents
    least_cents: Cents


class BirthLeaveFile(Worked):
    """birth_leave.yaml."""

    values: tuple[BirthLeaveRow, ...] = Field(min_length=1)
    deducted_rate: Rate
    wage_months: int = Field(ge=1, le=12)
    wage_days_hundredths: Cents
    contribution_rate: Rate
    days_before: Days
    days_after: Days
    days_before_of_third: Days
    days_after_of_third: Days
    children_before_third: int
    paternity_days: Days
    paternity_days_of_several: Days
    paternity_months: int


class HolderRow(Dated):
    """A benefit whose holders are presumed to have the cover."""

    benefit: Slug
    alone: bool
    applied: bool


class PresumptionFile(Worked):
    """presumption.yaml."""

    idle_months: int
    holders: tuple[HolderRow, ...] = Field(min_length=1)
