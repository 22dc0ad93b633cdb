"""The shape of the YAML files: what is missing, misspelt, undated or without a source stops the process rather than a person's reminder."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.notify.domain.due import ItemKind
from services.notify.domain.profile import DutyKind, PaperKind
from services.notify.domain.territories import Territory

Text = Annotated[str, Field(min_length=1)]
# L: read in the law; W: read on a page about it; K: from memory, or ours.
Confidence = Literal["L", "W", "K"]
Listed = Annotated[list[Text], Field(min_length=1)]


class Strict(BaseModel):
    """No key that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict):
    """Where it comes from, and when somebody last looked."""

    source: Text
    checked: date
    confidence: Confidence


class LeadSchema(Strict):
    """How long before; less than a year, on which the calendar's next look relies."""

    months: int = Field(0, ge=0, le=11)
    days: int = Field(0, ge=0, le=330)


class RemindSchema(Strict):
    """The days of sending."""

    at_opening: bool = False
    before: list[Annotated[int, Field(ge=0, le=366)]]


class HeadSchema(Sourced):
    """What every rule has."""

    rule: Text
    kind: ItemKind
    since: date
    until: date | None = None
    health: bool = False
    legal_effect: bool = False
    remind: RemindSchema
    template: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[1-9]\d*$")]
    reference: Text


class ReferenceSchema(Strict):
    """Which months a declaration is about."""

    since: date
    organismes: list[Text] = []
    departments: list[Text] = []
    back: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1)]
    source: Text
    confidence: Confidence


class BelatedSchema(HeadSchema):
    """What can still be done afterwards, for so many months."""

    months: int = Field(ge=1, le=11)


class DeclarationSchema(HeadSchema):
    """A declaration that comes again and again."""

    benefits: Listed
    every: int = Field(ge=1, le=12)
    only_if_working: bool = False
    references: Annotated[list[ReferenceSchema], Field(min_length=1)]
    late: BelatedSchema | None = None


class DeclarationsFile(Strict):
    """declarations.yaml"""

    rules: list[DeclarationSchema]


class RenewalSchema(HeadSchema):
    """A right with an end."""

    benefits: Listed
    opens: LeadSchema
    closes: LeadSchema
    answered_by: list[Text] = []
    automatic_with: list[Text] = []
    automatic_template: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[1-9]\d*$")] | None = None


class RenewalsFile(Strict):
    """renewals.yaml. `late`: what is said of any of them once the date has passed, until the right ends."""

    late: HeadSchema
    rules: list[RenewalSchema]


class DayOfYear(Strict):
    """A day of every year."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=28)


class PaymentSchema(Sourced):
    """When a yearly benefit is paid."""

    territories: list[Territory]
    month: int = Field(ge=1, le=12)
    weekday: int = Field(ge=0, le=6)
    rank: int = Field(ge=1, le=4)
    told: dict[int, date] = {}


class SchoolSchema(HeadSchema):
    """A yearly benefit for children of some ages."""

    benefits: Listed
    youngest: int
    oldest: int
    minor_on: DayOfYear
    opens: DayOfYear | None = None
    territories_without: list[Territory] = []


class SchoolingFile(Strict):
    """schooling.yaml"""

    payments: list[PaymentSchema]
    rules: list[SchoolSchema]


class PaperSchema(HeadSchema):
    """A paper with an end."""

    papers: Annotated[list[PaperKind], Field(min_length=1)]
    opens: LeadSchema
    ask_by: LeadSchema


class PapersFile(Strict):
    """papers.yaml"""

    rules: list[PaperSchema]


class GenerationSchema(Strict):
    """The legal age of a generation."""

    born: date
    months: int = Field(ge=600, le=900)


class RetirementSchema(Strict):
    """A retirement to ask for, and the legal age."""

    request: HeadSchema
    age: HeadSchema
    opens: LeadSchema
    closes: LeadSchema
    age_opens: LeadSchema
    benefits: Listed
    generations: list[GenerationSchema]


class PlainSchema(HeadSchema):
    """A date that comes with the thing itself."""

    opens: LeadSchema


class YearlySchema(PlainSchema):
    """The same day of every year."""

    due: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class PlainRules(Strict):
    """One for each thing that brings its own date."""

    appeal: PlainSchema
    piece: PlainSchema
    mandate: PlainSchema
    gap: PlainSchema
    scholarship: YearlySchema


class LifeFile(Strict):
    """life.yaml"""

    retirement: RetirementSchema
    plain: PlainRules
    told: dict[DutyKind, PlainSchema]
