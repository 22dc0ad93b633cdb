"""Reads the catalogue once, when the process starts: a fault in it stops the start rather than a person's declaration."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import yaml

from services.situation.catalogue import schema
from services.situation.catalogue.questions import question_faults
from services.situation.domain.catalogue import (
    Bound,
    Catalogue,
    DatedName,
    FactKind,
    FieldSpec,
    FieldType,
    LegalBasis,
    Question,
    Recipient,
    RequiredWhen,
    overlapping,
)
from services.situation.domain.dates import Window

HERE = Path(__file__).parent
# The order of the contract's enum, which is the one shown.
ORDER = (
    "ADDRESS", "CONTACT", "FAMILY_STATUS", "CHILD_ARRIVAL", "CHILD_DEPARTURE", "PREGNANCY", "DEATH_OF_RELATIVE",
    "EMPLOYMENT_STATUS", "MONTHLY_RESOURCES", "HOUSING", "BANK_ACCOUNT", "REGIME", "DISABILITY_RECOGNITION", "STUDIES",
)  # fmt: skip

T = TypeVar("T", bound=schema.Strict)


class CatalogueError(Exception):
    """The catalogue contradicts itself; the message says where."""


def load(folder: Path = HERE) -> Catalogue:
    """The catalogue of a folder. Raises CatalogueError, or pydantic's ValidationError, which names the file's key."""
    bases = _read(folder / "legal_bases.yaml", schema.BasesFile).bases
    names = _read(folder / "organismes.yaml", schema.OrganismesFile).organismes
    facts = {
        fact.kind: fact for fact in (_read(path, schema.FactSchema) for path in sorted(folder.glob("facts/*.yaml")))
    }
    if set(facts) != set(ORDER):
        raise CatalogueError(f"kinds missing or unknown: {sorted(set(facts) ^ set(ORDER))}")
    kinds = {name: _kind(facts[name], bases, set(names)) for name in ORDER}
    dated = {organisme: tuple(DatedName(n.name, n.since) for n in listed) for organisme, listed in names.items()}
    retention = _read(folder / "retention.yaml", schema.RetentionFile)
    return Catalogue(kinds, dated, retention.delivery.days)


def _read(path: Path, model: type[T]) -> T:
    return model.model_validate(yaml.safe_load(path.read_text("utf-8")))


def _kind(fact: schema.FactSchema, bases: dict[str, schema.BasisSchema], organismes: set[str]) -> FactKind:
    recipients = tuple(rule for listed in fact.recipients for rule in _recipients(fact, listed, bases))
    kind = FactKind(
        name=fact.kind,
        label=fact.label,
        description=fact.description,
        single=fact.single,
        fields=tuple(_field(spec) for spec in fact.fields),
        recipients=recipients,
        start=_bound(fact.start),
        end=_bound(fact.end) if fact.end else None,
        questions=tuple(_question(asked) for asked in fact.questions),
        start_window=_window(fact.start_window),
        one_of=tuple(tuple(names) for names in fact.one_of),
        required_when=tuple(_rule(rule) for rule in fact.required_when),
    )
    faults = list(_faults(kind, organismes))
    if faults:
        raise CatalogueError(f"{fact.kind}: {'; '.join(faults)}")
    return kind


def _recipients(
    fact: schema.FactSchema, listed: schema.RecipientSchema, bases: dict[str, schema.BasisSchema]
) -> Iterator[Recipient]:
    basis = bases.get(listed.basis)
    if basis is None:
        raise CatalogueError(f"{fact.kind}: unknown basis {listed.basis}")
    for organisme in listed.organismes:
        yield Recipient(
            organisme=organisme,
            fields=tuple(listed.fields),
            obligation=listed.obligation,
            basis=LegalBasis(basis.reference, basis.explanation),
            qualities=frozenset(listed.qualities),
            only_when={name: frozenset(codes) for name, codes in listed.only_when.items()},
            valid_from=listed.valid_from or basis.valid_from,
            valid_until=listed.valid_until or basis.valid_until,
        )


def _field(spec: schema.FieldSchema) -> FieldSpec:
    return FieldSpec(
        name=spec.name,
        label=spec.label,
        type=spec.type,
        required=spec.required,
        codes=spec.codes,
        format=spec.format,
        minimum=spec.minimum,
        maximum=spec.maximum,
        default=spec.default,
        window=_window(spec.window),
        fields=tuple(_field(inner) for inner in spec.fields),
        hint=spec.hint,
    )


def _bound(bound: schema.BoundSchema) -> Bound:
    return Bound(bound.label, bound.hint, bound.field)


def _question(asked: schema.QuestionSchema) -> Question:
    when = (asked.only_when.field, tuple(asked.only_when.codes)) if asked.only_when else None
    return Question(asked.label, asked.hint, tuple(asked.fields), when)


def _rule(rule: schema.RequiredWhenSchema) -> RequiredWhen:
    return RequiredWhen(rule.field, rule.equals, tuple(rule.then), rule.formats)


def _window(window: schema.WindowSchema | None) -> Window | None:
    return None if window is None else Window(window.months_before, window.months_after)


def _faults(kind: FactKind, organismes: set[str]) -> Iterator[str]:
    names = [spec.name for spec in kind.fields]
    for named in (*kind.one_of, *((rule.field, *rule.then, *rule.formats) for rule in kind.required_when)):
        yield from (f"a rule names an unknown field {name}" for name in named if name not in names)
    for rule in kind.recipients:
        yield from (f"{rule.organisme} receives an unknown field {name}" for name in rule.fields if name not in names)
        if rule.organisme not in organismes:
            yield f"unknown organisme {rule.organisme}"
        yield from _condition_faults(kind, rule)
    twice = overlapping(kind.recipients)
    if twice:
        yield f"two bases for {twice} on one day"
    yield from _field_faults(kind.fields)
    yield from question_faults(kind)


def _condition_faults(kind: FactKind, rule: Recipient) -> Iterator[str]:
    codes = {spec.name: spec.codes for spec in kind.fields}
    for name, wanted in rule.only_when.items():
        unknown = sorted(code for code in wanted if code not in codes.get(name, {}))
        if unknown or not wanted:
            yield f"{rule.organisme} receives only when {name} is {unknown or 'nothing'}"


def _field_faults(fields: Sequence[FieldSpec]) -> Iterator[str]:
    for spec in fields:
        if (spec.type is FieldType.CODE) != bool(spec.codes):
            yield f"{spec.name}: codes go with the type code"
        if (spec.type is FieldType.LINES) != bool(spec.fields):
            yield f"{spec.name}: fields go with the type lines"
        yield from _field_faults(spec.fields)
