"""Reads the catalogue files once, at start, and refuses to start on the first thing that is not coherent."""

from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services.simulator.catalogue import schema, schema_family, schema_unemployment
from services.simulator.domain.allowances import AllowanceRules, AllowanceValues
from services.simulator.domain.catalogue import Aspect, Benefit, Catalogue, Condition, Domain, QuestionKind
from services.simulator.domain.family_rules import (
    BirthLeaveRules,
    BirthLeaveValues,
    ChildcareRules,
    ChildcareValues,
    EffortRate,
    Holder,
    ParentalRules,
    ParentalValues,
    PresumptionRules,
)
from services.simulator.domain.pension_rules import Generation, PensionValues, RetirementRules, Schedule
from services.simulator.domain.unemployment_rules import (
    AgreedLimit,
    AgreedLimits,
    DurationBand,
    UnemploymentRules,
    UnemploymentValues,
)
from services.simulator.domain.wages import WageRates

FILES = Path(__file__).parent
_PROVENANCE = {"source", "confidence", "last_checked", "legal_reference"}
_REWRITTEN = {"conditions", "opens", "cost", "presumed_cost", "within", "unless", "counted", "received_as"}
# The order in which domains are shown.
_DOMAINS = ("sante", "famille", "logement", "solidarite", "retraite", "emploi")

File = TypeVar("File", bound=BaseModel)


class CatalogueError(Exception):
    """The catalogue contradicts itself or its schema; the message names the entry."""


class _StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice: PyYAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise CatalogueError(f"{node.start_mark}: a key is written twice")
        return super().construct_mapping(node, deep)


def load_catalogue(files: Path = FILES) -> Catalogue:
    """The whole catalogue. Raises CatalogueError, naming the file and what is wrong in it."""
    wages = _wages(files)
    return Catalogue(
        benefits=_benefits(files),
        questions=_questions(files),
        wages=wages,
        unemployment=_unemployment(files, wages),
        allowances=_allowances(files, wages),
        retirement=_retirement(files, wages),
        childcare=_childcare(files, wages),
        parental=_parental(files),
        birth_leave=_birth_leave(files, wages),
        presumption=_presumption(files),
    )


def _read(path: Path, model: type[File]) -> File:
    try:
        # _StrictLoader is a SafeLoader.
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), _StrictLoader))  # noqa: S506
    except (ValidationError, yaml.YAMLError, OSError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _plain(row: BaseModel, *without: str) -> dict[str, Any]:
    """The fields of a row, save its provenance and those named."""
    return {name: value for name, value in row if name not in _PROVENANCE and name not in without}


def _benefits(files: Path) -> dict[str, Benefit]:
    read = [_read(files / "benefits" / f"{name}.yaml", schema.BenefitFile) for name in _DOMAINS]
    found: dict[str, Benefit] = {}
    for benefit in (_benefit(row, file.domain) for file in read for row in file.benefits):
        if benefit.id in found:
            raise CatalogueError(f"{benefit.id} is described twice")
        found[benefit.id] = benefit
    _check(found.values())
    return found


def _check(benefits: Iterable[Benefit]) -> None:
    ids = {benefit.id for benefit in benefits}
    for benefit in benefits:
        if unknown := {benefit.within, benefit.unless, *benefit.follows, *benefit.counts, *benefit.tops_up} - {
            "",
            *ids,
        }:
            raise CatalogueError(f"{benefit.id}: unknown {', '.join(unknown)}")


def _benefit(row: schema.BenefitRow, domain: Domain) -> Benefit:
    return Benefit(
        domain=domain,
        conditions=tuple(Condition(**dict(condition)) for condition in row.conditions),
        opens=row.opens or "",
        cost=row.cost or "",
        presumed_cost=row.presumed_cost or "",
        within=row.within or "",
        unless=row.unless or "",
        counted=row.counted or "",
        received_as=row.received_as or row.id,
        **{name: value for name, value in row if name not in _REWRITTEN},
    )


def _questions(files: Path) -> dict[Aspect, QuestionKind]:
    rows = _read(files / "questions.yaml", schema.QuestionFile).questions
    if missing := set(Aspect) - {row.aspect for row in rows}:
        raise CatalogueError(f"questions.yaml: nothing asks for {', '.join(sorted(missing))}")
    return {row.aspect: QuestionKind(row.aspect, rank, row.texts) for rank, row in enumerate(rows)}


def _wages(files: Path) -> WageRates:
    row = _read(files / "wages.yaml", schema.WagesFile)
    return WageRates(row.net, row.taxable)


def _unemployment(files: Path, wages: WageRates) -> UnemploymentRules:
    row = _read(files / "unemployment.yaml", schema_unemployment.UnemploymentFile)
    values = tuple(UnemploymentValues(**dict(each)) for each in row.values)
    bands = tuple(DurationBand(**dict(each)) for each in row.bands)
    agreed = row.mutual_agreement
    limits = AgreedLimits(agreed.start, tuple(AgreedLimit(**dict(each)) for each in agreed.limits))
    known = _plain(row, "values", "bands", "mutual_agreement")
    return UnemploymentRules(values=values, bands=bands, wages=wages, mutual_agreement=limits, **known)


def _allowances(files: Path, wages: WageRates) -> AllowanceRules:
    row = _read(files / "allowances.yaml", schema.AllowanceFile)
    values = tuple(AllowanceValues(**dict(each)) for each in row.values)
    return AllowanceRules(values=values, wages=wages, **_plain(row, "values"))


def _retirement(files: Path, wages: WageRates) -> RetirementRules:
    row = _read(files / "retirement.yaml", schema.RetirementFile)
    schedules = tuple(
        Schedule(each.start, each.reference, tuple(Generation(**dict(born)) for born in each.generations))
        for each in row.schedules
    )
    values = tuple(PensionValues(**_plain(each)) for each in row.values)
    return RetirementRules(schedules=schedules, values=values, wages=wages, **_plain(row, "schedules", "values"))


def _childcare(files: Path, wages: WageRates) -> ChildcareRules:
    row = _read(files / "childcare.yaml", schema_family.ChildcareFile)
    values = tuple(ChildcareValues(**dict(each)) for each in row.values)
    rates = tuple(EffortRate(**dict(each)) for each in row.rates)
    return ChildcareRules(values=values, rates=rates, wages=wages, **_cited(row, "values", "rates"))


def _parental(files: Path) -> ParentalRules:
    row = _read(files / "parental.yaml", schema_family.ParentalFile)
    return ParentalRules(values=tuple(ParentalValues(**dict(each)) for each in row.values), **_cited(row, "values"))


def _birth_leave(files: Path, wages: WageRates) -> BirthLeaveRules:
    row = _read(files / "birth_leave.yaml", schema_family.BirthLeaveFile)
    values = tuple(BirthLeaveValues(**dict(each)) for each in row.values)
    return BirthLeaveRules(values=values, wages=wages, **_cited(row, "values"))


def _presumption(files: Path) -> PresumptionRules:
    row = _read(files / "presumption.yaml", schema_family.PresumptionFile)
    return PresumptionRules(holders=tuple(Holder(**dict(each)) for each in row.holders), **_cited(row, "holders"))


def _cited(row: schema_family.Worked, *without: str) -> dict[str, Any]:
    """The fields of a row that its results cite; its worked examples are for the tests."""
    return {**_plain(row, "examples", *without), "legal_reference": row.legal_reference}
