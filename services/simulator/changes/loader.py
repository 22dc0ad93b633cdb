"""Reads `kinds.yaml`, and refuses to start when a kind of the domain is missing, twice or unknown."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.simulator.domain.changes import KINDS
from services.simulator.domain.changes_kinds import ChangeKind, ChangeQuestion

FILE = Path(__file__).parent / "kinds.yaml"


class ChangesError(Exception):
    """The file is not coherent; the message says what is wrong in it."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _QuestionRow(_Row):
    field: str = Field(pattern=r"^[a-z_]+(\.[a-z_]+)?$")
    text: str = Field(min_length=5)
    required: bool


class _KindRow(_Row):
    kind: str
    label: str = Field(min_length=5)
    questions: tuple[_QuestionRow, ...] = Field(min_length=1)


class _File(_Row):
    kinds: tuple[_KindRow, ...]


def load_kinds(file: Path = FILE) -> tuple[ChangeKind, ...]:
    """Every kind of change, in the order in which it is shown. Raises ChangesError."""
    try:
        rows = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).kinds
    except (ValidationError, yaml.YAMLError, OSError) as error:
        raise ChangesError(f"{file.name}: {error}") from error
    if sorted(row.kind for row in rows) != sorted(KINDS.values()):
        raise ChangesError(f"{file.name}: every kind of change stands in it once, and no other")
    return tuple(
        ChangeKind(row.kind, row.label, tuple(ChangeQuestion(q.field, q.text, q.required) for q in row.questions))
        for row in rows
    )
