"""Reads the catalogue files once, at start, and refuses to start on the first thing that is not coherent."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services.rights.catalogue import schema
from services.rights.catalogue.coherence import CatalogueError, check
from services.rights.domain.catalogue import (
    AppealRoute,
    Benefit,
    Catalogue,
    DomainCard,
    LegalReference,
    Manager,
    OrganismeCard,
    Payout,
    Provenance,
    RecoveryFloor,
)
from services.rights.domain.continuity import ContinuityGroup
from services.rights.domain.dated import DatedName
from services.rights.domain.exposure import ExposureMatrix, ExposureStep, Level
from services.rights.domain.lexicon import Lexicon, Term
from services.rights.domain.retention import RetentionRule
from services.rights.domain.vocabulary import Domain, Organisme, Regime

FILES = Path(__file__).parent
_DAY = timedelta(days=1)

File = TypeVar("File", bound=BaseModel)
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


class _StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice: PyYAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise CatalogueError(f"{node.start_mark}: a key is written twice")
        return super().construct_mapping(node, deep)


def load_catalogue(files: Path = FILES) -> Catalogue:
    """The whole catalogue. Raises CatalogueError, naming the file and what is wrong in it."""
    rows = [_read(path, schema.BenefitFile) for path in sorted((files / "benefits").glob("*.yaml"))]
    organismes = _read(files / "organismes.yaml", schema.OrganismeFile).organismes
    sites = {row.id: row.site for row in organismes}
    benefits = [_benefit(row, file.domain, sites) for file in rows for row in file.benefits]
    catalogue = Catalogue(
        benefits=_indexed(benefits, lambda b: b.id),
        domains=_indexed(_domains(files), lambda d: d.id),
        organismes=_indexed(map(_organisme, organismes), lambda o: o.id),
        appeals=_indexed(_appeals(files), lambda a: a.id),
        groups=_indexed(_groups(files, benefits), lambda g: g.id),
        exposure=_exposure(files),
        lexicon=Lexicon(_terms(files)),
        retention=_retention(files),
        floors=_floors(files),
    )
    check(catalogue)
    return catalogue


def _read(path: Path, model: type[File]) -> File:
    try:
        # _StrictLoader is a SafeLoader.
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), _StrictLoader))  # noqa: S506
    except (ValidationError, yaml.YAMLError, OSError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _indexed(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, Row]:
    index: dict[Key, Row] = {}
    for row in rows:
        if key(row) in index:
            raise CatalogueError(f"{key(row)} is described twice")
        index[key(row)] = row
    return index


def _provenance(row: schema.BenefitRow | schema.AppealRow | schema.FloorRow) -> Provenance:
    return Provenance(row.source, row.confidence, row.last_checked)


def _former(rows: Iterable[schema.NameRow]) -> tuple[DatedName, ...]:
    return tuple(DatedName(row.name, row.start, row.end, row.also) for row in rows)


def _names(today: DatedName, aliases: tuple[schema.NameRow, ...]) -> tuple[DatedName, ...]:
    former = _former(aliases)
    if not former or (last := former[-1].end) is None:
        return (*former, today)
    return (*former, DatedName(today.name, last + _DAY, today.end))


def _managers(regime: Regime, given: Organisme | tuple[schema.ManagerRow, ...]) -> tuple[Manager, ...]:
    if isinstance(given, Organisme):
        return (Manager(regime, given),)
    return tuple(Manager(regime, row.organisme, row.start, row.end) for row in given)


def _benefit(row: schema.BenefitRow, domain: Domain, sites: dict[Organisme, str]) -> Benefit:
    managers = tuple(m for regime, given in row.managers.items() for m in _managers(regime, given))
    if strangers := row.links.keys() - {m.organisme for m in managers}:
        raise CatalogueError(f"{row.id}: a link for {', '.join(sorted(strangers))}, which never manages it")
    return Benefit(
        id=row.id,
        domain=domain,
        names=_names(DatedName(row.name, row.opened, row.closed), row.aliases),
        kind=row.kind,
        description=row.description,
        managers=managers,
        links={m.organisme: row.links.get(m.organisme, sites.get(m.organisme, "")) for m in managers},
        legal=LegalReference(row.legal.code, row.legal.article),
        provenance=_provenance(row),
        appeal=row.appeal,
        payout=Payout(row.payout.period, row.payout.lag_months) if row.payout else None,
        continuity_groups=row.continuity_groups,
        pointed_by=row.pointed_by,
        health_sensitive=row.health_sensitive,
    )


def _domains(files: Path) -> tuple[DomainCard, ...]:
    rows = _read(files / "domains.yaml", schema.DomainFile).domains
    return tuple(DomainCard(row.id, row.name, row.question) for row in rows)


def _organisme(row: schema.OrganismeRow) -> OrganismeCard:
    return OrganismeCard(row.id, _names(DatedName(row.name), row.aliases), row.site, row.role)


def _appeals(files: Path) -> tuple[AppealRoute, ...]:
    rows = _read(files / "appeals.yaml", schema.AppealFile).appeals
    return tuple(AppealRoute(row.id, row.body, row.months, _provenance(row)) for row in rows)


def _groups(files: Path, benefits: list[Benefit]) -> tuple[ContinuityGroup, ...]:
    rows = _read(files / "continuity.yaml", schema.GroupFile).groups
    return tuple(
        ContinuityGroup(benefits=frozenset(b.id for b in benefits if row.id in b.continuity_groups), **row.model_dump())
        for row in rows
    )


def _exposure(files: Path) -> ExposureMatrix:
    file = _read(files / "exposure.yaml", schema.ExposureFile)
    steps = tuple(ExposureStep(**(dict(row) | {"level": Level[row.level]})) for row in file.steps)
    return ExposureMatrix(steps, {Level[name]: shown for name, shown in file.shows.items()})


def _terms(files: Path) -> tuple[Term, ...]:
    rows = _read(files / "lexicon.yaml", schema.LexiconFile).terms
    return tuple(Term(row.id, _former(row.names), row.meaning) for row in rows)


def _retention(files: Path) -> tuple[RetentionRule, ...]:
    rows = _read(files / "retention.yaml", schema.RetentionFile).retention
    return tuple(
        RetentionRule(row.data, row.months, row.start or date.min, row.end, row.source, row.confidence) for row in rows
    )


def _floors(files: Path) -> tuple[RecoveryFloor, ...]:
    rows = _read(files / "recovery.yaml", schema.FloorFile).floors
    return tuple(
        RecoveryFloor(row.benefits, row.floor_cents, row.start or date.min, row.end, _provenance(row)) for row in rows
    )
