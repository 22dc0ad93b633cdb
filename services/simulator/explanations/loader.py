"""Reads the chains of rules once, at start, and refuses to start on what is not coherent."""

from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.simulator.domain.explanation import Explanation, Rule, Span, Unit

FILES = Path(__file__).parent


def _lower(word: object) -> object:
    return word.lower() if isinstance(word, str) else word


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rule(_Row):
    label: str = Field(min_length=3)
    unit: Annotated[Unit, BeforeValidator(_lower)]
    variable: str = ""
    parameter: str = ""
    span: Annotated[Span, BeforeValidator(_lower)] = Span.MONTH
    each: bool = False
    always: bool = False
    when: str = ""
    persons: tuple[int, int] = (1, 99)
    rules: tuple["_Rule", ...] = ()

    @model_validator(mode="after")
    def _reads_one_thing(self) -> Self:
        if bool(self.variable) == bool(self.parameter):
            raise ValueError(f"{self.label}: a rule reads a variable, or a parameter")
        return self

    def rule(self) -> Rule:
        """As the domain has it."""
        plain = {name: getattr(self, name) for name in _Rule.model_fields if name != "rules"}
        return Rule(**plain, rules=tuple(row.rule() for row in self.rules))


class _Explanation(_Row):
    benefits: tuple[str, ...]
    rules: tuple[_Rule, ...]
    by_work: bool = False


class _File(_Row):
    explanations: tuple[_Explanation, ...]


def load_explanations(files: Path = FILES) -> dict[str, Explanation]:
    """Benefit → its chain. Raises ValidationError or ValueError, naming what is wrong."""
    found: dict[str, Explanation] = {}
    for path in sorted(files.glob("*.yaml")):
        for row in _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).explanations:
            explanation = Explanation(row.benefits, tuple(rule.rule() for rule in row.rules), row.by_work)
            for benefit in row.benefits:
                if benefit in found:
                    raise ValueError(f"{path.name}: {benefit} is explained twice")
                found[benefit] = explanation
    return found
