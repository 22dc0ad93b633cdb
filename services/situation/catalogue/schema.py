"""The shape of the catalogue's files: an unknown key, a missing source or an impossible date is refused when loading."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.situation.domain.catalogue import FieldType, Obligation
from services.situation.domain.formats import FORMATS


def _known_format(name: str) -> str:
    if name not in FORMATS:
        raise ValueError(f"unknown format {name}")
    return name


Format = Annotated[str, AfterValidator(_known_format)]
Confidence = Literal["C", "L", "W", "K"]
Quality = Literal["HOLDER", "DEPENDANT", "PARTNER", "PENSIONER", "SOURCE"]


class Strict(BaseModel):
    """Nothing that is not foreseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict):
    """A datum that somebody can check again: where it comes from, how sure it is, when it was last looked at.

    Confidence: C a public repository, L text of law, W secondary page, K general knowledge, unconfirmed.
    """

    source: str = Field(min_length=3)
    confidence: Confidence
    last_checked: date


class WindowSchema(Sourced):
    """Days allowed around the day of the declaration, in months."""

    months_before: int = Field(ge=0, le=1800)
    months_after: int = Field(ge=0, le=1800)


class FieldSchema(Strict):
    """One field, under its name in the contract."""

    name: str
    label: str
    type: FieldType
    required: bool = False
    codes: dict[str, str] = {}
    format: Format | None = None
    minimum: int | None = None
    maximum: int | None = None
    default: str | None = None
    window: WindowSchema | None = None
    fields: list["FieldSchema"] = []
    hint: str = ""


class RequiredWhenSchema(Strict):
    """`then` is required once `field` equals a value, and `formats` (field → format) apply."""

    field: str
    equals: str
    then: list[str] = Field(min_length=1)
    formats: dict[str, Format] = {}


class BoundSchema(Strict):
    """The first or the last day of a fact, as a form asks for it; or the field of the content that says it."""

    label: str = ""
    hint: str = ""
    field: str | None = None


class OnlyWhenSchema(Strict):
    """Once `field` says one of these codes."""

    field: str
    codes: list[str] = Field(min_length=1)


class QuestionSchema(Strict):
    """What a form asks together: fields of the kind, `start`, `end`."""

    label: str = Field(min_length=3)
    hint: str = ""
    fields: list[str] = Field(min_length=1)
    only_when: OnlyWhenSchema | None = None


class BasisSchema(Sourced):
    """An article: how it is cited, what it allows, and since when (None: since before the suite)."""

    reference: str
    explanation: str
    valid_from: date | None = None
    valid_until: date | None = None


class RecipientSchema(Strict):
    """What some organismes receive, by which basis of `legal_bases.yaml`; `only_when`: of facts that have these codes (field → codes)."""

    organismes: list[str] = Field(min_length=1)
    fields: list[str] = Field(min_length=1)
    obligation: Obligation
    basis: str
    qualities: list[Quality] = ["HOLDER", "PENSIONER", "PARTNER", "DEPENDANT"]
    only_when: dict[str, list[str]] = {}
    valid_from: date | None = None
    valid_until: date | None = None


class FactSchema(Strict):
    """One kind of fact: a file of `facts/`."""

    kind: str
    label: str
    description: str
    single: bool
    start_window: WindowSchema | None = None
    fields: list[FieldSchema] = Field(min_length=1)
    one_of: list[list[str]] = []
    required_when: list[RequiredWhenSchema] = []
    start: BoundSchema
    end: BoundSchema | None = None
    questions: list[QuestionSchema] = Field(min_length=1)
    recipients: list[RecipientSchema]


class LifeSchema(Sourced):
    """For how many days something is kept."""

    days: int = Field(ge=1)


class RetentionFile(Strict):
    """`retention.yaml`."""

    delivery: LifeSchema


class NameSchema(Strict):
    """A name, and since when it is the official one."""

    name: str
    since: date | None = None


class BasesFile(Strict):
    """`legal_bases.yaml`."""

    bases: dict[str, BasisSchema]


class OrganismesFile(Strict):
    """`organismes.yaml`; names from the oldest to the newest."""

    organismes: dict[str, list[NameSchema]]
