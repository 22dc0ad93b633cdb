"""The shape of each catalogue file. Unknown keys, unknown words and values out of order are refused."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.simulator.domain.catalogue import Aspect, Confidence, Domain, Looks, Mayotte
from services.simulator.domain.results import Method, Periodicity
from services.simulator.domain.vocabulary import Activity, Resource, Role

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
Rate = Annotated[int, Field(ge=0, le=10_000)]
Cents = Annotated[int, Field(gt=0)]
Days = Annotated[int, Field(gt=0, le=1100)]


class Row(BaseModel):
    """Anything read: what is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sourced(Row):
    """Where figures come from, how sure they are, and when somebody last looked."""

    source: Text
    confidence: Confidence
    last_checked: date


class Dated(Row):
    """Values in force from a day on."""

    start: date = Field(alias="from")


class WagesFile(Sourced):
    """wages.yaml."""

    net: Rate
    taxable: Rate


class AllowanceRow(Dated):
    """Dated ceiling of the wage that counts."""

    wage_ceiling_cents: Cents


class AllowanceFile(Sourced):
    """allowances.yaml."""

    legal_reference: Text
    values: tuple[AllowanceRow, ...] = Field(min_length=1)
    rate: Rate
    waiting_days: int = Field(ge=0, le=60)
    wage_months: int = Field(ge=1, le=12)
    wage_days_hundredths: Cents
    most_months: int = Field(ge=1, le=60)
    contribution_rate: Rate


class GenerationRow(Row):
    """What applies to a generation; ages in months."""

    born_from: date
    legal_age: int = Field(ge=700, le=840)
    quarters: int = Field(ge=150, le=180)
    long_career_age: int = Field(ge=690, le=840)


class ScheduleRow(Dated):
    """Generations, for pensions that begin on `from` or later."""

    reference: Text
    confidence: Confidence
    generations: tuple[GenerationRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _never_easier(self) -> Self:
        ages = [row.legal_age for row in self.generations]
        born = [row.born_from for row in self.generations]
        if ages != sorted(ages) or born != sorted(set(born)):
            raise ValueError("generations out of order")
        return self


class PensionRow(Dated):
    """Dated amounts of pensions."""

    minimum_cents: Cents
    raised_minimum_cents: Cents
    all_pensions_ceiling_cents: Cents
    wage_ceiling_cents: Cents
    point_value: Cents
    point_price: Cents
    confidence: Confidence


class RetirementFile(Sourced):
    """retirement.yaml."""

    schedules: tuple[ScheduleRow, ...] = Field(min_length=1)
    values: tuple[PensionRow, ...] = Field(min_length=1)
    full_rate_age: int
    full_rate: Rate
    decrease_per_quarter_hundredths: Cents
    most_missing_quarters: int
    increase_per_quarter: Rate
    children_increase: Rate
    children_needed: int
    raised_minimum_quarters: int
    long_career_quarters: int
    points_rate_below: Rate
    points_rate_above: Rate
    points_decrease: Rate
    points_decrease_quarters: int
    points_decrease_beyond: Rate
    minimum_wage_cents: Cents
    notes: tuple[Text, ...] = ()
    uncounted: dict[Activity, Rate] = Field(default_factory=dict)


class ConditionRow(Row):
    """A test of one fact."""

    fact: str
    at_least: int | None = None
    below: int | None = None
    among: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _tests_something(self) -> Self:
        if self.at_least is None and self.below is None and not self.among:
            raise ValueError(f"nothing is asked of {self.fact}")
        return self


class BenefitRow(Sourced):
    """One benefit."""

    id: Slug
    name: Text
    individual: bool = False
    periodicity: Periodicity = Periodicity.MONTHLY
    method: Method = Method.LAW_AS_CODE
    amounts: tuple[Variable, ...] = ()
    opens: Variable | None = None
    cost: Variable | None = None
    presumed_cost: Variable | None = None
    paid_month: int | None = Field(None, ge=1, le=12)
    within: Slug | None = None
    unless: Slug | None = None
    counts: frozenset[Slug] = frozenset()
    counted: Variable | None = None
    tops_up: frozenset[Slug] = frozenset()
    least_cents: int = Field(0, ge=0)
    follows: frozenset[Slug] = frozenset()
    mayotte: Mayotte | None = None
    looks: Looks = Looks.NOW
    resource: Resource | None = None
    received_as: Slug | None = None
    told_like: frozenset[Slug] = frozenset()
    roles: frozenset[Role] = frozenset({Role.APPLICANT, Role.PARTNER})
    conditions: tuple[ConditionRow, ...] = ()
    reads: frozenset[Aspect] = frozenset()
    limits: str = ""
    legal_reference: Text
    pieces: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_worked_out_somehow(self) -> Self:
        if (self.method is Method.LAW_AS_CODE) != bool(self.amounts or self.opens):
            raise ValueError("the law as code needs variables, and nothing else may have any")
        if self.method is Method.CONDITIONS and not self.conditions:
            raise ValueError("a benefit that only conditions tell needs some")
        if self.method is Method.LAW_AS_CODE and self.conditions:
            raise ValueError("the law as code has its own conditions")
        if (self.periodicity is Periodicity.YEARLY) != (self.paid_month is not None):
            raise ValueError("a yearly benefit, and no other, stands in one month")
        if bool(self.counts) != bool(self.counted):
            raise ValueError("what other benefits take off it needs the variable that holds what is taken off already")
        return self


class BenefitFile(Row):
    """benefits/<domain>.yaml."""

    domain: Domain
    benefits: tuple[BenefitRow, ...]


class QuestionRow(Row):
    """How an aspect is asked for: a text, or one per kind."""

    aspect: Aspect
    texts: dict[str, Text] = Field(min_length=1)


class QuestionFile(Row):
    """questions.yaml, in the order of asking when questions settle as much."""

    questions: tuple[QuestionRow, ...] = Field(min_length=1)
