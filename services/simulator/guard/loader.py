"""Reads the guard's files, and refuses to start when a kind of resource has no answer, or an answer no date."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.simulator.domain.guard import (
    Answer,
    Confidence,
    Declaration,
    DeclaredMonths,
    Guard,
    Introduction,
    Verdict,
)
from services.simulator.domain.vocabulary import Resource

FILES = Path(__file__).parent
_LABELS = "labels.yaml"

Model = TypeVar("Model", bound=BaseModel)


class GuardError(Exception):
    """A file is not coherent; the message names it and says what is wrong in it."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _IntroductionRow(_Row):
    start: date = Field(alias="from")
    text: str = Field(min_length=20)


class _AnswerRow(_Row):
    start: date = Field(alias="from")
    verdict: str
    reason: str = Field(min_length=10)
    amount: str = ""
    reference: str | None = None
    source: str | None = None
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _names_an_amount_to_declare(self) -> "_AnswerRow":
        if (self.verdict == Verdict.DECLARE.name) != bool(self.amount) and self.verdict != Verdict.ALREADY_KNOWN.name:
            raise ValueError("what is declared names its amount, what is not declared names none")
        return self


class _DeclaredRow(_Row):
    every: int = Field(ge=1, le=12)
    oldest: int = Field(ge=1, le=36)
    newest: int = Field(ge=0)
    reference: str
    source: str
    confidence: Confidence
    last_checked: date

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "_DeclaredRow":
        if self.oldest < self.newest:
            raise ValueError("the oldest month of a declaration is before the newest")
        return self


class _DeclarationFile(_Row):
    benefits: tuple[str, ...] = Field(min_length=1)
    declared: _DeclaredRow | None = None
    reference: str
    source: str
    confidence: Confidence
    last_checked: date
    introductions: tuple[_IntroductionRow, ...] = Field(min_length=1)
    resources: Mapping[str, tuple[_AnswerRow, ...]]


class _LabelFile(_Row):
    labels: Mapping[str, str]


def load_guard(files: Path = FILES) -> Guard:
    """Every declaration. Raises GuardError."""
    labels = {_kind(name, _LABELS): label for name, label in _read(files / _LABELS, _LabelFile).labels.items()}
    if set(labels) != set(Resource):
        raise GuardError(f"{_LABELS}: every kind of resource has a label")
    declarations: dict[str, Declaration] = {}
    for path in sorted(files.glob("*.yaml")):
        if path.name != _LABELS:
            declaration = _declaration(path)
            if twice := declarations.keys() & set(declaration.benefits):
                raise GuardError(f"{path.name}: {', '.join(sorted(twice))} is declared elsewhere too")
            declarations |= dict.fromkeys(declaration.benefits, declaration)
    return Guard(declarations, labels)


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError, OSError) as error:
        raise GuardError(f"{path.name}: {error}") from error


def _declaration(path: Path) -> Declaration:
    file = _read(path, _DeclarationFile)
    introductions = tuple(Introduction(row.start, row.text) for row in file.introductions)
    answers = {_kind(name, path.name): _answers(rows, file, path.name) for name, rows in file.resources.items()}
    if missing := sorted(set(Resource) - set(answers)):
        raise GuardError(f"{path.name}: no answer for {', '.join(missing)}")
    first = introductions[0].start
    if late := sorted(kind for kind, dated in answers.items() if dated[0].start > first):
        raise GuardError(f"{path.name}: no answer for {', '.join(late)} on {first}")
    _check_order([one.start for one in introductions], path.name)
    declared = DeclaredMonths(**file.declared.model_dump()) if file.declared else None
    return Declaration(file.benefits, introductions, answers, declared)


def _answers(rows: Sequence[_AnswerRow], file: _DeclarationFile, name: str) -> tuple[Answer, ...]:
    _check_order([row.start for row in rows], name)
    return tuple(
        Answer(
            row.start,
            _verdict(row.verdict, name),
            row.reason,
            row.amount,
            row.reference or file.reference,
            row.source or file.source,
            row.confidence or file.confidence,
            file.last_checked,
        )
        for row in rows
    )


def _check_order(starts: Sequence[date], name: str) -> None:
    if not starts or list(starts) != sorted(set(starts)) or any(start.day != 1 for start in starts[1:]):
        raise GuardError(f"{name}: answers follow each other, from the first day of a month on")


def _kind(name: str, file: str) -> Resource:
    if name not in Resource.__members__:
        raise GuardError(f"{file}: {name} is no kind of resource")
    return Resource[name]


def _verdict(name: str, file: str) -> Verdict:
    if name not in Verdict.__members__:
        raise GuardError(f"{file}: {name} is no verdict")
    return Verdict[name]
