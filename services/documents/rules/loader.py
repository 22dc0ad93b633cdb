"""Reads the rulebook once, when the process starts: a fault in it stops the start rather than a person's deposit."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import yaml

from services.documents.domain.freshness import Freshness
from services.documents.domain.retention import Retention
from services.documents.domain.rulebook import Directory, DocumentType, Organisme, Piece, Rule, Rulebook, TimeLimit
from services.documents.domain.verdicts import Limits
from services.documents.rules import schema

HERE = Path(__file__).parent
T = TypeVar("T", bound=schema.Strict)
_Handlers = Mapping[str, Mapping[schema.Regime, str]]


class RulebookError(Exception):
    """The rulebook contradicts itself; the message says where."""


def load(folder: Path = HERE) -> Rulebook:
    """The rulebook of a folder. Raises RulebookError, or pydantic's ValidationError, which names the file's key."""
    known = _read(folder / "organismes.yaml", schema.OrganismesFile)
    pieces = _read(folder / "pieces.yaml", schema.PiecesFile).benefits
    freshness = _read(folder / "freshness.yaml", schema.FreshnessFile).freshness
    files = [_read(path, schema.TypesFile) for path in sorted(folder.glob("types/*.yaml"))]
    types = [_type(spec, file.domain, known.handlers) for file in files for spec in file.types]
    produced = _read(folder / "produced.yaml", schema.ProducedFile).produced
    default = _limits(known.default_limits)
    book = Rulebook(
        version=known.version,
        types={kind.type: kind for kind in types},
        pieces={name: tuple(_piece(piece, spec.reference) for piece in spec.pieces) for name, spec in pieces.items()},
        organismes={name: _organisme(name, spec, default) for name, spec in known.organismes.items()},
        freshness={name: _freshness(spec) for name, spec in freshness.items()},
        default_limits=default,
        directory=_directory(known.directory),
        produced={name: _produced(name, spec) for name, spec in produced.items()},
    )
    faults = [*_faults(book), *(["a type is defined twice"] if len(types) != len(book.types) else [])]
    if faults:
        raise RulebookError("; ".join(faults))
    return book


def load_retention(folder: Path = HERE) -> Retention:
    """How long contents are kept. Raises pydantic's ValidationError."""
    lives = _read(folder / "retention.yaml", schema.RetentionFile).retention
    return Retention(**{str(name): life.days for name, life in lives.items()})


def _read(path: Path, model: type[T]) -> T:
    return model.model_validate(yaml.safe_load(path.read_text("utf-8")))


def _type(spec: schema.TypeSchema, domain: str, handlers: _Handlers) -> DocumentType:
    return DocumentType(
        type=spec.id,
        label=spec.label,
        aliases=tuple(spec.aliases),
        domain=domain,
        description=spec.description,
        rules=tuple(_rule(rule, handlers) for rule in spec.rules),
        takers=frozenset(spec.takers),
        freshness=spec.freshness,
        both_sides=spec.both_sides,
        identity_title=spec.identity_title,
    )


def _produced(name: str, spec: schema.ProducedSchema) -> DocumentType:
    return DocumentType(name, spec.label, (), spec.domain, spec.description, ())


def _rule(spec: schema.RuleSchema, handlers: _Handlers) -> Rule:
    if spec.handlers and spec.handlers not in handlers:
        raise RulebookError(f"{spec.id}: unknown handlers {spec.handlers}")
    limit = spec.time_limit
    return Rule(
        rule=spec.id,
        explanation=spec.explanation,
        legal_reference=spec.reference,
        source=spec.source,
        checked=spec.checked,
        confidence=spec.confidence,
        reason=spec.reason,
        instruction=spec.instruction,
        organismes={str(regime): name for regime, name in handlers[spec.handlers].items()} if spec.handlers else None,
        by_post=spec.by_post,
        service_url=spec.service_url,
        time_limit=TimeLimit(limit.days, limit.consequence, limit.reference) if limit else None,
        valid_from=spec.valid_from,
        valid_until=spec.valid_until,
        only_organismes=frozenset(spec.only_organismes),
        only_benefits=frozenset(spec.only_benefits),
    )


def _piece(spec: schema.PieceSchema, reference: str) -> Piece:
    return Piece(tuple(spec.any_of), spec.owed_by, spec.condition, reference)


def _limits(spec: schema.LimitsSchema) -> Limits:
    return Limits(spec.maximum_bytes, spec.maximum_pages, tuple(spec.media_types))


def _directory(spec: schema.DirectorySchema) -> Directory:
    return Directory(spec.page, spec.told, spec.organismes)


def _organisme(name: str, spec: schema.OrganismeSchema, default: Limits) -> Organisme:
    limits = _limits(spec.limits) if spec.limits else default
    return Organisme(name, spec.name, spec.office_word, tuple(spec.postal), spec.site, limits)


def _freshness(spec: schema.FreshnessSchema) -> Freshness:
    return Freshness(
        spec.manner, spec.label, spec.source, spec.months, spec.turn_month, spec.turn_day, spec.pay_day
    )  # fmt: skip


def _faults(book: Rulebook) -> Iterator[str]:
    for kind in book.types.values():
        if kind.freshness and kind.freshness not in book.freshness:
            yield f"{kind.type}: unknown freshness {kind.freshness}"
        yield from (f"{kind.type}: unknown organisme {name}" for name in kind.takers - set(book.organismes))
        for rule in kind.rules:
            yield from _rule_faults(book, kind, rule)
        yield from (f"{kind.type}: nothing is answered on {day}" for day in _unanswered(kind))
    yield from (
        f"directory: unknown organisme {name}" for name in set(book.directory.organismes) - set(book.organismes)
    )
    for benefit, pieces in book.pieces.items():
        named = {name for piece in pieces for name in piece.any_of}
        yield from (f"{benefit}: unknown type {name}" for name in sorted(named - set(book.types)))


def _rule_faults(book: Rulebook, kind: DocumentType, rule: Rule) -> Iterator[str]:
    named = rule.only_organismes | set((rule.organismes or {}).values())
    yield from (f"{rule.rule}: unknown organisme {name}" for name in named - set(book.organismes))
    if rule.reason and not rule.instruction:
        yield f"{rule.rule}: refuses, and does not say what to do"
    if (rule.valid_from or date.min) > (rule.valid_until or date.max):
        yield f"{kind.type}: {rule.rule} ends before it begins"


def _unanswered(kind: DocumentType) -> Iterator[date]:
    """Days without an answer for a purpose that no rule names: looked for at both ends of every period."""
    days = {date(2017, 1, 1), date.max}
    for rule in kind.rules:
        days |= {rule.valid_from} if rule.valid_from else set()
        days |= {rule.valid_until + timedelta(days=1)} if rule.valid_until else set()
    yield from (day for day in sorted(days) if not any(rule.speaks_of(day, "", "") for rule in kind.rules))
