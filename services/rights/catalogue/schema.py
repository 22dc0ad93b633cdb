"""The shape of each catalogue file. Unknown keys, unknown ids, insecure links and dates out of order are refused."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.rights.domain.exposure import Detail
from services.rights.domain.vocabulary import (
    Confidence,
    Domain,
    Kind,
    Organisme,
    PaymentPeriod,
    PortalService,
    Regime,
)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
Link = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9/_-]*)?$")]
Article = Annotated[str, StringConstraints(pattern=r"^([LRD]\. )?[0-9]")]
LevelName = Annotated[str, StringConstraints(pattern="^(NONE|FIRST|ENRICHED|FULL)$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Dated(_Row):
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"ends {self.end} before it starts {self.start}")
        return self


class _Sourced(_Row):
    source: Text
    confidence: Confidence
    last_checked: date


class NameRow(_Dated):
    """A name and the days it was official."""

    name: Text
    also: tuple[Text, ...] = ()


class ManagerRow(_Dated):
    """An organisme that managed a benefit for a while."""

    organisme: Organisme


class LegalRow(_Row):
    """The article that founds a benefit; no article where a whole text does."""

    code: Text
    article: Article | None = None


class PayoutRow(_Row):
    """How a benefit is paid."""

    period: PaymentPeriod
    lag_months: int = Field(ge=0, le=3)


class BenefitRow(_Sourced):
    """One benefit. `opened` and `closed` bound its existence; `aliases` are its former names, oldest first."""

    id: Slug
    name: Text
    aliases: tuple[NameRow, ...] = ()
    opened: date | None = None
    closed: date | None = None
    kind: Kind
    description: Text
    managers: dict[Regime, Organisme | tuple[ManagerRow, ...]] = Field(min_length=1)
    links: dict[Organisme, Link] = {}
    legal: LegalRow
    appeal: Slug = "cra"
    payout: PayoutRow | None = None
    continuity_groups: tuple[Slug, ...] = ()
    pointed_by: tuple[Slug, ...] = ()
    health_sensitive: bool = False

    @model_validator(mode="after")
    def _is_opened_once(self) -> Self:
        if self.aliases and self.opened is not None:
            raise ValueError("a benefit with aliases opens with the first of them: drop `opened`")
        if any(alias.end is None for alias in self.aliases):
            raise ValueError("a former name needs the day it ended")
        return self


class BenefitFile(_Row):
    """benefits/<domain>.yaml."""

    domain: Domain
    benefits: tuple[BenefitRow, ...]


class DomainRow(_Row):
    """A domain as a citizen reads it."""

    id: Domain
    name: Text
    question: Text


class DomainFile(_Row):
    """domains.yaml."""

    domains: tuple[DomainRow, ...]


class OrganismeRow(_Row):
    """An organisme, under today's name and the former ones."""

    id: Organisme
    name: Text
    aliases: tuple[NameRow, ...] = ()
    role: Text
    site: Link


class OrganismeFile(_Row):
    """organismes.yaml."""

    organismes: tuple[OrganismeRow, ...]


class AppealRow(_Sourced):
    """A way to contest a decision."""

    id: Slug
    body: Text
    months: int | None = Field(None, ge=1, le=12)


class AppealFile(_Row):
    """appeals.yaml."""

    appeals: tuple[AppealRow, ...]


class GroupRow(_Row):
    """Benefits that take over from one another."""

    id: Slug
    name: Text
    remedy: Slug
    horizon_days: int = Field(ge=1, le=400)
    look_back_days: int = Field(ge=0, le=800)
    covers_all: bool


class GroupFile(_Row):
    """continuity.yaml."""

    groups: tuple[GroupRow, ...]


class StepRow(_Row):
    """A step of the exposure matrix."""

    on: date = Field(alias="from")
    announced: date | None = None
    regimes: frozenset[Regime] = Field(min_length=1)
    subjects: frozenset[Domain | PortalService] = Field(min_length=1)
    level: LevelName
    items: tuple[Text, ...] = Field(min_length=1)
    confidence: Confidence

    @model_validator(mode="after")
    def _announced_before(self) -> Self:
        if self.announced is not None and self.announced > self.on:
            raise ValueError("announced after it took effect")
        return self


class ExposureFile(_Row):
    """exposure.yaml."""

    shows: dict[LevelName, frozenset[Detail]]
    steps: tuple[StepRow, ...]


class TermRow(_Row):
    """A concept of the lexicon."""

    id: Slug
    meaning: Text
    names: tuple[NameRow, ...] = Field(min_length=1)


class LexiconFile(_Row):
    """lexicon.yaml."""

    terms: tuple[TermRow, ...]


class RetentionRow(_Dated):
    """How long a kind of data may be kept."""

    data: Text
    months: int = Field(ge=1, le=60)
    source: Text
    confidence: Confidence


class RetentionFile(_Row):
    """retention.yaml."""

    retention: tuple[RetentionRow, ...]


class FloorRow(_Sourced, _Dated):
    """A total below which an overpayment is not claimed back."""

    benefits: frozenset[Slug] = Field(min_length=1)
    floor_cents: int = Field(gt=0)


class FloorFile(_Row):
    """recovery.yaml."""

    floors: tuple[FloorRow, ...]
