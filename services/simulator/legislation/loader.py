"""Reads our files on the law once, at start, and refuses to start on the first thing that is not coherent."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services.simulator.domain.legislation import Gap, Override
from services.simulator.legislation.schema import GapFile, OverrideFile, OverrideLine, ReadFile

FILES = Path(__file__).parent
File = TypeVar("File", bound=BaseModel)


class LegislationError(Exception):
    """Our files contradict their schema, each other, or the law; the message names the entry."""


def load_overrides(files: Path = FILES / "overrides") -> tuple[Override, ...]:
    """Our own values, by parameter and day. Raises LegislationError."""
    lines = [line for path in sorted(files.glob("*.yaml")) for line in read(path, OverrideFile).overrides]
    ours = [(line.parameter, line.from_date) for line in lines]
    twice = {f"{parameter} {day}" for parameter, day in ours if ours.count((parameter, day)) > 1}
    if twice:
        raise LegislationError(f"written twice: {', '.join(sorted(twice))}")
    return tuple(_override(line) for line in sorted(lines, key=lambda line: (line.parameter, line.from_date)))


def load_gaps(files: Path = FILES) -> tuple[Gap, ...]:
    """The changes of the law that are not computed. Raises LegislationError."""
    return tuple(
        Gap(line.parameter, line.label, line.since, tuple(line.benefits), line.last_checked)
        for line in read(files / "gaps.yaml", GapFile).gaps
    )


def load_reads(files: Path = FILES) -> Mapping[str, tuple[str, ...]]:
    """Parameter → the benefits that read it, as recorded. Raises LegislationError."""
    return {one: tuple(benefits) for one, benefits in read(files / "reads.yaml", ReadFile).parameters.items()}


def own_values(overrides: Iterable[Override]) -> dict[str, dict[date, tuple[float, str]]]:
    """Our values and their references, as the lawbook takes them."""
    found: dict[str, dict[date, tuple[float, str]]] = {}
    for one in overrides:
        found.setdefault(one.parameter, {})[one.from_date] = one.value, one.reference
    return found


def read(path: Path, model: type[File]) -> File:
    """One file. Raises LegislationError."""
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError, OSError) as error:
        raise LegislationError(f"{path.name}: {error}") from error


def _override(line: OverrideLine) -> Override:
    return Override(**line.model_dump(exclude={"note"}))
