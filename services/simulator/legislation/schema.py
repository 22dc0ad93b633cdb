"""The shape of our files on the law."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

_Name = Field(pattern=r"^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)+$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OverrideLine(_Strict):
    """A value of ours."""

    parameter: str = _Name
    from_date: date
    value: FiniteFloat
    unit: str = Field(min_length=1)
    reference: str = Field(min_length=10)
    source: str = Field(min_length=5)
    confidence: Literal["L", "C", "W", "K"]
    last_checked: date
    # How it was worked out, where no text with the value was found.
    note: str = ""


class OverrideFile(_Strict):
    """Values of one benefit."""

    overrides: list[OverrideLine] = Field(min_length=1)


class GapLine(_Strict):
    """A change of the law without a formula."""

    parameter: str = _Name
    label: str = Field(min_length=10)
    since: date
    benefits: list[str] = Field(min_length=1)
    reference: str = Field(min_length=10)
    last_checked: date


class GapFile(_Strict):
    """All of them."""

    gaps: list[GapLine]


class ReadFile(_Strict):
    """Parameter → the benefits that read it: what `reads.py` recorded under `version`."""

    version: str
    parameters: dict[str, list[str]]
