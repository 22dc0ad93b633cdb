"""Reads the tables of prefill once, at start, and refuses to start on the first thing that is not coherent."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.simulator.domain.prefill import Correction, FieldRule, Freshness
from services.simulator.domain.prefill_rules import BenefitRule, NilRule, PrefillRules
from services.simulator.domain.vocabulary import Activity, LeaveKind, Occupancy, Resource, SchoolLevel, Union

FILES = Path(__file__).parent

Word = TypeVar("Word", bound=StrEnum)


def _lower(word: object) -> object:
    """Enumerations are written by their names, in capitals, as in the contract."""
    return word.lower() if isinstance(word, str) and word.isupper() else word


Lower = BeforeValidator(_lower)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Freshness(_Row):
    start: date = Field(alias="from")
    days: int | None


class _Field(_Row):
    field: str
    correction: Annotated[Correction, Lower]
    freshness: tuple[_Freshness, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if sorted(one.start for one in self.freshness) != [one.start for one in self.freshness]:
            raise ValueError(f"{self.field}: its dates are out of order")
        return self


class _Fields(_Row):
    fields_: tuple[_Field, ...] = Field(alias="fields")


class _Benefit(_Row):
    lag: int = Field(1, ge=0, le=3)
    monthly: bool = True
    individual: bool = False
    resource: Annotated[Resource | None, Lower] = None
    activity: Annotated[Activity | None, Lower] = None
    received_as: str = ""
    leave: Annotated[LeaveKind | None, Lower] = None


class _Nil(_Row):
    domain: str
    kinds: tuple[Annotated[Resource, Lower], ...]


class _Benefits(_Row):
    benefits: Mapping[str, _Benefit]
    nil: tuple[_Nil, ...]
    organismes: Mapping[str, str]


class _Facts(_Row):
    activities: Mapping[str, Annotated[Activity, Lower]]
    schools: Mapping[str, Annotated[SchoolLevel, Lower]]
    occupancies: Mapping[str, Annotated[Occupancy, Lower]]
    unions: Mapping[str, Annotated[Union, Lower]]
    natures: Mapping[str, Annotated[Resource, Lower]]
    adult_age: int
    oldest_child: int
    texts: Mapping[str, str]


File = TypeVar("File", bound=BaseModel)


def load_prefill(files: Path = FILES) -> PrefillRules:
    """The tables. Raises ValidationError, naming what is wrong."""
    facts, benefits = _read(files / "facts.yaml", _Facts), _read(files / "benefits.yaml", _Benefits)
    fields = _read(files / "fields.yaml", _Fields).fields_
    return PrefillRules(
        fields=tuple(_field(row) for row in fields),
        benefits={name: _benefit(row) for name, row in benefits.benefits.items()},
        nil=tuple(NilRule(row.domain, row.kinds) for row in benefits.nil),
        organismes=benefits.organismes,
        **{name: getattr(facts, name) for name in _Facts.model_fields},
    )


def _read(path: Path, model: type[File]) -> File:
    return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def _field(row: _Field) -> FieldRule:
    return FieldRule(row.field, row.correction, tuple(Freshness(one.start, one.days) for one in row.freshness))


def _benefit(row: _Benefit) -> BenefitRule:
    return BenefitRule(row.lag, row.monthly, row.individual, row.resource, row.activity, row.received_as, row.leave)
