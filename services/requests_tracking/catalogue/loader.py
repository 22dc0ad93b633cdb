"""Reads the catalogue once, when the process starts: a fault in it stops the start."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import yaml

from services.requests_tracking.catalogue import schema
from services.requests_tracking.domain.benefits import ClaimableBenefit, Question
from services.requests_tracking.domain.catalogue import Catalogue
from services.requests_tracking.domain.dates import Delay
from services.requests_tracking.domain.mapping import Meaning, StateMapping
from services.requests_tracking.domain.rules import ClockRule, overlapping
from services.requests_tracking.domain.rules import Path as AppealPath

HERE = Path(__file__).parent
T = TypeVar("T", bound=schema.Strict)


class CatalogueError(Exception):
    """The catalogue contradicts itself; the message says where."""


def load(folder: Path = HERE) -> Catalogue:
    """The catalogue of a folder. Raises CatalogueError, or pydantic's ValidationError, which names the file's key."""
    retention = _read(folder / "retention.yaml", schema.RetentionFile)
    pieces = _read(folder / "pieces.yaml", schema.PiecesFile)
    named = _read(folder / "labels.yaml", schema.LabelsFile)
    labels = named.labels
    benefits = _read(folder / "benefits.yaml", schema.BenefitsFile).benefits
    appeals = _read(folder / "appeals.yaml", schema.PathsFile)
    catalogue = Catalogue(
        benefits={listed.benefit: _benefit(listed, labels) for listed in benefits},
        labels=labels,
        health=frozenset(named.health),
        health_organismes=frozenset(named.health_organismes),
        rules=tuple(_rule(rule) for rule in _read(folder / "clock_rules.yaml", schema.RulesFile).rules),
        paths={path.path: _path(path) for path in appeals.paths},
        mappings=dict(map(_mapping, sorted(folder.glob("mappings/*.yaml")))),
        organismes=_read(folder / "organismes.yaml", schema.OrganismesFile).organismes,
        pieces=pieces.pieces,
        consequence=pieces.consequence,
        appeal_questions=_questions(appeals.questions),
        draft_months=retention.draft.months,
        reminder_days=retention.draft.reminder_days,
        kept_months=retention.claim.months,
    )
    faults = list(_faults(catalogue))
    if faults:
        raise CatalogueError("; ".join(faults))
    return catalogue


def _read(path: Path, model: type[T]) -> T:
    return model.model_validate(yaml.safe_load(path.read_text("utf-8")))


def _delay(delay: schema.DelaySchema) -> Delay:
    return Delay(delay.months, delay.days, delay.clear_days, delay.until_month_end)


def _rule(rule: schema.RuleSchema) -> ClockRule:
    return ClockRule(
        rule=rule.rule,
        kinds=frozenset(rule.kinds),
        organismes=frozenset(rule.organismes),
        benefits=frozenset(rule.benefits),
        paths=frozenset(rule.paths),
        since=rule.since,
        until=rule.until,
        silence=rule.silence,
        delay=_delay(rule.delay),
        reference=rule.reference,
        explanation=rule.explanation,
        appeals=tuple(rule.appeals),
    )


def _path(path: schema.PathSchema) -> AppealPath:
    delay = _delay(path.delay) if path.delay else None
    return AppealPath(path.path, path.label, delay, path.here, path.reference, path.instruction)


def _mapping(path: Path) -> tuple[str, StateMapping]:
    read = _read(path, schema.MappingFile)
    return read.organisme, StateMapping(
        {word: Meaning(said.state, said.lost, said.hands_over) for word, said in read.words.items()}
    )


def _benefit(listed: schema.BenefitSchema, labels: dict[str, str]) -> ClaimableBenefit:
    return ClaimableBenefit(
        benefit=listed.benefit,
        label=labels.get(listed.benefit, ""),
        announced=listed.announced,
        opens=listed.opens,
        managers=listed.managers,
        parts=tuple(listed.parts),
        service_url=listed.service_url,
        questions=_questions(listed.questions),
    )


def _questions(listed: Iterable[schema.QuestionSchema]) -> tuple[Question, ...]:
    return tuple(Question(**question.model_dump()) for question in listed)


def _faults(catalogue: Catalogue) -> Iterator[str]:
    yield from (f"health: unknown benefit {name}" for name in catalogue.health if name not in catalogue.labels)
    yield from _unknown_organismes("health", catalogue.health_organismes, catalogue)
    yield from (f"{one} and {other} govern the same claims" for one, other in overlapping(catalogue.rules))
    for rule in catalogue.rules:
        yield from (
            f"{rule.rule}: unknown way of appeal {name}" for name in rule.appeals if name not in catalogue.paths
        )
        yield from (f"{rule.rule}: unknown path {name}" for name in rule.paths if name not in catalogue.paths)
        yield from _unknown_organismes(rule.rule, rule.organismes, catalogue)
        if rule.delay.end(rule.since) <= rule.since:
            yield f"{rule.rule}: a delay of nothing"
    for benefit in catalogue.benefits.values():
        yield from _benefit_faults(benefit, catalogue)
    yield from _unknown_organismes("mappings", catalogue.mappings, catalogue)


def _unknown_organismes(where: str, named: Iterable[str], catalogue: Catalogue) -> Iterator[str]:
    yield from (f"{where}: unknown organisme {name}" for name in named if name not in catalogue.organismes)


def _benefit_faults(benefit: ClaimableBenefit, catalogue: Catalogue) -> Iterator[str]:
    if not benefit.label:
        yield f"{benefit.benefit}: no label"
    for organisme in {*benefit.managers.values(), *benefit.parts}:
        if organisme not in catalogue.mappings:
            yield f"{benefit.benefit}: no mapping of the words of {organisme}"
    for question in benefit.questions:
        if (question.type == "choice") != bool(question.codes):
            yield f"{benefit.benefit}: {question.key}: codes go with a choice"
    if benefit.announced and benefit.opens and benefit.announced > benefit.opens:
        yield f"{benefit.benefit}: open before it is announced"
