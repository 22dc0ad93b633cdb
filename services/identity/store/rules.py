"""The dated rules of this service, read from `rules/*.yaml` and refused at start when they do not hold together."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from services.identity.domain.directory import Directory, Recipient
from services.identity.domain.retention import Kept, RetentionRule

_RULES = Path(__file__).parent.parent / "rules"
_Text = Annotated[str, Field(min_length=1)]
_Confidence = Literal["S", "C", "L", "W", "K"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Recipient(_Strict):
    organisme: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    certifies: bool
    legal_basis: _Text
    start: date
    end: date | None = None


class _Certifiers(_Strict):
    checked: date
    source: _Text
    confidence: _Confidence
    retry_delays_seconds: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=1)]
    refresh_after_days: Annotated[int, Field(gt=0)]
    recipients: Annotated[list[_Recipient], Field(min_length=1)]


class _Rule(_Strict):
    kept: Kept
    months: Annotated[int, Field(gt=0)]
    start: date
    end: date | None = None
    source: _Text
    confidence: _Confidence


class _Retention(_Strict):
    checked: date
    rules: Annotated[list[_Rule], Field(min_length=1)]


_Model = TypeVar("_Model", bound=BaseModel)


def load_directory(path: Path = _RULES / "certifiers.yaml") -> Directory:
    """Who may be given a NIR. Raises pydantic's ValidationError."""
    read = _load(path, _Certifiers)
    return Directory(
        recipients=tuple(
            Recipient(each.organisme, each.legal_basis, each.certifies, each.start, each.end)
            for each in read.recipients
        ),
        retry_delays=tuple(timedelta(seconds=seconds) for seconds in read.retry_delays_seconds),
        refresh_after=timedelta(days=read.refresh_after_days),
    )


def load_retention(path: Path = _RULES / "retention.yaml") -> tuple[RetentionRule, ...]:
    """How long what is kept. Raises pydantic's ValidationError."""
    read = _load(path, _Retention)
    return tuple(RetentionRule(each.kept, each.months, each.start, each.end, each.source) for each in read.rules)


def _load(path: Path, model: type[_Model]) -> _Model:
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return model.model_validate(content)
