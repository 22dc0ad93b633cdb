"""The shape of the rulebook's files: an unknown key, a missing source or an impossible date is refused when loading."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.documents.domain.freshness import Manner
from services.documents.domain.verdicts import RefusalReason

Confidence = Literal["L", "W", "K"]
Owner = Literal["person", "employer", "doctor", "bailleur", "organisme"]
Domain = Literal["SANTE", "FAMILLE", "LOGEMENT", "SOLIDARITE", "RETRAITE", "EMPLOI"]
Regime = Literal["GENERAL", "AGRICOLE", "INDEPENDANTS", "MGEN"]


class Strict(BaseModel):
    """Nothing that is not foreseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict):
    """A datum that somebody can check again. Confidence: L read in the law, W in a secondary page, K general knowledge, unconfirmed."""

    source: str = Field(min_length=3)
    checked: date
    confidence: Confidence


class TimeLimitSchema(Strict):
    """Whole days after the date on the document."""

    days: int = Field(ge=1, le=365)
    consequence: str
    reference: str


class RuleSchema(Sourced):
    """One rule; without `reason`, the document may be deposited. `valid_until`: the last day."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    reason: RefusalReason | None = None
    explanation: str = Field(min_length=10)
    instruction: str = ""
    handlers: str = ""
    by_post: bool = False
    service_url: str = Field("", pattern=r"^(https://.+)?$")
    time_limit: TimeLimitSchema | None = None
    reference: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    only_organismes: list[str] = []
    only_benefits: list[str] = []


class TypeSchema(Strict):
    """One type of document."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    label: str
    aliases: list[str] = Field(min_length=1)
    description: str = Field(min_length=10)
    takers: list[str] = []
    freshness: str = ""
    both_sides: bool = False
    identity_title: bool = False
    rules: list[RuleSchema] = Field(min_length=1)


class TypesFile(Strict):
    """A file of `types/`: one domain."""

    domain: Domain
    types: list[TypeSchema]


class PieceSchema(Strict):
    """One piece of a benefit."""

    any_of: list[str] = Field(min_length=1)
    owed_by: Owner = "person"
    condition: str = ""


class BenefitSchema(Sourced):
    """The pieces of a benefit, and the form or the article that asks for them."""

    reference: str
    pieces: list[PieceSchema] = Field(min_length=1)


class PiecesFile(Strict):
    """`pieces.yaml`: by the benefit's id in the catalogue of rights."""

    benefits: dict[str, BenefitSchema]


class FreshnessSchema(Sourced):
    """How old a document may be."""

    manner: Manner
    label: str
    months: int = Field(0, ge=0, le=120)
    turn_month: int = Field(9, ge=1, le=12)
    turn_day: int = Field(15, ge=1, le=28)
    pay_day: int = Field(15, ge=1, le=28)


class FreshnessFile(Strict):
    """`freshness.yaml`."""

    freshness: dict[str, FreshnessSchema]


class LimitsSchema(Strict):
    """What one document may be."""

    maximum_bytes: int = Field(ge=1 << 20, le=100 << 20)
    maximum_pages: int = Field(ge=1, le=500)
    media_types: list[str] = Field(min_length=1)


class OrganismeSchema(Strict):
    """An organisme: its own limits where it has any."""

    name: str
    office_word: str
    postal: list[str] = []
    site: str = Field(pattern=r"^https://.+")
    limits: LimitsSchema | None = None


class DirectorySchema(Sourced):
    """Where the addresses of offices are published; `organismes`: other words for some."""

    page: str = Field(pattern=r"^https://.+")
    told: str = Field(min_length=10)
    organismes: dict[str, str] = {}


class OrganismesFile(Sourced):
    """`organismes.yaml`: `handlers` are named lists of who handles what, by regime."""

    version: str
    default_limits: LimitsSchema
    organismes: dict[str, OrganismeSchema]
    directory: DirectorySchema
    handlers: dict[str, dict[Regime, str]]


class LifeSchema(Sourced):
    """For how many days something is kept."""

    days: int = Field(ge=1)


class RetentionFile(Strict):
    """`retention.yaml`."""

    retention: dict[Literal["draft", "refused", "kept", "identity_title"], LifeSchema] = Field(min_length=4)


class ProducedSchema(Strict):
    """A type of document that the suite produces."""

    label: str
    domain: Domain
    description: str = Field(min_length=10)


class ProducedFile(Strict):
    """`produced.yaml`."""

    produced: dict[str, ProducedSchema]
