"""Reading every persona of a directory, against the ids of the benefits that the catalogue knows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sandbox.organismes.personas import Persona

# libyaml reads a thousand personas in a second where the pure Python reader takes ten.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PersonasError(Exception):
    """The personas cannot be loaded; the message says which file and why, without quoting what it holds."""


def load(directory: Path, benefits: frozenset[str], scenarios: frozenset[str] | None = None) -> dict[str, Persona]:
    """Every persona by id, in the order of the file names; they may name these benefits and scenarios only (None: any). Raises PersonasError."""
    personas = [_read(file) for file in sorted(directory.glob("*.yaml"))]
    if not personas:
        raise PersonasError(f"no persona (*.yaml) in {directory}")
    _refuse_unknown_benefits(personas, benefits)
    _refuse_shared_numbers(personas)
    if scenarios is not None:
        _refuse_unknown_scenarios(personas, scenarios)
    return {persona.id: persona for persona in personas}


def catalogue_benefits(directory: Path) -> frozenset[str]:
    """The ids of the benefits that the rights service's catalogue holds, read as data."""
    documents = [yaml.load(file.read_text(encoding="utf-8"), _Loader) for file in sorted(directory.glob("*.yaml"))]  # noqa: S506
    return frozenset(str(benefit["id"]) for document in documents for benefit in _benefits_of(document))


def _benefits_of(document: Any) -> Iterable[Any]:
    if isinstance(document, dict) and "benefits" in document:
        return list(document["benefits"])
    return document if isinstance(document, list) else [document]


def _read(file: Path) -> Persona:
    try:
        persona = Persona.model_validate(_parse(file))
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)]
        raise PersonasError(f"{file.name}: " + "; ".join(lines)) from error
    if persona.id != file.stem:
        raise PersonasError(f"{file.name}: id must be the name of the file")
    return persona


def _parse(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: an unquoted day that does not exist.
        raise PersonasError(f"{file.name}: not readable as YAML: {error}") from error


def _refuse_unknown_benefits(personas: Iterable[Persona], benefits: frozenset[str]) -> None:
    for persona in personas:
        if unknown := persona.benefits() - benefits:
            raise PersonasError(f"{persona.id}: the catalogue has no benefit {', '.join(sorted(unknown))}")


def _refuse_unknown_scenarios(personas: Iterable[Persona], scenarios: frozenset[str]) -> None:
    for persona in personas:
        named = {name for file in persona.organismes.values() for name in file.scenarios.values()}
        if unknown := named - scenarios:
            raise PersonasError(f"{persona.id}: there is no scenario {', '.join(sorted(unknown))}")


def _refuse_shared_numbers(personas: Iterable[Persona]) -> None:
    held: dict[str, str] = {}
    for persona in personas:
        if (other := held.setdefault(persona.nir, persona.id)) != persona.id:
            raise PersonasError(f"{persona.id} and {other} have the same nir")
